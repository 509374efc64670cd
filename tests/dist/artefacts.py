# SPDX-License-Identifier: MIT
"""The artefacts that are tested: built once, by the command that HACKING and PACKAGES name."""
import pathlib
import subprocess

import release
import zig
from kit import xenfacts


class Artefacts:
    """The files that `./dev dist` made. `full`: the long form of the tests."""

    def __init__(self, built, full):
        self.folder, self.full = xenfacts.SOURCE / "build/dist", full
        if not built:
            subprocess.run([xenfacts.SOURCE / "integrations/packages/dist/run"], check=True)
        self.release = release.Release()
        self.files = sorted(self.folder.iterdir())

    def archive(self, target):
        return self.folder / f"{self.release.name}-linux-{target.arch}.tar.gz"

    def unpacked(self, target, work):
        """The archive of a target, unpacked in a folder that everybody may read; the folder in it."""
        folder = work / target.arch
        release.unpack(self.archive(target), folder)
        return next(folder.iterdir())

    def packages(self, suffix, word):
        """The packages of a kind for a processor, and those for all of them."""
        return [path for path in self.files
                if path.suffix == suffix and (word in path.name or "_all." in path.name or ".noarch." in path.name)]


def targets():
    return list(zig.TARGETS.values())


def programs(folder):
    """The program and shared objects below a folder."""
    return [path for path in sorted(pathlib.Path(folder).rglob("*"))
            if path.is_file() and not path.is_symlink() and path.open("rb").read(4) == b"\x7fELF"]
