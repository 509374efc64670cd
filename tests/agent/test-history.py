#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The history: which reports are kept, what `diff --since` makes of them, damage; and what is told of a change, to a
journal or where there is none."""
import os
import pathlib
import socket
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from agent import PATIENCE, Machine, alone, until  # noqa: E402
from kit import checks  # noqa: E402

LOCK = alone()
MACHINE = Machine()
HISTORY = MACHINE.state / "history"
PV, PVHVM, MIXED = "xen4.17-pv-linux6.1", "xen4.17-pvhvm-linux6.1", "xen4.17-pvhvm-mixed-nics-linux6.1"
JOURNAL = pathlib.Path("/run/systemd/journal")


def names():
    return sorted(path.name for path in HISTORY.glob("*.json"))


def name_of(ago):
    return time.strftime("%Y%m%dT%H%M%SZ.json", time.gmtime(time.time() - ago))


def age(name, ago):
    """A report of the past."""
    (HISTORY / name).rename(HISTORY / name_of(ago))


def diff(*words):
    return MACHINE.run("diff", "--guest", MACHINE.work / "guest", *words)


# ---- off ----

MACHINE.configure("deadline: 1m\n", "conf.d/busy.yaml")  # each mode here is a whole report's, however busy the machine is
MACHINE.configure("")
checks.same(MACHINE.once()[0], 0, "a scan without a history")
checks.that(not HISTORY.exists(), "nothing is kept unless configured")
code, out, err = diff("--since", "7d")
checks.same((code, out), (4, ""), "exit status without a history")
checks.that("there is no history in" in err and "set `history: 100`" in err, "how to turn it on", err)

# ---- on ----

MACHINE.configure("history: 3\n")
checks.same(MACHINE.once(), (0, MACHINE.once()[1], ""), "two scans with a history")
checks.same(len(names()), 1, "the same report is kept once")
checks.same((HISTORY.stat().st_mode & 0o777, (HISTORY / names()[0]).stat().st_mode & 0o777), (0o700, 0o600),
            "only its owner reads it")
age(names()[0], 8 * 86400)
checks.same(diff("--since", "7d")[:2], (0, ""), "nothing has changed since")
MACHINE.guest(PVHVM)
code, out, err = MACHINE.once()
checks.that("the mode changed from PV to PVHVM" in err, "a change since the agent ran last is told", err)
age(names()[-1], 2 * 86400)
MACHINE.guest(MIXED)
code, out, err = MACHINE.once()
checks.that("new problem network_emulated:eth1: remove xen_emul_unplug" in err and "mode changed" not in err,
            "a new problem is told, with what to do", err)
checks.same(len(names()), 3, "each different report is kept")

code, out, err = diff("--since", "7d")
checks.that(code == 1 and not err and "  mode: PV -> PVHVM\n" in out and "  new problem network_emulated:eth1" in out,
            "what changed in a week", (code, out, err))
code, out, err = diff("--since", "90m")
checks.that(code == 1 and "mode:" not in out and "eth1 is new" in out, "in ninety minutes", (code, out, err))
date = time.strftime("%Y-%m-%dT%H:%M", time.localtime(time.time() - 3 * 86400))
checks.that("  mode: PV -> PVHVM\n" in diff("--since", date)[1], "since a date", diff("--since", date))
date = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 86400))
checks.that("mode:" not in diff("--since", date)[1], "since a date in UTC", diff("--since", date))
code, out, err = diff("--since", "2020-01-01")
checks.that(code == 4 and "the history has no report of 2020-01-01T" in err and "it begins at" in err,
            "before it begins", (code, err))
for wrong in ("yesterday", "7", "2026-13-01", ""):
    code, out, err = diff("--since", wrong)
    checks.that(code == 2 and "--since takes how long ago" in err, f"--since {wrong}", (code, err))
checks.same(diff("--since", "7d", "file")[0], 2, "a file and --since")

# ---- the ring ----

age(names()[-1], 3600)  # a name has no more than the second
MACHINE.guest(PV)
MACHINE.once()
checks.same((len(names()), names()[0] == name_of(8 * 86400)), (3, False), "the oldest one is dropped")
(HISTORY / "notes.txt").write_text("mine")
MACHINE.configure("history: 1\n")
MACHINE.guest(PVHVM)
age(names()[-1], 60)
MACHINE.once()
checks.same((len(names()), (HISTORY / "notes.txt").exists()), (1, True), "fewer are kept, and other files left alone")
code, out, err = MACHINE.run("config", "check", "--config", MACHINE.etc)
MACHINE.configure("history: 1001\n")
code, out, err = MACHINE.run("config", "check", MACHINE.etc)
checks.that(code == 4 and "history must be from 0 to 1000" in out + err, "its limit", (code, out, err))

# ---- damage ----

MACHINE.configure("history: 9\n")
age(names()[0], 3600)
good = names()[0]
for number, content in enumerate((b"", b"{\n\"schema\": 1,\n", b"\xff" * 5000, b"{\"schema\": 1, \"mode\": {}}\n" * 2)):
    (HISTORY / name_of(100 + number)).write_bytes(content)
(HISTORY / name_of(90)).symlink_to("/etc/passwd")
os.mkfifo(HISTORY / name_of(80))
MACHINE.guest(MIXED)
code, out, err = diff("--since", "0")
checks.same(code, 1, "damaged reports are skipped")
checks.same(err.count("skipped in the history: "), 6, "and named")
checks.that(f"{name_of(101)[:8]}" in err and ".json:" in err, "by file and line", err)
code, out, err = MACHINE.once()
checks.that(code == 0 and err.count("skipped in the history: ") == 6 and "new problem network_emulated:eth1" in err,
            "a scan skips them, too", (code, err))
for path in HISTORY.glob("*.json"):
    if path.name != good:
        path.unlink()
HISTORY.chmod(0o777)
code, out, err = MACHINE.once()
checks.that(code == 0 and "cannot keep the history" in err, "a folder that others may write is not used", (code, err))
checks.that("cannot use" in diff("--since", "0")[2], "nor read", diff("--since", "0"))
HISTORY.chmod(0o700)

# ---- a running agent, without a history ----

MACHINE.configure("")
MACHINE.guest(PV)
agent = MACHINE.start()
until((MACHINE.run_folder / "facts.json").exists, "the first report")
until(lambda: '"mode": "pv"' in (MACHINE.run_folder / "facts.json").read_text(), "of PV")
checks.same(agent.says(), "", "there is nothing to compare the first one with")
MACHINE.guest(MIXED)
agent.hup()
until(lambda: "the mode changed from PV to PVHVM" in agent.says(), "a change of mode is told")
until(lambda: "new problem network_emulated:eth1" in agent.says(), "and so is a new problem")
checks.that("libjansson" not in agent.maps(), "the agent itself maps no library", agent.maps())
checks.same(agent.stop(), 0, "it stops")


# ---- a journal ----

def with_journal(folder):
    """The agent in a mount namespace in which a folder of ours is the journal's; the datagrams that it sent."""
    journal = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    journal.bind(str(folder / "socket"))
    journal.settimeout(PATIENCE)
    code, out, err = MACHINE.once_with("unshare", "--mount", "sh", "-c", "mkdir -p /run/systemd/journal && mount --bind "
                                       f"{folder} /run/systemd/journal && exec \"$@\"", "sh")
    journal.setblocking(False)
    seen = []
    try:
        while True:
            seen.append(journal.recv(65536).decode())
    except BlockingIOError:
        return code, err, seen


MACHINE.configure("history: 9\n")
MACHINE.guest(PV)
MACHINE.once()
age(names()[-1], 60)
MACHINE.guest(MIXED)
existed = JOURNAL.exists()
code, err, seen = with_journal(MACHINE.folder("journal"))
if not existed and JOURNAL.exists():
    subprocess.run(["rmdir", "-p", "--ignore-fail-on-non-empty", JOURNAL], check=False)
entries = [dict(line.split("=", 1) for line in entry.splitlines()) for entry in seen]
checks.same([entry.get("MESSAGE") for entry in entries][:1], ["the mode changed from PV to PVHVM"], "what the journal gets")
checks.same([(entry.get("XENFACTS_OLD_MODE"), entry.get("XENFACTS_MODE"), entry.get("PRIORITY"),
              entry.get("SYSLOG_IDENTIFIER")) for entry in entries][:1], [("pv", "pvhvm", "4", "xenfacts")], "its fields")
checks.that(any(entry.get("XENFACTS_PROBLEM") == "network_emulated:eth1" and "xen_emul_unplug" in entry["XENFACTS_ADVICE"]
                for entry in entries), "a problem with its advice", entries)
manual = (pathlib.Path(os.environ["XF_SOURCE_DIR"]) / "docs/man/xenfacts.yaml.5").read_text(encoding="utf-8")
checks.that(entries and all(entry["MESSAGE_ID"] in manual for entry in entries), "ids are documented", entries)
checks.that("the mode changed" in err, "standard error that is not the journal has it, too", err)
MACHINE.drop()
sys.exit(checks.finish())
