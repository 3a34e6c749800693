cd "$(mktemp -d)" || exit 1
echo 'still here?' > page.txt
python3 -m http.server --bind 127.0.0.1 18080 >server.log 2>&1 &
server=$!
until ss -Hltn 'sport = :18080' | grep -q .; do :; done
for _ in 1 2 3; do curl -s http://127.0.0.1:18080/page.txt >/dev/null || exit 1; done
kill $server
wait $server
rm -f page.txt server.log && rmdir "$PWD"
exit 0
