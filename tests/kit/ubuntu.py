# SPDX-License-Identifier: MIT
"""The oldest libc and kernel that an archive in reach serves, Ubuntu 16.04's: packages pinned by checksum, fetched once by
apt."""
import fcntl
import hashlib

from kit import archive

RELEASE, GLIBC = "xenial", "2.23"
KERNEL = "linux-image-4.4.0-21-generic"
# {(package, architecture): (version, checksum)}: Debian has no key of Ubuntu's, and the checksum stands in for it.
PINNED = {
    ("libc6", "amd64"): ("2.23-0ubuntu3", "68d69a0fb2dae7578a2a7054bc0cd5f0994d523f60d540bc6708ff3f2fb33e18"),
    ("libc6", "i386"): ("2.23-0ubuntu3", "38200f93d7ed961421eada598e8e96a6428cc1a22c4b7a7a2242a9b240c7c1a0"),
    (KERNEL, "amd64"): ("4.4.0-21.37", "be0b48760d001839a8625e8de33011700a495255e3b258511ec4ffdab43c06ff"),
}


def package(name, architecture):
    """The path of a package, once it is known to be the pinned one."""
    version, sha256 = PINNED[name, architecture]
    folder = archive.cache_folder() / "ubuntu"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}_{version}_{architecture}.deb"
    with open(folder / "lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            archive.run(["apt-get", *archive.lists(RELEASE, architecture), "-q", "download", name], cwd=folder)
    if hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
        raise archive.ImageError(f"{path} is not the pinned {name} {version}: remove it, or put that there")
    return path
