"""So many connections, closed by the client, to servers on ports of 10,000 connections each; nothing is reused."""
import socket
import sys

count, port = int(sys.argv[1]), int(sys.argv[2])
with open("/proc/sys/net/ipv4/tcp_tw_reuse", "w") as file:
    file.write("0")
done = 0
while done < count:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen(64)
    for _ in range(min(10_000, count - done)):
        client = socket.create_connection(("127.0.0.1", port))
        server, _ = listener.accept()
        client.close()
        server.close()
        done += 1
    listener.close()
    port += 1
