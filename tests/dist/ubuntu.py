# SPDX-License-Identifier: MIT
"""The oldest glibc that an archive in reach serves: of Ubuntu 16.04, pinned by checksum, fetched once by apt."""
import fcntl
import hashlib
import pathlib
import tempfile

from kit import tools
from lab import archive

RELEASE, VERSION, GLIBC = "xenial", "2.23-0ubuntu3", "2.23"
# {processor: (Ubuntu's name of it, checksum of the package libc6)}
LIBC = {"x86_64": ("amd64", "68d69a0fb2dae7578a2a7054bc0cd5f0994d523f60d540bc6708ff3f2fb33e18"),
        "i686": ("i386", "38200f93d7ed961421eada598e8e96a6428cc1a22c4b7a7a2242a9b240c7c1a0")}


def download(architecture, folder):
    """The package libc6. Debian has no key of Ubuntu's; the checksum stands in for it."""
    with tempfile.TemporaryDirectory(prefix="xenfacts-ubuntu-") as work:
        top = pathlib.Path(work)
        for name in ("state/lists/partial", "cache/archives/partial"):
            (top / name).mkdir(parents=True)
        (top / "status").touch()
        (top / "sources.list").write_text(f"deb [arch={architecture} trusted=yes] http://archive.ubuntu.com/ubuntu {RELEASE} main\n",
                                          encoding="utf-8")
        settings = (f"Dir::State={top}/state", f"Dir::State::status={top}/status", f"Dir::Cache={top}/cache",
                    f"Dir::Etc::SourceList={top}/sources.list", "Dir::Etc::SourceParts=-", "Acquire::Languages=none",
                    f"APT::Architecture={architecture}", f"APT::Architectures={architecture}", "APT::Sandbox::User=root")
        options = [word for setting in settings for word in ("-o", setting)]
        archive.run(["apt-get", *options, "-q", "update"], cwd=top)
        archive.run(["apt-get", *options, "-q", "download", "libc6"], cwd=folder)


def libc(processor):
    """The path of the package, once it is known to be the pinned one."""
    architecture, sha256 = LIBC[processor]
    folder = tools.CACHE / "ubuntu"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"libc6_{VERSION}_{architecture}.deb"
    with open(folder / "lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            download(architecture, folder)
    if hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
        raise RuntimeError(f"{path} is not the pinned libc6 {VERSION}: remove it, or put that there")
    return path
