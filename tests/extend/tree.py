# SPDX-License-Identifier: MIT
"""A copy of the tree that is extended: its files, its program, guests that are made for a check."""
import os
import pathlib
import shutil
import subprocess

from kit import checks, files, processes
from kit.xenfacts import SOURCE

JOBS = os.environ.get("JOBS", str(os.cpu_count()))
NEW = pathlib.Path(__file__).resolve().parent / "new"  # whole files that extensions add
# What the tests of an extended tree need, and not the hundred other tests.
TARGETS = ["xenfacts", "core/all", "facts/all", "plugins/all", "drive_sink", "guests-test-rules",
           "guests-test-verdicts"]


class Tree:
    """The copy, in an empty folder, with a git index of its own, which tells what changes."""

    def __init__(self, folder):
        self.path, self.guests = files.folder(folder / "tree"), files.folder(folder / "guests")
        self.program, self.is_built = self.path / "build/dev/xenfacts", False
        for name in self.git("ls-files", "-co", "-z", "--exclude-standard", folder=SOURCE).split("\0"):
            if name and (SOURCE / name).exists():
                files.folder((self.path / name).parent)
                shutil.copy(SOURCE / name, self.path / name, follow_symlinks=False)
        self.git("init", "-q", ".")
        self.git("add", "-A")

    def git(self, *words, folder=None):
        """What git prints; it must succeed."""
        return subprocess.run(["git", "-c", "safe.directory=*", *words], cwd=folder or self.path, check=True,
                              capture_output=True, text=True).stdout

    # ---- extensions ----

    def replace(self, path, old, new):
        """Changes a text that stands once in a file."""
        text = (self.path / path).read_text(encoding="utf-8")
        if text.count(old) != 1:
            raise ValueError(f"{path} has {old!r} {text.count(old)} times, not once")
        files.write(self.path / path, text.replace(old, new))
        self.is_built = False

    def behind(self, path, line, more):
        """Adds a line behind one that stands once in a file."""
        self.replace(path, f"{line}\n", f"{line}\n{more}\n")

    def add(self, path, text=None):
        """Adds a file: with this text, or as it stands in the folder `new`."""
        if (self.path / path).exists():
            raise ValueError(f"{path} is there already")
        files.write(self.path / path, text or (NEW / pathlib.Path(path).name).read_text(encoding="utf-8"))
        self.is_built = False

    def add_guest(self, name, text, row):
        """Adds a guest, and its row in the table of all guests, which is sorted."""
        self.add(f"tests/guests/{name}.guest", text)
        path = self.path / "tests/guests/README.md"
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        after = next(line for line in lines if line.startswith("| `") and line > f"| `{name}`")
        lines.insert(lines.index(after), f"| `{name}` | {row} |\n")
        files.write(path, "".join(lines))

    def changed(self):
        """What was changed and what was added since it was asked last: two lists of paths."""
        self.git("add", "-AN")
        modified, added = (self.git("diff", "--name-only", f"--diff-filter={kind}").split() for kind in ("MDT", "A"))
        self.git("add", "-A")
        return modified, added

    # ---- the program ----

    def build(self):
        """Builds what is not built yet; it must succeed."""
        folder = self.path / "build/dev"
        configure = ["cmake", "-S", self.path, "-B", folder, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Debug",
                     "-DBUILD_TESTING=ON", "-DXF_WERROR=ON", "-DXF_HTTP=ON", "-DXF_EC2=ON"]
        for command in [] if self.is_built else [configure, ["ninja", "-C", folder, "-j", JOBS, *TARGETS]]:
            if processes.run(command).returncode:
                raise ChildProcessError("the extended tree cannot be built")
        self.is_built = True

    def run(self, *words):
        """What the extended program prints; it must succeed."""
        self.build()
        done = processes.run([self.program, *words], cwd=self.guests)
        checks.same(done.returncode, 0, f"exit code of xenfacts {words[0]}")
        return done.stdout

    def guest(self, name, *changes):
        """A copy of a recorded guest in which texts are changed, (old, new): what --guest takes."""
        text = (self.path / f"tests/guests/{name}.guest").read_text(encoding="utf-8")
        for old, new in changes:
            if old not in text:
                raise ValueError(f"the guest {name} has no {old!r}")
            text = text.replace(old, new)
        return files.write(self.guests / "changed.guest", text)

    def facts(self, guest, *keys):
        """Facts of a guest, as the lines KEY=VALUE."""
        return self.run("facts", "--format", "flat", "--guest", guest, *keys).splitlines()
