# SPDX-License-Identifier: MIT
"""The libraries that portable programs have linked in, from the tarballs of their authors as Debian has them, pinned by
checksum. They are fetched once, by apt from the archive that this machine's apt has."""
import contextlib
import fcntl
import hashlib
import os
import pathlib
import shutil
import subprocess
import tarfile
import tempfile

import release as releases
import zig
from kit import archive, tools


class Library:
    """A library: Debian's name of its source, its version, the checksum of its tarball, the name pkg-config has for it, what
    CMake calls its options, its static library's name, and the file in it that has the licence."""

    def __init__(self, name, version, sha256, module, settings, licence):
        self.name, self.version, self.sha256 = name, version, sha256
        self.module, self.settings, self.licence = module, settings, licence

    @property
    def file(self):
        return f"{self.name}_{self.version}.orig.tar.gz"


# What every system with glibc or musl has, so that jansson's build does not compile a program to ask for each.
HEADERS = ("ENDIAN_H", "FCNTL_H", "LOCALE_H", "SCHED_H", "STDINT_H", "SYS_PARAM_H", "SYS_STAT_H", "SYS_TIME_H", "SYS_TYPES_H", "UNISTD_H")
FUNCTIONS = ("CLOSE", "GETPID", "GETTIMEOFDAY", "LOCALECONV", "OPEN", "READ", "SCHED_YIELD", "SETLOCALE", "STRTOLL")
LIBRARIES = [
    Library("libyaml", "0.2.5", "fa240dbf262be053f3898006d502d514936c818e422afdcf33921c63bed9bf2e", "yaml-0.1",
            ["-DBUILD_TESTING=OFF", "-DCMAKE_POLICY_VERSION_MINIMUM=3.5"], "License"),
    Library("jansson", "2.14", "c739578bf6b764aa0752db9a2fdadcfe921c78f1228c7ec0bb47fa804c55d17b", "jansson",
            ["-DJANSSON_BUILD_DOCS=OFF", "-DJANSSON_WITHOUT_TESTS=ON", "-DJANSSON_EXAMPLES=OFF",
             "-DCMAKE_POLICY_VERSION_MINIMUM=3.5", *(f"-DHAVE_{name}=1" for name in HEADERS + FUNCTIONS)], "LICENSE")]
LINKED = {"yaml-0.1": "-lyaml", "jansson": "-ljansson"}


def holds(path, library):
    return path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == library.sha256


def download(library, folder):
    """The tarball, from the Debian source package of stable; its lists are kept apart from this machine's."""
    release = "bookworm"
    with tempfile.TemporaryDirectory(prefix="xenfacts-sources-") as work:
        top = pathlib.Path(work)
        for name in ("state/lists/partial", "cache/archives/partial"):
            (top / name).mkdir(parents=True)
        (top / "status").touch()
        lines = [f"deb-src {line.partition(' ')[2]}\n" for line in archive.sources(release)]
        (top / "sources.list").write_text("".join(lines), encoding="utf-8")
        settings = (f"Dir::State={top}/state", f"Dir::State::status={top}/status", f"Dir::Cache={top}/cache",
                    f"Dir::Etc::SourceList={top}/sources.list", "Dir::Etc::SourceParts=-", "APT::Sandbox::User=root")
        options = [word for setting in settings for word in ("-o", setting)]
        archive.run(["apt-get", *options, "-q", "update"], cwd=top)
        archive.run(["apt-get", *options, "-q", "source", "--download-only", f"{library.name}/{release}"], cwd=top)
        with contextlib.suppress(FileNotFoundError):
            shutil.copy(top / library.file, folder / library.file)


def tarball(library):
    """The tarball's path, once it is known to be the pinned one."""
    folder = tools.CACHE / "sources"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / library.file
    with open(folder / "lock", "w", encoding="ascii") as lock:  # several builds may want it at once
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not holds(path, library):
            download(library, folder)
    if not holds(path, library):
        raise RuntimeError(f"{path} is not the pinned {library.name} {library.version}: put the tarball with the SHA-256 "
                           f"{library.sha256} there")
    return path


def unpacked(library, top):
    """The library's source tree in a folder."""
    folder = top / f"{library.name}-{library.version}"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.rmtree(top / "unpack", ignore_errors=True)
    releases.unpack(tarball(library), top / "unpack")
    next((top / "unpack").iterdir()).rename(folder)
    return folder


def build(target, top):
    """Builds both for a target below a folder; where pkg-config finds them."""
    prefix = top / "prefix"
    key = "".join(library.sha256 for library in LIBRARIES) + zig.ZIG
    found = prefix / "pkgconfig"
    if (found / "complete").exists() and (found / "complete").read_text(encoding="ascii") == key:
        return found
    top.mkdir(parents=True, exist_ok=True)
    for library in LIBRARIES:
        source, folder = unpacked(library, top), top / f"{library.name}-build"
        shutil.rmtree(folder, ignore_errors=True)
        zig.cmake(target, source, folder, "-DBUILD_SHARED_LIBS=OFF", "-DCMAKE_POSITION_INDEPENDENT_CODE=ON",
                  f"-DCMAKE_INSTALL_PREFIX={prefix}", "-DCMAKE_INSTALL_LIBDIR=lib", *library.settings)
        subprocess.run(["cmake", "--install", folder], check=True, stdout=subprocess.DEVNULL)
        # libyaml's CMake build has no file for pkg-config; these say what is here, and nothing else.
        found.mkdir(parents=True, exist_ok=True)
        (found / f"{library.module}.pc").write_text(
            f"Name: {library.name}\nDescription: linked in\nVersion: {library.version}\n"
            f"Cflags: -I{prefix}/include\nLibs: -L{prefix}/lib {LINKED[library.module]}\n", encoding="utf-8")
    (found / "complete").write_text(key, encoding="ascii")
    return found


def licence(library):
    """The text of its licence."""
    with tarfile.open(tarball(library)) as file:
        name = next(name for name in file.getnames() if name.count("/") == 1 and os.path.basename(name) == library.licence)
        return file.extractfile(name).read().decode()
