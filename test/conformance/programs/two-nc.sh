# The course text's two terminals in one script: the client ends first.
nc -l 18079 >/dev/null &
until ss -Hltn 'sport = :18079' | grep -q .; do :; done
echo hello | nc -N 127.0.0.1 18079
wait
