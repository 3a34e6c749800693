"""Two processes, each on a processor of its own, shut the same connection down at the same instant."""
import multiprocessing
import os
import socket
import sys
import time

count, port = int(sys.argv[1]), int(sys.argv[2])


def at(instant, sock, cpu):
    os.sched_setaffinity(0, {cpu})
    while time.monotonic() < instant:
        pass
    sock.shutdown(socket.SHUT_WR)
    while sock.recv(64):
        pass
    sock.close()


listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(("127.0.0.1", port))
listener.listen(8)
cpus = sorted(os.sched_getaffinity(0))
for _ in range(count):
    client = socket.create_connection(("127.0.0.1", port))
    server, _ = listener.accept()
    instant = time.monotonic() + 0.02
    ends = [multiprocessing.Process(target=at, args=(instant, sock, cpus[i % len(cpus)])) for i, sock in enumerate((client, server))]
    for end in ends:
        end.start()
    client.close()
    server.close()
    for end in ends:
        end.join()
listener.close()
