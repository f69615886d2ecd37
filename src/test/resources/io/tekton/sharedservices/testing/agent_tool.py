"""A tool of an agent: serves a port or a socket where its arguments say so, and waits. It ends by itself at last."""
import socket
import sys
import time

if "--port" in sys.argv:
    server = socket.create_server(("127.0.0.1", 0))
    print(server.getsockname()[1], flush=True)
    taken = server.accept()
elif "--socket" in sys.argv:
    server = socket.socket(socket.AF_UNIX)
    server.bind(sys.argv[-1])
    server.listen()
    print(0, flush=True)
    taken = server.accept()
elif "--says" in sys.argv:
    print("ready", flush=True)
time.sleep(300)
