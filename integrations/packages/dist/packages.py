# SPDX-License-Identifier: MIT
"""The packages of portable programs, by CPack as in integrations/packages. They need nothing but the libc of Debian 10,
Ubuntu 18.04, EL 7, SLES 12 or Amazon Linux 2, and are compressed as the tools of these can read."""
import hashlib
import os
import shutil
import subprocess

import tarballs
import zig

GLIBC = "2.17"
MULTIARCH = {"x86_64": "x86_64-linux-gnu", "i686": "i386-linux-gnu", "aarch64": "aarch64-linux-gnu"}


def libdir(target, kind):
    if kind == "deb":
        return f"lib/{MULTIARCH[target.processor]}"
    return "lib" if target.processor == "i686" else "lib64"


def settings(target, kind):
    if kind == "deb":
        return ["-DCPACK_GENERATOR=DEB", f"-DCPACK_DEBIAN_PACKAGE_ARCHITECTURE={target.deb}",
                "-DXF_ZSH_FOLDER=share/zsh/vendor-completions"]
    return ["-DCPACK_GENERATOR=RPM", f"-DCPACK_RPM_PACKAGE_ARCHITECTURE={target.rpm}",
            "-DXF_ZSH_FOLDER=share/zsh/site-functions"]


def same(first, second):
    return hashlib.sha256(first.read_bytes()).digest() == hashlib.sha256(second.read_bytes()).digest()


def collect(folder, out):
    """Moves what CPack made to the other artefacts. What is for all processors must be the same for each."""
    found = []
    for path in sorted(folder.iterdir()):
        if path.suffix not in (".deb", ".rpm"):
            continue
        place = out / path.name
        if place.exists() and not same(path, place):
            raise RuntimeError(f"{path.name} is for all processors, but differs between builds for two of them")
        shutil.copyfile(path, place)
        found.append(place)
    return found


def make(target, kind, tree, release, out):
    """Builds and packs for a target: the packages' paths."""
    top = zig.TOP / f"dist-{target.name}"
    (top / "LICENSE").write_text(tarballs.licences(tree), encoding="utf-8")
    build = tarballs.build(target, tree, release, "/usr", libdir(target, kind), f"-DXF_PACKAGE_LIBC={GLIBC}",
                           f"-DXF_PACKAGE_LICENCES={top}/LICENSE", *settings(target, kind))
    made = top / kind
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(parents=True)
    done = subprocess.run(["cpack", "--config", build / "CPackConfig.cmake", "-B", made], capture_output=True, text=True,
                          check=False, env={**os.environ, "SOURCE_DATE_EPOCH": str(release.epoch)})
    if done.returncode:
        raise RuntimeError(f"cpack failed:\n{done.stdout}{done.stderr}")
    return collect(made, out)
