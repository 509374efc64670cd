# SPDX-License-Identifier: MIT
"""The program that was built, the recorded guests, and what it says of them.

A test drives the real tool. A machine of one mode is shown by replay: the tool's own configuration names a program, and
`replay` writes one that runs the xenfacts of this build on a recorded guest.
"""
import json
import os
import pathlib
import shlex
import subprocess

from . import files

SOURCE = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("XF_BUILD_DIR", SOURCE / "build/release")).resolve()
PROGRAM = BUILD / "xenfacts"

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


def report(name, form="json", profile="full"):
    """What xenfacts prints of a guest: its facts, as bytes."""
    command = [PROGRAM, "facts", "--format", form, "--profile", profile, "--guest", guest_file(name)]
    return subprocess.run(command, capture_output=True, check=True).stdout


def facts(name, profile="full"):
    """What xenfacts says of a guest, as a dict."""
    return json.loads(report(name, profile=profile))


def answer(tree):
    """What must be the same from every tool: mode, domain and spectrum."""
    return {key: tree.get(key) for key in ("mode", "domain", "spectrum")} if isinstance(tree, dict) else tree


def fleet(kept):
    """{machine: mode} of what a tool has kept, a folder or a text, by `xenfacts fleet`."""
    given = None if isinstance(kept, pathlib.Path) else kept
    command = [PROGRAM, "fleet", kept if given is None else "-", "--format", "json"]
    done = subprocess.run(command, input=given, capture_output=True, check=True, text=True)
    return {machine["machine"]: machine["mode"] for machine in json.loads(done.stdout)["machines"]}


def replay(path, name):
    """Writes an executable that behaves as xenfacts would in that guest, under any name."""
    return files.script(path, f'exec {shlex.join(map(str, (PROGRAM, "--guest", guest_file(name))))} "$@"')


def version():
    """The version of xenfacts, as CMakeLists.txt has it."""
    text = (SOURCE / "CMakeLists.txt").read_text(encoding="utf-8")
    return text.partition("project(xenfacts VERSION ")[2].split()[0]
