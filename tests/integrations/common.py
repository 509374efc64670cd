# SPDX-License-Identifier: MIT
"""What the tests of the integrations share: the five guests, checks that are counted, and virtual environments.

Each test drives the real tool. A machine of one mode is shown by replay: the tool's own configuration names a
program, and `replay` writes one that runs the xenfacts of this build on a recorded guest.
"""
import fcntl
import hashlib
import json
import os
import pathlib
import shlex
import subprocess
import sys
import time

SOURCE = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("XF_BUILD_DIR", SOURCE / "build/release")).resolve()
PROGRAM = BUILD / "xenfacts"
CACHE = pathlib.Path(os.environ.get("XF_TOOLS_CACHE") or pathlib.Path.home() / ".cache/xenfacts-tools")

# One guest of each mode and a dom0, all captured in the lab.
GUESTS = {
    "pv": "xen4.17-pv-linux6.1",
    "pvh": "xen4.17-pvh-linux6.1",
    "pvhvm": "xen4.17-pvhvm-linux6.1",
    "hvm": "xen4.17-hvm-linux6.1",
    "dom0": "xen4.17-dom0-pv-linux6.1",
}


def guest_file(name):
    """The manifest of one of GUESTS, or of any other guest by its file's name."""
    return SOURCE / f"tests/guests/{GUESTS.get(name, name)}.guest"


def facts(name):
    """What xenfacts says of one of GUESTS: all facts, as a dict."""
    command = [PROGRAM, "facts", "--guest", guest_file(name)]
    return json.loads(subprocess.run(command, capture_output=True, check=True).stdout)


def answer(tree):
    """What must be the same whatever tool hands the facts on: mode, domain and spectrum."""
    return {key: tree.get(key) for key in ("mode", "domain", "spectrum")} if isinstance(tree, dict) else tree


def replay(path, name):
    """Writes an executable that behaves as xenfacts would in that guest, whatever it is called as."""
    path.parent.mkdir(parents=True, exist_ok=True)
    words = [shlex.quote(str(word)) for word in (PROGRAM, "--guest", guest_file(name))]
    path.write_text(f'#!/bin/sh\nexec {" ".join(words)} "$@"\n', encoding="utf-8")
    path.chmod(0o755)
    return path


def run(command, **options):
    """Runs a command and gives what it did, with its output as text; what it prints is shown if it fails."""
    options = {"capture_output": True, "text": True, "errors": "replace", "check": False, **options}
    done = subprocess.run([str(word) for word in command], **options)
    if done.returncode:
        print(f"$ {shlex.join(str(word) for word in command)}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return done


def venv(name, *requirements, python="/usr/bin/python3", alone=()):
    """A virtual environment of PyPI's packages, made once for each set of requirements; its folder. Of those in `alone`
    only a part is used, so what they require is not installed."""
    key = hashlib.sha256("\n".join((python, *requirements, *alone)).encode()).hexdigest()[:16]
    folder = CACHE / f"{name}-{key}"
    CACHE.mkdir(parents=True, exist_ok=True)
    with open(CACHE / f"{folder.name}.lock", "w", encoding="ascii") as lock:  # several tests may want it at once
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "complete").exists():
            print(f"making {folder}: {' '.join(requirements)}", flush=True)
            subprocess.run([python, "-m", "venv", "--clear", folder], check=True)
            subprocess.run([folder / "bin/pip", "install", "-q", *requirements], check=True)
            if alone:
                subprocess.run([folder / "bin/pip", "install", "-q", "--no-deps", *alone], check=True)
            (folder / "complete").touch()
    return folder


class Checks:
    """Counts comparisons; finish() prints the counts and gives the exit code, which one without any has none of."""

    def __init__(self):
        self.passed = self.failed = 0

    def that(self, holds, what, shown=""):
        """Counts one check; of one that fails, says what and shows something."""
        self.passed, self.failed = self.passed + bool(holds), self.failed + (not holds)
        if not holds:
            print(f"FAILED: {what}\n{shown}".rstrip(), flush=True)
        return bool(holds)

    def same(self, got, wanted, what):
        """Counts the comparison of two values."""
        return self.that(got == wanted, what, f"  got    {got!r}\n  wanted {wanted!r}")

    def named(self, tool, version, whole=False):
        """Counts that README names a tool that is driven here; of Debian's, which may move, the first two parts."""
        wanted = f"{tool} {version}" if whole else f"{tool} {'.'.join(version.split('.')[:2])}."
        self.that(wanted in (SOURCE / "README.md").read_text(encoding="utf-8"), f"README.md names {wanted}")

    def finish(self):
        """The test's exit code."""
        print(f"{pathlib.Path(sys.argv[0]).parent.name}/{pathlib.Path(sys.argv[0]).name}: "
              f"{self.passed} passed, {self.failed} failed")
        return 0 if self.passed and not self.failed else 1


def wait(what, holds, patience, pause):
    """Asks every `pause` seconds until `holds` gives something true, and gives that; `patience` seconds at most."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        found = holds()
        if found:
            return found
        time.sleep(pause)
    raise TimeoutError(f"{what}: not within {patience} seconds")
