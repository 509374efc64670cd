# SPDX-License-Identifier: MIT
"""Usage: hang.py FOLDER COMMAND...    (within `unshare --mount`, as root or --map-root-user)

Runs a command while every access to what lies in FOLDER hangs: a FUSE file system that nobody serves is mounted there.
Exits as the command does.
"""
import ctypes
import os
import subprocess
import sys

libc = ctypes.CDLL(None, use_errno=True)
device = os.open("/dev/fuse", os.O_RDWR)
options = f"fd={device},rootmode=40000,user_id=0,group_id=0".encode()
if libc.mount(b"hang", sys.argv[1].encode(), b"fuse", 0, options):
    sys.exit(f"cannot mount a file system that hangs: {os.strerror(ctypes.get_errno())}")
done = subprocess.run(sys.argv[2:], check=False)
os.close(device)  # ends what hangs
sys.exit(done.returncode)
