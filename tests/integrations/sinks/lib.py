# SPDX-License-Identifier: MIT
"""What the tests of the sink http with real receivers share: deliveries, certificates, and programs that receive."""
import contextlib
import os
import pathlib
import subprocess
import sys
import threading

HERE = pathlib.Path(__file__).resolve().parent
sys.path += [str(HERE.parent), str(HERE.parent / "salt"), str(HERE.parents[1] / "sinks")]
sys.dont_write_bytecode = True
import common  # pylint: disable=wrong-import-position

CHECKS = common.Checks()


def report(folder):
    """A report as the agent sends it, in a file, and what it says."""
    path = folder / "report.json"
    done = subprocess.run([common.PROGRAM, "facts", "--format", "json", "--guest", common.guest_file("pvhvm")],
                          capture_output=True, check=True)
    path.write_bytes(done.stdout)
    return path, common.facts("pvhvm")


def secret(path, text):
    """A file with a secret."""
    path.write_text(text + "\n", encoding="utf-8")
    path.chmod(0o600)
    return path


def deliver(body, **settings):
    """One delivery by the sink http: what came of it, and the sentence."""
    words = [common.BUILD / "tests/drive-sink", common.BUILD / "sinks/http.so", body]
    words += [f"{name}={value}" for name, value in settings.items()]
    clean = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    done = common.run(words, env=clean)
    kind, _, sentence = (*done.stdout.split("\n"), "", "", "")[:3]
    return kind, sentence


def is_so(what, body, kind, words="", **settings):
    """A delivery comes to this end, and the sentence holds these words."""
    got, sentence = deliver(body, **settings)
    CHECKS.same(got, kind, f"{what}: {sentence}: outcome")
    CHECKS.that(words in sentence, f"{what}: the sentence tells of {words}", sentence)


class Lines:
    """A program whose output is read line by line while it runs."""

    def __init__(self, command, **options):
        self.lines, self.more = [], threading.Condition()
        self.process = subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, text=True, **options)
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        """Keeps each line."""
        for line in self.process.stdout:
            with self.more:
                self.lines.append(line)
                self.more.notify()

    def next(self):
        """Takes the oldest line; waits for one."""
        with self.more:
            if not self.more.wait_for(lambda: self.lines, timeout=300):
                raise TimeoutError("no line within 300 seconds")
            return self.lines.pop(0)


@contextlib.contextmanager
def running(command, **options):
    """The program while the block runs."""
    program = Lines(command, **options)
    try:
        yield program
    finally:
        program.process.kill()
        program.process.wait()
