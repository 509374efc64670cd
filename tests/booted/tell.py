# SPDX-License-Identifier: MIT
"""How the tests in dom0 tell the host what they see: a line of JSON each, on the machine's second serial port."""
import json
import subprocess
import threading
import time

from kit.checks import Checks

PATIENCE = 120  # seconds that anything may take under emulation before it counts as never
lock = threading.Lock()


def tell(event, **values):
    """To the machine's second serial port, which Xen and the kernel leave alone."""
    with lock, open("/dev/ttyS1", "w", encoding="ascii") as port:
        port.write(json.dumps({"event": event, **values}) + "\n")


def beat():
    """A word now and then, so that the host can tell a machine that hangs from one that is slow."""
    while True:
        time.sleep(20)
        tell("alive")


class Told(Checks):
    """Checks that the host counts; of one that fails it prints what it was, and what is shown."""

    def that(self, holds, what, shown=""):
        tell("check", what=what, holds=bool(holds), shown="" if holds else str(shown)[-3000:])
        return bool(holds)


TOLD = Told()
that, same = TOLD.that, TOLD.same


def run(*words, fails=False):
    """Runs a program and gives what it wrote; one that fails is a failed check, unless that is what is wanted."""
    done = subprocess.run([str(word) for word in words], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          errors="replace", check=False)
    if bool(done.returncode) != fails:
        that(False, f"{' '.join(map(str, words))}: exit {done.returncode}", done.stdout + done.stderr)
    return done.stdout


def until(holds, what):
    """Asks until it is true, which is the check, and gives the seconds that it took."""
    begin = time.monotonic()
    TOLD.until(holds, what, PATIENCE, pause=0.1)
    return time.monotonic() - begin
