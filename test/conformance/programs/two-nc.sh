# The course text's two terminals in one script: the client ends first.
nc -l 12345 >/dev/null &
until ss -Hltn 'sport = :12345' | grep -q .; do :; done
echo hello | nc -N 127.0.0.1 12345
wait
