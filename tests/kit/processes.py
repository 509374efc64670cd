# SPDX-License-Identifier: MIT
"""Programs that a test runs: to their end, or beside itself."""
import contextlib
import os
import shlex
import signal
import subprocess


def words(command):
    """The words of a command as text: paths and numbers may stand among them."""
    return [str(word) for word in command]


def run(command, **options):
    """Runs a command and gives what it did, with its output as text; what it prints is shown if it fails."""
    options = {"capture_output": True, "text": True, "errors": "replace", "check": False, **options}
    done = subprocess.run(words(command), **options)
    if done.returncode:
        print(f"$ {shlex.join(words(command))}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return done


class Daemon:
    """A program that goes on until stop(), in a process group of its own; what it prints goes to the file `prints`."""

    def __init__(self, command, prints, **options):
        self.prints = prints
        with prints.open("ab") as file:
            self.process = subprocess.Popen(words(command), stdin=subprocess.DEVNULL, stdout=file, stderr=file,
                                            start_new_session=True, **options)

    def printed(self):
        """What it has printed so far."""
        return self.prints.read_text(encoding="utf-8", errors="replace")

    def stop(self):
        """Ends it and all that it has started; without asking, since now and then one that is asked stays."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
