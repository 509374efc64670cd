#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Files that the agent writes: whole or not at all, where they belong and nowhere else, on bad days too."""
import atexit
import json
import os
import pathlib
import shutil
import signal
import stat
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from agent import Machine  # noqa: E402
from kit import checks  # noqa: E402

MACHINE = Machine()
OUT = MACHINE.out
FACTS = OUT / "facts.json"
SINK = f"sinks:\n  facts: off\n  a:\n    type: file\n    path: {FACTS}\n"


def facts(*words):
    return MACHINE.run("facts", "--guest", MACHINE.work / "guest", *words)[1]


def leftovers():
    return sorted(path.name for path in OUT.iterdir() if path.name.startswith("."))


def mode(path):
    return oct(stat.S_IMODE(path.lstat().st_mode))


def fails(sentence, what, others=""):
    """One run in which the sink fails: exit 5, the reason on one line; only the others say where their reports are."""
    status, out, err = MACHINE.once()
    checks.same((status, out), (5, others), f"{what}: exit code")
    checks.that(sentence in err and err.count("\n") == 1, f"{what}: {sentence}", err)
    checks.that("retr" not in err, f"{what}: nobody retries behind --once", err)


# ---- one look is the one-shot report, in each format ----

for name in ("json", "yaml", "text", "flat", "ansible", "facter", "salt"):
    MACHINE.configure(SINK + f"    format: {name}\n")
    FACTS.unlink(missing_ok=True)  # that of another format may have the same bytes
    checks.same(MACHINE.once(), (0, f"a: {name} written to {FACTS}\n", ""), f"--once in {name} says what it wrote")
    checks.same(FACTS.read_text(encoding="utf-8"), facts("--format", name),
                f"the file is the one-shot report in {name}")
MACHINE.configure(SINK)
MACHINE.once()
checks.same(mode(FACTS), "0o644", "permissions")

# ---- unchanged content is not written again; another mode is ----

before = FACTS.stat()
checks.same(MACHINE.once(), (0, f"a: json unchanged in {FACTS}\n", ""), "--once says that it wrote nothing")
checks.same((FACTS.stat().st_ino, FACTS.stat().st_mtime_ns), (before.st_ino, before.st_mtime_ns),
            "the same is not written")
FACTS.chmod(0o666)
MACHINE.once()
checks.same(mode(FACTS), "0o644", "permissions that somebody changed")
MACHINE.configure(SINK + "    mode: 0600\n")
MACHINE.once()
checks.same(mode(FACTS), "0o600", "permissions that are configured")
MACHINE.configure(SINK + "    owner: nobody\n    group: nogroup\n")
MACHINE.once()
checks.same((FACTS.owner(), FACTS.group()), ("nobody", "nogroup"), "owner and group")

# ---- the same within the unit: root that may change owners, and nothing else ----

shorn = ("setpriv", "--bounding-set=-all,+chown", "--inh-caps=-all", "--no-new-privs")
MACHINE.guest("xen4.17-pvh-linux6.1")
MACHINE.configure(SINK + "    owner: nobody\n    group: nogroup\n    mode: 0640\n")
checks.same(MACHINE.once_with(*shorn)[::2], (0, ""), "owner and group by CAP_CHOWN alone")
checks.same((FACTS.owner(), FACTS.group(), mode(FACTS)), ("nobody", "nogroup", "0o640"),
            "and they are what they should be")

# ---- a folder that gives its group to its files: nobody asked for another ----

given = MACHINE.folder("given")
shutil.chown(given, group="nogroup")
given.chmod(0o2755)
MACHINE.configure(SINK.replace(str(FACTS), str(given / "facts.json")))
bare = ("setpriv", "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs")
checks.same(MACHINE.once_with(*bare)[::2], (0, ""), "a folder with a group of its own")
before = (given / "facts.json").stat()
MACHINE.once()
checks.same(((given / "facts.json").group(), (given / "facts.json").stat().st_ino), ("nogroup", before.st_ino),
            "keeps it")

MACHINE.configure(SINK + "    owner: nobodyatall\n")
fails("there is no user nobodyatall here", "an owner that is not there")
MACHINE.configure(SINK)
MACHINE.guest("xen4.17-pvhvm-linux6.1")
MACHINE.once()
checks.same(json.loads(FACTS.read_text())["mode"], "pvhvm", "a changed report is written")

# ---- a link is replaced, never followed ----

secret = MACHINE.work / "shadow"
secret.write_text("root:secret\n")
secret.chmod(0o600)
FACTS.unlink()
FACTS.symlink_to(secret)
checks.same(MACHINE.once()[0], 0, "a target that is a link")
checks.same((secret.read_text(), mode(secret)), ("root:secret\n", "0o600"), "what the link led to")
checks.that(not FACTS.is_symlink() and FACTS.read_text() == facts(), "the link became the file")
(OUT / ".facts.json.new").symlink_to(secret)
MACHINE.guest("xen4.17-pv-linux6.1")
checks.same(MACHINE.once()[0], 0, "a link where the new file is written")
checks.same((secret.read_text(), FACTS.read_text()), ("root:secret\n", facts()), "that link is not followed either")
FACTS.unlink()
os.mkfifo(FACTS)
checks.same(MACHINE.once()[0], 0, "a target that is a FIFO")
checks.same(FACTS.read_text(), facts(), "the FIFO became the file")
FACTS.unlink()
FACTS.mkdir()
fails("Is a directory", "a target that is a folder")
FACTS.rmdir()
MACHINE.once()

# ---- no link on the way to it, and no folder that a stranger could move or write ----

STRANGER = 65534
good = FACTS.read_text()
below = MACHINE.folder("way/own")
(MACHINE.work / "link").symlink_to(below.parent)
MACHINE.configure(SINK.replace(str(FACTS), str(MACHINE.work / "link/own/facts.json")))
fails(f"cannot write: {MACHINE.work / 'link'} is a symbolic link; name the folder", "a link on the way")
checks.that(not list(below.iterdir()), "a link on the way: nothing is behind it")
aside = SINK.replace(str(FACTS), str(below / "facts.json"))
MACHINE.configure(aside)
for folder, what in ((below, "its folder"), (below.parent, "the folder above")):
    os.chown(folder, STRANGER, 0)
    fails(f"cannot write: {folder} does not belong to root, and root acts on it; run `chown root {folder}`",
          f"{what} is a stranger's")
    MACHINE.configure(aside + "    folder_owner: nobodyatall\n")
    fails(f"run `chown root {folder}`", f"{what} is a stranger's, and not that user's")
    MACHINE.configure(aside + "    folder_owner: nobody\n")
    checks.same(MACHINE.once()[::2], (0, ""), f"{what} is a user's who may own it")
    (below / "facts.json").unlink()
    MACHINE.configure(aside)
    os.chown(folder, 0, 0)
    folder.chmod(0o777)
    fails(f"run `chmod go-w {folder}`", f"{what} is anybody's to write")
    folder.chmod(0o1777)
    if folder == below:
        fails(f"use another, or run `chmod go-w {folder}`", f"{what} is like /tmp")
    else:
        checks.same(MACHINE.once()[::2], (0, ""), f"{what} is like /tmp")
    folder.chmod(0o755)
MACHINE.configure(SINK)
checks.same(FACTS.read_text(), good, "the last good file")

# ---- a full disk, a folder that may not be written, one that is not there ----

good = FACTS.read_text()
MACHINE.guest("xen4.17-pvhvm-linux6.1")
small = MACHINE.folder("small")
atexit.register(subprocess.run, ["umount", "-l", small], stderr=subprocess.DEVNULL, check=False)  # should we stop half way
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k,nr_inodes=64,mode=755", "tmpfs", small], check=True)
(small / "facts.json").write_text(good)
with (small / "fill").open("wb", buffering=0) as fill:
    try:
        while True:
            fill.write(b"x" * 512)
    except OSError as problem:
        checks.that(problem.errno == 28, "the disk is full", problem)
MACHINE.configure(SINK.replace(str(FACTS), str(small / "facts.json")))
fails("No space left on device; free some space", "a full disk")
checks.same((small / "facts.json").read_text(), good, "the last good file on a full disk")
checks.same(sorted(path.name for path in small.iterdir()), ["facts.json", "fill"], "nothing else on a full disk")
(small / "fill").unlink()
subprocess.run(["mount", "-o", "remount,ro", small], check=True)
fails("Read-only file system; name a writable path", "a folder that may only be read")
checks.same((small / "facts.json").read_text(), good, "the last good file where one may only read")
subprocess.run(["umount", small], check=True)
MACHINE.configure(SINK.replace(str(OUT), str(OUT / "nowhere")))
fails("No such file or directory; create its folder", "a folder that is not there")

# ---- one bad sink of three: the others have theirs ----

MACHINE.configure(f"sinks:\n  facts: off\n  a: {{type: file, path: {OUT}/nowhere/x}}\n"
                  f"  b: {{type: file, path: {OUT}/b}}\n  c: {{preset: facter, path: {OUT}/c}}\n")
fails("the sink a: cannot write", "one of three",
      f"b: json written to {OUT}/b\nc: facter written to {OUT}/c\n")
checks.same((OUT / "b").read_text(), facts(), "the second of three")
checks.same(json.loads((OUT / "c").read_text())["xenfacts"]["mode"], "pvhvm", "the third of three")

# ---- killed at any moment: the file is whole, the old or the new ----

MACHINE.configure("interval: 1s\njitter: 0\n" + SINK)
reports = {}
for name in ("xen4.17-pv-linux6.1", "xen4.17-pvhvm-linux6.1"):
    MACHINE.guest(name)
    reports[facts()] = name
FACTS.unlink()
MACHINE.once()
torn = 0
for attempt in range(60):
    MACHINE.guest(list(reports.values())[attempt % 2])
    agent = MACHINE.start()
    # The first moments are the start; later ones fall into the look, the delivery, or behind both.
    signal.sigtimedwait([], attempt * 0.004)
    agent.stop(signal.SIGKILL)
    torn += FACTS.read_text() not in reports
checks.same(torn, 0, "files that are neither report after SIGKILL")
MACHINE.once()
checks.that(FACTS.read_text() == facts() and not leftovers(), "what SIGKILL left is gone after the next run",
            leftovers())
checks.that(not list(pathlib.Path(MACHINE.state).iterdir()), "file sinks keep nothing in the state folder")
MACHINE.drop()
sys.exit(checks.finish())
