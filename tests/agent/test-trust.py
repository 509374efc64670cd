#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Who may tell the agent what to do, and who else is about: owners and folders of its files, a second agent, a parent
that ignores SIGCHLD, a journal that is not ours."""
import os
import pathlib
import shutil
import signal
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from agent import Machine  # noqa: E402
from kit import checks, xenfacts  # noqa: E402

MACHINE = Machine()
FILE = MACHINE.etc / "xenfacts.yaml"
PARTS = MACHINE.etc / "conf.d"
STRANGER = 65534


def refused(place, sentence, what, folder=MACHINE.etc):
    """The configuration is refused for that place, in one sentence."""
    status, out, err = MACHINE.run("config", "check", folder)
    checks.same((status, out, err.count("\n")), (4, "", 1), f"{what}: refused")
    checks.that(err.startswith(f"xenfacts: {place}: ") and sentence in err, f"{what}: {sentence}", err)


def accepted(what):
    checks.same(MACHINE.run("config", "check", MACHINE.etc), (0, "", ""), what)


# ---- files and folders of the configuration: root's alone ----

for path, kind in ((FILE, "a file"), (PARTS / "10-a.yaml", "a part"), (PARTS, "conf.d"), (MACHINE.etc, "the folder")):
    if not path.exists():
        path.write_text("interval: 2h\n", encoding="utf-8")
    good = path.stat().st_mode & 0o7777
    accepted(f"{kind} of root")
    os.chown(path, STRANGER, 0)
    refused(path, f"run `chown root {path}`", f"{kind} of a stranger")
    os.chown(path, 0, 0)
    for bits in (0o020, 0o002):
        path.chmod(good | bits)
        refused(path, f"run `chmod go-w {path}`", f"{kind} with {bits:#o}")
    path.chmod(good)
accepted("all is as it was")

# Whoever owns or may write a folder above can put another one there; a stranger's link leads where the stranger likes.
ABOVE = MACHINE.folder("above")
(MACHINE.folder("above/etc") / "xenfacts.yaml").write_text("interval: 2h\n", encoding="utf-8")
for what, change, command in (("that a stranger owns", lambda: os.chown(ABOVE, STRANGER, 0), "chown root"),
                              ("that anybody writes", lambda: ABOVE.chmod(0o777), "chmod go-w")):
    change()
    refused(ABOVE / "etc", f"run `{command} {ABOVE}`", f"below a folder {what}", ABOVE / "etc")
    os.chown(ABOVE, 0, 0)
    ABOVE.chmod(0o755)
FILE.rename(MACHINE.work / "elsewhere")
FILE.symlink_to(MACHINE.work / "elsewhere")
accepted("a link of root")
os.chown(FILE, STRANGER, 0, follow_symlinks=False)
refused(FILE, f"run `chown root {FILE}`", "a link of a stranger")
FILE.unlink()
(MACHINE.work / "elsewhere").rename(FILE)

# Who is not root may be told by anybody. (It may look everywhere: this folder may lie where only root gets.)
os.chown(FILE, STRANGER, 0)
done = subprocess.run(["setpriv", "--reuid=1", "--clear-groups", "--inh-caps=+dac_read_search",
                       "--ambient-caps=+dac_read_search", *MACHINE.arguments("config", "check", MACHINE.etc)],
                      env=MACHINE.environment, capture_output=True, text=True, check=False)
checks.same((done.returncode, done.stderr), (0, ""), "a user reads what any other wrote")
os.chown(FILE, 0, 0)

# ---- conf.d that is no folder, or too much of it ----

shutil.rmtree(PARTS)
PARTS.write_text("interval: 2h\n", encoding="utf-8")
status, _, error = MACHINE.run("config", "check", MACHINE.etc)
checks.that(status == 4 and f"cannot read the configuration {PARTS}: Not a directory" in error, "conf.d is a file",
            error)
PARTS.unlink()
PARTS.mkdir()
for number in range(257):
    (PARTS / f"{number:03}.yaml").write_text("interval: 2h\n", encoding="utf-8")
refused(PARTS, "it has more than 256", "257 parts")
(PARTS / "256.yaml").unlink()
accepted("256 parts")
shutil.rmtree(PARTS)
PARTS.mkdir()
FILE.write_text("sinks:\n  facts: off\n" + "".join(f"  s{i}: {{type: file, path: /tmp/{i}}}\n" for i in range(64)))
refused(f"{FILE}:66:3", "the limit is 64", "65 sinks")

# ---- code of sinks ----

FILE.write_text("interval: 1h\n", encoding="utf-8")
sinks = MACHINE.bin / "sinks"
(sinks / "file.so").unlink()
shutil.copy(xenfacts.BUILD / "sinks/file.so", sinks / "file.so")
for path in (sinks / "file.so", sinks):
    good = path.stat().st_mode & 0o7777
    path.chmod(good | 0o002)
    status, _, error = MACHINE.run("config", "check", MACHINE.etc)
    checks.that(status == 4 and f"cannot load the sink file: " in error and f"run `chmod go-w {path}`" in error,
                f"{path.name} that anybody writes", error)
    path.chmod(good)
os.chown(MACHINE.bin, STRANGER, 0)
status, _, error = MACHINE.run("config", "check", MACHINE.etc)
checks.that(status == 5 and f"run `chown root {MACHINE.bin}`" in error, "code below a stranger's folder", error)
os.chown(MACHINE.bin, 0, 0)
os.chown(sinks / "file.so", STRANGER, 0)
status, _, error = MACHINE.run("config", "check", MACHINE.etc)
checks.that(status == 4 and f"run `chown root {sinks / 'file.so'}`" in error, "a stranger's sink", error)
os.chown(sinks / "file.so", 0, 0)
accepted("the sink is as it was")
os.chown(MACHINE.bin / "xenfacts", STRANGER, 0)
os.chown(sinks / "file.so", STRANGER, 0)
accepted("the sink of the program's owner, as after `sudo build/release/xenfacts`")
os.chown(MACHINE.bin / "xenfacts", 0, 0)
os.chown(sinks / "file.so", 0, 0)

# ---- one agent at a time ----

agent = MACHINE.start()
checks.until((MACHINE.run_folder / "facts.json").exists, "an agent is at work")
checks.same((MACHINE.run_folder / "agent.lock").stat().st_mode & 0o777, 0o600, "nobody else can take its lock")
status, out, error = MACHINE.once()
checks.same((status, out), (5, ""), "a second one does not begin")
checks.that(f"already running (pid {agent.pid})" in error and error.count("\n") == 1, "and says why",
            error)
checks.same(agent.stop(signal.SIGKILL), -signal.SIGKILL, "the first is killed")
checks.same(MACHINE.once()[::2], (0, ""), "then another one may")

# ---- a parent that ignores SIGCHLD: the kernel would take our children's ends ----

done = subprocess.run(MACHINE.arguments("agent", "--once", "--guest", MACHINE.work / "guest", "--config", MACHINE.etc),
                      env=MACHINE.environment, capture_output=True, text=True, check=False,
                      preexec_fn=lambda: signal.signal(signal.SIGCHLD, signal.SIG_IGN))
checks.same((done.returncode, done.stderr), (0, ""), "SIGCHLD that was ignored before us")

# ---- the journal's marks, where the journal is ----

MACHINE.configure("sinks:\n  facts: off\n")
with (MACHINE.work / "journal").open("w+", encoding="utf-8") as journal:
    status = os.fstat(journal.fileno())
    for inode, mark in ((status.st_ino, "<4>xenfacts: no sink"), (status.st_ino + 1, "xenfacts: no sink")):
        journal.truncate(0)
        journal.seek(0)
        subprocess.run(MACHINE.arguments("agent", "--once", "--guest", MACHINE.work / "guest", "--config", MACHINE.etc),
                       env={**MACHINE.environment, "JOURNAL_STREAM": f"{status.st_dev}:{inode}"}, stderr=journal, check=True)
        journal.seek(0)
        checks.that(journal.read().startswith(mark), f"JOURNAL_STREAM, inode {inode - status.st_ino:+}")

# ---- the folder for what is unsent ----

MACHINE.configure(f"sinks:\n  facts: off\n  t: {{type: told, folder: {MACHINE.out}}}\n")
state = MACHINE.work / "made"
checks.same(MACHINE.once(more={"STATE_DIRECTORY": str(state)})[::2], (0, ""), "a state folder that is not there")
checks.same((oct(state.stat().st_mode & 0o777), [path.name for path in state.iterdir()]), ("0o700", ["t.sent"]),
            "is made")
status, _, error = MACHINE.once(more={"STATE_DIRECTORY": str(FILE / "below")})
checks.that(status == 0 and "there is no folder for unsent reports" in error, "one that cannot be made is told", error)

for name in ("STATE_DIRECTORY", "RUNTIME_DIRECTORY"):
    ours = MACHINE.folder(f"ours/{name}")
    for path in (ours, ours.parent):
        os.chown(path, STRANGER, 0)
        status, out, error = MACHINE.once(more={name: str(ours)})
        checks.same((status, out, error.count("\n")), (4, "", 1), f"{name}, {path.name}: a stranger's")
        checks.that(f"cannot write to {ours}: {path} does not belong to root" in error, "and says what to do", error)
        os.chown(path, 0, 0)
    checks.same(list(ours.iterdir()), [], f"{name} of a stranger: nothing was written")
    theirs = MACHINE.work / "theirs"
    theirs.symlink_to(ours)
    os.chown(theirs, STRANGER, 0, follow_symlinks=False)
    checks.that(f"run `chown root {theirs}`" in MACHINE.once(more={name: str(theirs)})[2], f"{name} by a stranger's link")
    theirs.unlink()

# ---- a configuration that cannot be read is told once ----

FILE.unlink()
FILE.symlink_to(FILE)
status, out, error = MACHINE.once()
checks.same((status, out, error.count("\n")), (4, "", 1), "a configuration that cannot be read: told once")
checks.that(f"cannot read the configuration {FILE}" in error, "with its name", error)
MACHINE.drop()
sys.exit(checks.finish())
