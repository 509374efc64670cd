# SPDX-License-Identifier: MIT
"""Builds the packages, each kind once for all parts that ask for it."""
import os
import re
import subprocess

from kit import processes, xenfacts


# Newest change, so that two builds of one commit are the same, whenever they are made.
EPOCH = subprocess.run(["git", "-c", "safe.directory=*", "log", "-1", "--format=%ct"], cwd=xenfacts.SOURCE, check=True,
                       capture_output=True, text=True).stdout.strip()
TOP = xenfacts.SOURCE / "build"
RELEASE = "0.1"


def cmake(*words):
    """Runs a program of CMake's; what it said is shown if it fails, and nothing goes on then."""
    done = processes.run(words, cwd=xenfacts.SOURCE, env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH})
    if done.returncode:
        raise RuntimeError(f"{words[0]} failed")


# As docs/PACKAGES.md has them.
COMMANDS = ("cmake --preset {kind}", "cmake --build --preset {kind}", "cpack --preset {kind}")


def build(kind, folder, release):
    """Builds the packages of one kind (deb, rpm): in the folder of its preset by the commands that a reader is given, in
    another one by the same in other words."""
    for old in folder.glob(f"*.{kind}"):
        old.unlink()
    if folder.name == kind:
        for command in COMMANDS:
            cmake(*command.format(kind=kind).split())
        return
    cmake("cmake", "--preset", kind, "-B", folder, f"-DXF_PACKAGE_RELEASE={release}")
    cmake("cmake", "--build", folder)
    cmake("cpack", "--config", folder / "CPackConfig.cmake", "-B", folder)


class Made:
    """Packages by kind, which variant of a build, and release; `built`: they are there from another run."""

    def __init__(self, built):
        self.known, self.built = {}, built

    def packages(self, kind, variant="", release=RELEASE):
        """{name: path}."""
        key = (kind, variant, release)
        if key not in self.known:
            folder = TOP / "-".join(word for word in (kind, variant, release if release != RELEASE else "") if word)
            if not self.built:
                build(kind, folder, release)
            # NAME_VERSION-RELEASE_ARCHITECTURE.deb, NAME-VERSION-RELEASE.ARCHITECTURE.rpm
            self.known[key] = {re.split(rf"[-_]{re.escape(xenfacts.version())}-", path.name)[0]: path
                               for path in sorted(folder.glob(f"*.{kind}"))}
        return self.known[key]
