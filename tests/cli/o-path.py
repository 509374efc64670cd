# SPDX-License-Identifier: MIT
"""Opens a link with O_PATH and O_NOFOLLOW: the error's name, or "opened", which a kernel does that knows O_PATH."""
import errno
import os

try:
    os.open("/proc/self/exe", os.O_PATH | os.O_NOFOLLOW)
    print("opened")
except OSError as error:
    print(errno.errorcode[error.errno])
