"""The other ways for a connection to end, each on a port of its own from the given one on."""
import socket
import struct
import sys
import time

port = int(sys.argv[1])
LINGER_ZERO = struct.pack("ii", 1, 0)


def pair(port, family=socket.AF_INET, server_address="127.0.0.1", client_address=None):
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if family == socket.AF_INET6:
        listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
    listener.bind((server_address, port))
    listener.listen(4)
    client = socket.create_connection((client_address or server_address, port))
    server, _ = listener.accept()
    listener.close()
    return client, server


# half-close: the client has said all it has to say, and goes on reading
client, server = pair(port)
client.shutdown(socket.SHUT_WR)
server.recv(1)
time.sleep(0.06)
server.sendall(b"one more thing")
client.recv(64)
server.close()
client.recv(1)
client.close()

# RST from the client, and from the server because something was left unread
client, server = pair(port + 1)
client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_ZERO)
client.close()
server.close()
client, server = pair(port + 2)
client.sendall(b"unread")
time.sleep(0.01)
server.close()
client.close()

# nobody listens
refused = socket.socket()
try:
    refused.connect(("127.0.0.1", port + 3))
except ConnectionRefusedError:
    pass
refused.close()

# an IPv4 client of a dual-stack server, and an IPv6 one
for address in ("127.0.0.1", "::1"):
    client, server = pair(port + 4, socket.AF_INET6, "::", address)
    client.sendall(b"hello")
    server.recv(16)
    server.close()
    client.recv(1)
    client.close()

