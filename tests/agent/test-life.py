#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The agent's life: it looks when there is a reason to, reloads, tells its service manager, keeps nothing."""
import os
import pathlib
import shutil
import signal
import socket
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from agent import PATIENCE, Machine, alone, until  # noqa: E402
from kit import checks, xenfacts  # noqa: E402

LOCK = alone()
MACHINE = Machine()
FACTS = MACHINE.run_folder / "facts.json"
PV, PVHVM, HVM = "xen4.17-pv-linux6.1", "xen4.17-pvhvm-linux6.1", "xen4.17-hvm-linux6.1"


def mode():
    text = FACTS.read_text() if FACTS.exists() else ""
    return text.partition('"mode": "')[2].partition('"')[0]


def becomes(name, wanted, what):
    until(lambda: mode() == wanted, what)


def reload():
    """A reload, and what the manager hears of it: nobody would read it else, and its socket would be full."""
    agent.hup()
    manager.says("RELOADING")
    manager.says("READY=1")


def rests():
    """Is nothing left to be done? The delivery's end comes behind the file."""
    before = agent.work()
    time.sleep(0.5)
    return agent.work() == before and not agent.children()


class Manager:
    """A service manager's socket."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(path)
        self.socket.settimeout(PATIENCE)

    def says(self, wanted):
        """Reads until a message holds that; the messages before it."""
        seen = []
        while True:
            seen.append(self.socket.recv(4096).decode())
            if wanted in seen[-1]:
                return seen


# ---- with no configuration at all: one file, ready when it is there, no more descriptors than it waits for ----

manager = Manager(str(MACHINE.work / "notify"))
agent = MACHINE.start({"NOTIFY_SOCKET": str(MACHINE.work / "notify")})
checks.same(manager.says("READY=1")[-1], "READY=1", "it says that it is ready")
checks.same(mode(), "pv", "the file is there when it is ready")
checks.same(agent.says(), "", "it has nothing to say")
until(rests, "the first scan leaves nothing open")
few = agent.descriptors()
maps = agent.maps()
checks.that("plugins/" not in maps and "libcurl" not in maps and "libjansson" not in maps,
            "it maps no plugin and no library of a format", maps)

# ---- SIGHUP: look and configuration; a bad one changes nothing ----

MACHINE.guest(PVHVM)
agent.hup()
becomes(PVHVM, "pvhvm", "SIGHUP looks at once")
checks.that("RELOADING=1\nMONOTONIC_USEC=" in manager.says("RELOADING")[-1], "it says that it reloads")
manager.says("READY=1")
MACHINE.configure("intervall: 1h\njitter: soon\n")
reload()
until(lambda: "keeping the current configuration" in agent.says(), "a bad configuration is told")
checks.that("xenfacts.yaml:1:1: unknown setting intervall; did you mean interval?" in agent.says(), "with its place",
            agent.says())
checks.that("xenfacts.yaml:2:9: jitter must be a time" in agent.says(), "and so is the next mistake", agent.says())
MACHINE.guest(HVM)
reload()
becomes(HVM, "hvm", "its file is still kept fresh")
(MACHINE.etc / "xenfacts.yaml").write_bytes(b"")
reload()
until(lambda: "configuration reloaded" in agent.says(), "an empty configuration is a good one")
MACHINE.configure("sinks:\n  facts: off\n  b:\n    type: file\n    path: " + str(MACHINE.out / "b") + "\n")
reload()
until((MACHINE.out / "b").exists, "a new sink after SIGHUP")
MACHINE.configure("interval: 1h\nuevents: false\n")
MACHINE.guest(PVHVM)
reload()

# ---- when nothing happens, nothing wakes it ----

becomes(PVHVM, "pvhvm", "the look of another reload")


until(rests, "it comes to rest")
idle = agent.work()
time.sleep(5)
checks.same(agent.work(), idle, "nothing wakes it when nothing happens")

# ---- a clock that was set, as that of a domain that is resumed ----

MACHINE.guest(HVM)
time.clock_settime(time.CLOCK_REALTIME, time.clock_gettime(time.CLOCK_REALTIME))
becomes(HVM, "hvm", "a clock that was set is a reason to look")

# ---- uevents ----

MACHINE.configure("interval: 1h\n")
MACHINE.guest(PV)
reload()
becomes(PV, "pv", "another reload")
uevent = pathlib.Path("/sys/class/net/lo/uevent")
MACHINE.guest(PVHVM)
uevent.write_text("change")
becomes(PVHVM, "pvhvm", "a uevent of an interface is a reason to look")

# ---- the interval ----

MACHINE.configure("interval: 1s\njitter: 0\nuevents: false\n")
MACHINE.guest(PV)
reload()
becomes(PV, "pv", "the look of the reload")
MACHINE.guest(HVM)
becomes(HVM, "hvm", "the interval is a reason to look")
until(lambda: agent.descriptors() == few - 1, "without uevents there is one descriptor less")
checks.same((agent.stop(), manager.says("STOPPING")[-1]), (0, "STOPPING=1"), "SIGTERM ends it in order")

# ---- a plugin that is replaced, one that breaks, none at all ----

plugins = MACHINE.bin / "plugins"
plugins.unlink()
shutil.copytree(xenfacts.BUILD / "plugins", plugins)
MACHINE.configure("interval: 1s\njitter: 0\n")
agent = MACHINE.start()
until(lambda: mode() == "hvm", "it starts again")
(plugins / "block.so").write_bytes(b"\x7fELF garbage")
until(lambda: '"block": {\n' in FACTS.read_text() and '"refused"' in FACTS.read_text(),
             "a plugin overwritten while it runs")
checks.that(agent.alive() and '"irq": {' in FACTS.read_text(), "the others still report")
shutil.copy(xenfacts.BUILD / "plugins/block.so", plugins / "new")
os.replace(plugins / "new", plugins / "block.so")
until(lambda: '"refused"' not in FACTS.read_text(), "a plugin that was replaced is used at the next look")
good = FACTS.read_text()
shutil.move(plugins, MACHINE.bin / "gone")
until(lambda: "the scan failed" in agent.says(), "no plugins at all are told")
checks.same(FACTS.read_text(), good, "the last good file stays")
checks.same(agent.stop(), 0, "it ends in order all the same")
shutil.move(MACHINE.bin / "gone", plugins)

# ---- configuration that is wrong from the start; a plugin that is off; no sink ----

MACHINE.configure("interval: soon\njitter: later\n")
status, out, err = MACHINE.once()
checks.that((status, out) == (4, "") and ":1:11: interval must be a time" in err and ":2:9: jitter" in err,
            "it does not start with a bad one", err)
MACHINE.configure("plugins:\n  irq: off\n")
checks.same(MACHINE.once()[0], 0, "a plugin that is off")
checks.that('"irq"' not in FACTS.read_text(), "has no facts")
MACHINE.configure("sinks:\n  facts: off\n")
status, out, err = MACHINE.once()
checks.that(status == 0 and "no sink is configured" in err, "no sink is told", err)

# ---- an end before all was done is no success ----

MACHINE.configure(f"sinks:\n  t: {{type: told, folder: {MACHINE.out}}}\n")
(MACHINE.out / "answer").write_text("hang\n")
agent = MACHINE.start(words=("--once",))
until((MACHINE.out / "told").exists, "--once waits for a sink that hangs")
MACHINE.configure(f"sinks:\n  t: {{type: told, folder: {MACHINE.out}, note: another receiver}}\n")
agent.hup()
time.sleep(3)  # longer than a reload waits for deliveries: it would end this one
checks.same(agent.stop(), 5, "SIGTERM ends it, and its exit status says that something is missing")
(MACHINE.out / "told").unlink()

# ---- a look that hangs is ended, with all that it has started; the last file stays ----

MACHINE.configure("interval: 1h\ndeadline: 4s\n")
good = FACTS.read_text()
loops = MACHINE.folder("loops")
shutil.copy(xenfacts.BUILD / "tests/abi-plugins/run_loop.so", loops)
agent = MACHINE.start(words=("--once", "--plugin-dir", loops))
until(agent.children, "a scan begins")
for scan in agent.children():  # what a dead NFS server does to it
    os.kill(int(scan), signal.SIGSTOP)
checks.same(agent.process.wait(), 5, "a scan that hangs")
checks.that("the scan took too long and was stopped; keeping the last reports" in agent.says(), "it is told", agent.says())
checks.same(FACTS.read_text(), good, "the last good file stays")
MACHINE.guest(HVM)

# ---- a scan that finds what the last one found makes no report; a sink's file is kept all the same ----

MACHINE.configure("interval: 1s\njitter: 0\n")
agent = MACHINE.start()
until(FACTS.exists, "the first scan")
for name, wanted in ((HVM, "hvm"), (HVM, "hvm"), (PVHVM, "pvhvm")):
    MACHINE.guest(name)
    FACTS.unlink()
    becomes(name, wanted, f"a file that was removed is written by the next scan: {wanted}")
checks.same(agent.stop(), 0, "it ends in order")
MACHINE.guest(HVM)

# ---- the end waits a little for a delivery, at rest ----

BEATS = MACHINE.folder("beats")
MACHINE.configure(f"interval: 1h\nsinks:\n  t: {{type: told, folder: {MACHINE.out}}}\n"
                  f"  u: {{type: told, folder: {BEATS}, heartbeat: 1s}}\n")
(MACHINE.out / "answer").write_text("hang\n")
agent = MACHINE.start()
until(lambda: (MACHINE.out / "told").exists() and (BEATS / "told").exists(),
             "one sink hangs, one has much to do")
before = sum(agent.work()[-2:])
agent.process.send_signal(signal.SIGTERM)
os.waitid(os.P_PID, agent.pid, os.WEXITED | os.WNOWAIT)
spent = (sum(agent.work()[-2:]) - before) / os.sysconf("SC_CLK_TCK")
checks.that(spent < 0.5, "it does not spend the wait, two seconds, on its feet", spent)
checks.same(agent.process.wait(), 0, "it ends in order")

# ---- the watchdog gets its signs of life ----

MACHINE.configure("interval: 1h\n")
agent = MACHINE.start({"NOTIFY_SOCKET": str(MACHINE.work / "notify"), "WATCHDOG_USEC": "100000"})
manager.says("READY=1")
checks.same([manager.says("WATCHDOG=1")[-1] for _ in range(3)], ["WATCHDOG=1"] * 3, "signs of life")
checks.same(agent.stop(), 0, "and it ends in order")

# ---- Linux before 3.0 has no timer that is cancelled when the clock is set ----

agent = MACHINE.start(around=[xenfacts.BUILD / "tests/without", "timerfd_settime=EINVAL", "--"])
until(lambda: "noticed only at the next interval" in agent.says(), "an agent that will notice a resume late says so")
checks.same(agent.stop(), 0, "and works")
MACHINE.drop()
sys.exit(checks.finish())
