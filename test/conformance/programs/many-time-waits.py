"""So many connections, closed by the client, to servers on ports of 10,000 connections each; nothing is reused.

No TIME-WAIT ends early: on a busy machine a delayed ACK of the server's (40 ms) may be overtaken by its own FIN, from another processor.
TIME-WAIT answers it, and the RST of the server, which is closed by then, would end it (RFC 1337).
"""
import socket
import sys

count, port = int(sys.argv[1]), int(sys.argv[2])
for setting, value in ("tcp_tw_reuse", "0"), ("tcp_rfc1337", "1"):
    with open("/proc/sys/net/ipv4/" + setting, "w") as file:
        file.write(value)
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
