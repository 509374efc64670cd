# SPDX-License-Identifier: MIT
"""An agent in a folder of its own: a copy of the program with the plugins that were built and a sink for tests, a guest
file that stands for the machine, and a configuration."""
import fcntl
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile

from kit import checks, xenfacts

PATIENCE = 60  # seconds; a report or a line of the log takes a few on a busy machine, one that never comes takes all


def alone():
    """Waits for any other test that does so, and keeps others waiting until this program ends: uevents and the clock are
    the whole machine's. What is given back holds the lock."""
    lock = open(pathlib.Path(tempfile.gettempdir(), "xenfacts-agent-tests.lock"), "w", encoding="ascii")
    fcntl.flock(lock, fcntl.LOCK_EX)
    return lock


def until(happens, what):
    """One check that the agent does something. What never comes fails sooner than elsewhere: a test waits for many."""
    return checks.until(happens, what, PATIENCE)


if os.geteuid():
    sys.exit("the agent's tests make uevents, owners and a full disk: run them as root")


class Machine:
    """The folder: bin/ with the program, guest (a file), etc/ (configuration), out/, state/, run/."""

    def __init__(self):
        self.work = pathlib.Path(tempfile.mkdtemp(prefix="xenfacts-agent-", dir=os.getcwd()))
        self.work.chmod(0o755)
        self.bin = self.folder("bin")
        shutil.copy(xenfacts.BUILD / "xenfacts", self.bin / "xenfacts")
        for name in ("plugins", "modules"):
            (self.bin / name).symlink_to(xenfacts.BUILD / name)
        sinks = self.folder("bin/sinks")
        for folder in ("sinks", "tests/sinks"):
            for path in (xenfacts.BUILD / folder).glob("*.so"):
                (sinks / path.name).symlink_to(path)
        self.out, self.state, self.run_folder = self.folder("out"), self.folder("state"), self.folder("run")
        self.folder("etc/conf.d")
        self.etc = self.work / "etc"
        self.guest("xen4.17-pv-linux6.1")
        self.environment = {"PATH": "/usr/bin:/bin", "STATE_DIRECTORY": str(self.state),
                            "RUNTIME_DIRECTORY": str(self.run_folder)}
        for name in ("UBSAN_OPTIONS", "ASAN_OPTIONS", "LD_PRELOAD"):
            if name in os.environ:
                self.environment[name] = os.environ[name]

    def folder(self, name):
        (self.work / name).mkdir(parents=True, exist_ok=True)
        return self.work / name

    def guest(self, name):
        """The machine becomes this guest, at once."""
        shutil.copy(xenfacts.guest_file(name), self.work / "guest.new")
        os.replace(self.work / "guest.new", self.work / "guest")

    def configure(self, text, name="xenfacts.yaml"):
        (self.etc / name).write_text(text, encoding="utf-8")

    def arguments(self, *words):
        return [self.bin / "xenfacts", *words]

    def run(self, *words, more=None):
        """One call of the program; (exit code, output, messages)."""
        done = subprocess.run(self.arguments(*words), capture_output=True, text=True, check=False,
                              env={**self.environment, **(more or {})}, errors="replace")
        return done.returncode, done.stdout, done.stderr

    def once_with(self, *around):
        """As `once`, by a program around it."""
        done = subprocess.run([*around, *self.arguments("agent", "--once", "--guest", self.work / "guest", "--config", self.etc)],
                              capture_output=True, text=True, check=False, env=self.environment, errors="replace")
        return done.returncode, done.stdout, done.stderr

    def once(self, *words, more=None):
        return self.run("agent", "--once", "--guest", self.work / "guest", "--config", self.etc, *words, more=more)

    def start(self, more=None, words=(), around=()):
        return Agent(self, more, words, around)

    def drop(self):
        shutil.rmtree(self.work)


class Agent:
    """A running agent and its log."""

    def __init__(self, machine, more=None, words=(), around=()):
        self.log = machine.work / "log"
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [*around, *machine.arguments("agent", "--guest", machine.work / "guest", "--config", machine.etc, *words)],
                env={**machine.environment, **(more or {})}, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.pid = self.process.pid

    def says(self):
        return self.log.read_text(encoding="utf-8", errors="replace")

    def hup(self):
        self.process.send_signal(signal.SIGHUP)

    def alive(self):
        return self.process.poll() is None

    def stop(self, how=signal.SIGTERM):
        """Ends it; its exit code."""
        self.process.send_signal(how)
        return self.process.wait()

    def children(self):
        return pathlib.Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text(encoding="utf-8").split()

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.pid}/fd"))

    def resident(self):
        """Resident memory in KiB."""
        for line in pathlib.Path(f"/proc/{self.pid}/status").read_text(encoding="utf-8").splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
        return 0

    def resident_itself(self):
        """Resident memory in KiB without the system's libraries: how much of those is here depends on who else runs."""
        total, counts = 0, True
        for line in pathlib.Path(f"/proc/{self.pid}/smaps").read_text(encoding="utf-8").splitlines():
            if re.match(r"[0-9a-f]+-[0-9a-f]+ ", line):
                counts = not re.search(r" /(?:usr/)?lib", line)
            elif counts and line.startswith("Rss:"):
                total += int(line.split()[1])
        return total

    def work(self):
        """How often it was put to sleep or interrupted, and the clock ticks that it took: what grows when it is awake."""
        text = pathlib.Path(f"/proc/{self.pid}/status").read_text(encoding="utf-8")
        ticks = pathlib.Path(f"/proc/{self.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[11:13]
        return [int(count) for count in re.findall(r"voluntary_ctxt_switches:\t(\d+)", text) + ticks]

    def maps(self):
        return pathlib.Path(f"/proc/{self.pid}/maps").read_text(encoding="utf-8")
