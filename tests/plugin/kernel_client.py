"""Stand for a kernel that the server forks off: `python kernel_client.py SOCKET CONNECTION_FILE`.

It imports next to nothing, since it begins anew for every notebook.
"""

import json
import os
import socket
import sys

FOLDER = os.getcwd()  # noqa: PTH109 (pathlib takes longer to import than all the rest)

with socket.socket(socket.AF_UNIX) as server:
    server.connect(sys.argv[1])
    request = {"connection_file": sys.argv[2], "folder": FOLDER, "environment": dict(os.environ)}
    server.sendall(json.dumps(request).encode() + b"\n")
    server.recv(1)  # until the kernel ends
