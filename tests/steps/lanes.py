# SPDX-License-Identifier: MIT
"""Runs steps in parallel: as many as keep the processors busy, each as soon as the steps that it comes after have passed.

A step's `cpu` says how many processors it keeps busy on average: what waits for servers needs less than one.
"""
import os
import signal
import subprocess
import time

GRACE = 30   # seconds that a step has to clean up when the run is ended
LIMIT = 6    # times its budget, after which a step is ended: it hangs


class Running:
    """One step that runs, in a process group of its own, with all that it prints in a log."""

    def __init__(self, step, log, words, environment):
        self.step, self.begin = step, time.monotonic()
        with open(log, "wb") as file:
            self.process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=file, stderr=file,
                                            env=environment, start_new_session=True)

    def seconds(self):
        return time.monotonic() - self.begin

    def poll(self):
        """(exit status, seconds of processor time) once it has ended, else None. What was waited for counts."""
        pid, status, used = os.wait4(self.process.pid, os.WNOHANG)
        if not pid:
            return None
        self.process.returncode = os.waitstatus_to_exitcode(status)
        return self.process.returncode, used.ru_utime + used.ru_stime

    def signal(self, number):
        """Sends a signal to the step and to all that it started, with sudo where that is root's."""
        try:
            os.killpg(self.process.pid, number)
        except ProcessLookupError:
            pass
        except PermissionError:
            subprocess.run(["sudo", "-n", "kill", f"-{number}", "--", f"-{self.process.pid}"], capture_output=True,
                           check=False)

    def end(self):
        """Ends a step as Ctrl-C does, after which tests clean up; one that does not end is killed."""
        self.signal(signal.SIGINT)
        deadline = time.monotonic() + GRACE
        while self.process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.1)
        self.signal(signal.SIGKILL)


class Lanes:
    """A run of some steps. `start(step)` begins one and gives a Running; `tell(step, status, seconds, cpu)` hears how
    each ended: an exit status, or None for one that was not run since what it comes after failed."""

    def __init__(self, steps, processors, start, tell):
        self.waiting, self.processors = dict(steps), processors
        self.start, self.tell = start, tell
        self.running, self.passed, self.failed = {}, set(), set()

    def fits(self, step):
        """Is there room beside what runs? A step that wants more than there is runs when nothing else does."""
        used = sum(running.step.cpu for running in self.running.values())
        return not self.running or used + step.cpu <= self.processors

    def fill(self):
        """Starts what may start, in the order of the table. Behind a `first` step that waits for room nothing starts."""
        for name, step in list(self.waiting.items()):
            if any(before in self.failed for before in step.after):
                self.failed.add(name)
                del self.waiting[name]
                self.tell(step, None, 0, 0)
            elif all(before in self.passed for before in step.after):
                if self.fits(step):
                    del self.waiting[name]
                    self.running[name] = self.start(step)
                elif step.first:
                    return

    def reap(self):
        for name, running in list(self.running.items()):
            if running.seconds() > LIMIT * max(running.step.budget, 60):
                running.end()
                self.ended(name, running, -signal.SIGKILL, 0)
                continue
            ended = running.poll()
            if ended:
                running.signal(signal.SIGKILL)  # what it left behind
                self.ended(name, running, *ended)

    def ended(self, name, running, status, cpu):
        del self.running[name]
        (self.failed if status else self.passed).add(name)
        self.tell(running.step, status, running.seconds(), cpu)

    def run(self, idle=lambda running: None):
        """Until all have ended; `idle` is called again and again meanwhile. What still runs is ended if that raises."""
        try:
            while self.waiting or self.running:
                self.fill()
                time.sleep(0.1)
                self.reap()
                idle(self.running)
        finally:
            for running in self.running.values():
                running.signal(signal.SIGINT)
            for running in self.running.values():
                running.end()
