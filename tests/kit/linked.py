# SPDX-License-Identifier: MIT
"""What a program or shared object is linked with, as readelf has it: any processor's, 32-bit too."""
import re
import subprocess


def readelf(path, what):
    return subprocess.run(["readelf", "--wide", what, path], check=True, capture_output=True, text=True).stdout


def newest(path):
    """The newest version of glibc that a file asks for."""
    found = re.findall(r"GLIBC_([\d.]+)", readelf(path, "--version-info"))
    return max((tuple(map(int, version.split("."))) for version in found), default=(0,))


def needed(path):
    """Names of the libraries that it needs."""
    return re.findall(r"\(NEEDED\).*\[(.*)\]", readelf(path, "--dynamic"))


def is_of_libc(name):
    return bool(re.match(r"(libc|libdl|libpthread|ld-linux.*|ld-musl.*)\.so", name))


def beyond(path, version):
    """What a file needs beyond a version of glibc and its libraries; "" if nothing."""
    found = [name for name in needed(path) if not is_of_libc(name)]
    if newest(path) > version:
        found.append(f"GLIBC_{'.'.join(map(str, newest(path)))}")
    return " ".join(found)
