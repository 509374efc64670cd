# SPDX-License-Identifier: MIT
"""The host's side: what the machine gets, and what comes of what it tells."""
import pathlib
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
TESTS = HERE.parent
sys.path[:0] = [str(TESTS), str(TESTS / "lab"), str(TESTS / "packages")]

import images  # noqa: E402
import machine  # noqa: E402
import making  # noqa: E402
from kit import xenfacts  # noqa: E402
from kit.checks import Checks  # noqa: E402

WORK = xenfacts.SOURCE / "build/booted"
LIMIT = 3600  # seconds, for a machine that is busy; it takes a quarter of that
BOOTS = 3     # two more if the emulation falls silent
KIT = ("__init__", "certificates", "checks", "files", "servers", "waiting")  # what the machine needs of tests/kit


def build(built=False):
    """{name: path} of the packages; in a folder of their own, as another step may build its own at the same time."""
    return making.Made(built).packages("deb", "booted")


def files(start="agent"):
    """What the machine gets, below /lab; `start` is what the program is called there that hands over to systemd."""
    packages = build(True)
    if not packages:
        sys.exit("build/deb-booted holds no packages: run tests/booted/run build")
    own = {name: HERE / name for name in ("inside", "tell.py", "tools.py", "life.py")}
    return {start: HERE / "agent", **own, "steps": TESTS / "packages/steps",
            **{f"kit/{name}.py": TESTS / f"kit/{name}.py" for name in KIT},
            **{f"packages/{path.name}": path for path in packages.values()}}


class Run:
    """One run: what is said, the checks of the last boot, and whether it came to its end."""

    def __init__(self):
        self.begin, self.checks, self.whole = time.monotonic(), Checks(), False

    def say(self, text):
        """One line for who watches."""
        print(f"[{time.monotonic() - self.begin:5.0f} s] {text}", flush=True)

    def hear(self, event):
        """One event of the machine."""
        kind = event["event"]
        self.whole |= kind == "whole"
        if kind == "check":
            self.checks.that(event["holds"], event["what"], event["shown"])
        elif kind == "journal":
            WORK.mkdir(parents=True, exist_ok=True)
            (WORK / "journal").write_text(event["text"], encoding="utf-8")
        else:
            self.say(event.get("text") or event.get("name") or kind)

    def boot(self, image):
        """From the power button to the power off; the checks start anew with it."""
        self.checks = Checks()
        emulated = machine.Machine(image, WORK, files(), processors=1)
        try:
            emulated.start()
            for event in emulated.events(LIMIT):
                self.hear(event)
        finally:
            emulated.stop()

    def run(self):
        """Boots until a boot tells all, and gives the exit code."""
        image = images.get("booted", "bookworm", self.say)
        for left in reversed(range(BOOTS)):
            try:
                self.boot(image)
                break
            except machine.MachineError as error:
                self.say(f"{error}; {left} more boots")
        return self.finish()

    def finish(self):
        """The exit code of a run of which nothing more will be heard."""
        self.checks.that(self.whole, "the tests came to their end")
        return self.checks.finish()
