"""Many short connections, one after the other: data both ways, closed by the client and by the server in turn; a third argument: seconds between them."""
import socket
import sys
import time

count, port = int(sys.argv[1]), int(sys.argv[2])
pause = float(sys.argv[3]) if len(sys.argv) > 3 else 0
listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(("127.0.0.1", port))
listener.listen(64)
for n in range(count):
    client = socket.create_connection(("127.0.0.1", port))
    server, _ = listener.accept()
    client.sendall(b"ping")
    server.recv(16)
    server.sendall(b"pong")
    client.recv(16)
    first, second = (client, server) if n % 2 == 0 else (server, client)
    first.close()
    second.recv(1)
    second.close()
    if pause:
        time.sleep(pause)
listener.close()
