"""Has cloud-init 24.3 or later boot as its units do, in one process that is told when a stage may start: all_stages.py

Source: cloud-init 25.1 and 26.2, `socket.py`; systemd/cloud-init-*.service. 25.1 talks by datagrams, 26.2 by connections.
"""

import os
import pathlib
import socket
import subprocess
import time

SHARE = pathlib.Path("/run/cloud-init/share")


def start(stage):
    """Lets a stage start, and waits until it has ended."""
    address = str(SHARE / f"{stage}.sock")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as stream:
        try:
            stream.connect(address)
            stream.sendall(b"start")
            return stream.recv(4096)
        except OSError:
            pass
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as datagrams:
        datagrams.bind(str(SHARE / f"{stage}-return.sock"))
        datagrams.sendto(b"start", address)
        return datagrams.recv(4096)


cloud_init = subprocess.Popen(["cloud-init", "--all-stages"], stdin=subprocess.DEVNULL)
pathlib.Path("/pid").write_text(str(cloud_init.pid))
while not (SHARE / "final.sock").exists():
    time.sleep(0.02)
for name in ("local", "network", "config", "final"):
    start(name)
os._exit(cloud_init.wait())
