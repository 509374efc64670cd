#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""`xenfacts watch`: lines where there is no terminal; on one, the report drawn again on uevents and when its size changes,
and the terminal as it was afterwards."""
import fcntl
import os
import pathlib
import pty
import signal
import struct
import subprocess
import sys
import termios

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from agent import Machine, alone, until  # noqa: E402
from kit import checks  # noqa: E402

LOCK = alone()
MACHINE = Machine()
UEVENT = pathlib.Path("/sys/class/net/lo/uevent")
PVHVM, MIXED = "xen4.17-pvhvm-linux6.1", "xen4.17-pvhvm-mixed-nics-linux6.1"
ENTER, LEAVE, CLEAR = b"\033[?1049h", b"\033[?1049l", b"\033[H\033[2J"
WATCH = MACHINE.arguments("--guest", MACHINE.work / "guest", "watch")


def become(name):
    MACHINE.guest(name)
    UEVENT.write_text("change")


# ---- no terminal ----

MACHINE.guest(PVHVM)
log = MACHINE.work / "lines"
with log.open("wb") as out:
    process = subprocess.Popen(WATCH, stdout=out, stderr=out, env=MACHINE.environment)
until(lambda: "guest: PVHVM guest (domU) on Xen 4.17.7" in log.read_text(), "the first line is what is there")
become(MIXED)
until(lambda: "network: paravirtual -> mixed: eth1 is new, on e1000 (emulated)\n" in log.read_text(), "what changed")
checks.that(all(line[:20].endswith("Z") and line[20] == " " for line in log.read_text().splitlines()),
            "each line begins with the time", log.read_text())
checks.that("\033" not in log.read_text(), "no control sequences", log.read_text())
process.send_signal(signal.SIGTERM)
checks.same(process.wait(), 0, "SIGTERM ends it")
code, out, err = MACHINE.run("--guest", "/none", "watch")
checks.that(code == 4 and "cannot read the guest /none" in err, "a guest that is not there", (code, err))
with open("/dev/full", "wb") as full:
    done = subprocess.run(WATCH, stdout=full, stderr=subprocess.PIPE, env=MACHINE.environment, check=False)
checks.that(done.returncode == 5 and b"standard output" in done.stderr, "a full disk", done)


# ---- a terminal ----

class Terminal:
    """A pseudo-terminal and what was drawn on it."""

    def __init__(self, columns):
        self.ours, self.theirs = pty.openpty()
        os.set_blocking(self.ours, False)
        self.drawn = b""
        self.resize(columns)
        self.before = termios.tcgetattr(self.theirs)

    def resize(self, columns):
        fcntl.ioctl(self.theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))

    def shows(self, text):
        """Has the last screen this text?"""
        try:
            while True:
                self.drawn += os.read(self.ours, 65536)
        except OSError:
            return text.encode() in self.drawn.split(CLEAR)[-1]

    def start(self):
        """The program, for which it is the controlling terminal."""
        return subprocess.Popen(WATCH, stdin=self.theirs, stdout=self.theirs, stderr=self.theirs, start_new_session=True,
                                preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
                                env={**MACHINE.environment, "TERM": "xterm", "LC_ALL": "C.UTF-8"})


MACHINE.guest(PVHVM)
terminal = Terminal(100)
process = terminal.start()
until(lambda: terminal.shows("guest: PVHVM guest (domU)") and terminal.shows("Ctrl-C ends."), "the report is drawn")
checks.that(terminal.drawn.startswith(ENTER), "on a screen of its own", terminal.drawn[:20])
become(MIXED)
until(lambda: terminal.shows("eth1 on e1000") and terminal.shows("network: paravirtual → mixed: eth1 is new"),
      "it is drawn again, and what changed")
count = terminal.drawn.count(CLEAR)
terminal.resize(50)
process.send_signal(signal.SIGWINCH)
until(lambda: terminal.shows("Ctrl-C ends.") and terminal.drawn.count(CLEAR) > count, "another size draws it again")
checks.that(all(len(line.decode(errors="replace")) <= 60 for line in terminal.drawn.split(CLEAR)[-1].split(b"\r\n")),
            "for that size", terminal.drawn.split(CLEAR)[-1].decode())
os.write(terminal.ours, b"\x1a")
until(lambda: os.waitid(os.P_PID, process.pid, os.WSTOPPED | os.WNOHANG | os.WNOWAIT) is not None, "Ctrl-Z stops it")
terminal.shows("")
checks.that(terminal.drawn.rstrip().endswith(LEAVE), "and leaves the screen to the shell", terminal.drawn[-40:])
process.send_signal(signal.SIGCONT)
until(lambda: terminal.shows("Ctrl-C ends.") and terminal.drawn.count(ENTER) == 2, "it comes back")
os.write(terminal.ours, b"\x03")
checks.same(process.wait(), 0, "Ctrl-C ends it")
terminal.shows("")
checks.that(terminal.drawn.endswith(b"\033[?25h" + LEAVE), "with the screen and the cursor as they were",
            terminal.drawn[-40:])
checks.same(termios.tcgetattr(terminal.theirs), terminal.before, "and the terminal's settings")
MACHINE.drop()
sys.exit(checks.finish())
