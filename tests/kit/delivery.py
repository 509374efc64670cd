# SPDX-License-Identifier: MIT
"""One delivery by a sink, as the agent would make it: by drive-sink, of a report."""
import functools
import os
import pathlib
import queue
import subprocess

from . import checks, processes, xenfacts

TOKEN, KEY = "s3cr3t-Token_aXq81.Lm/4+zz=", "an Hmac key, with blanks 7fQ9"
SECRETS = (TOKEN, KEY)


@functools.cache
def report(folder="."):
    """A report as the agent sends it, in a file; without a folder, of the one that the test runs in."""
    path = pathlib.Path(folder).absolute() / "report.json"
    path.write_bytes(xenfacts.report("pvhvm"))
    return path


class Receipt:
    """What came of a delivery."""

    def __init__(self, out, err, code):
        lines = out.split("\n")
        self.kind, self.wait, self.sentence = lines[0], int(lines[1]) if len(lines) > 1 else None, "\n".join(lines[2:])
        self.whole = f"{out}{err}"
        checks.that(code == 0 and len(lines) == 4 and not lines[3] and not err, "drive-sink prints three lines",
                    self.whole)
        shown = self.sentence.rstrip("\n")
        checks.that(shown and shown.isprintable(), "each outcome has a sentence", shown)
        for secret in SECRETS:
            parts = [secret[at:at + 8] for at in range(len(secret) - 7)]
            checks.that(not any(part in self.whole for part in parts), "no secret is printed", self.whole)

    def is_so(self, what, kind, words="", wait=None):
        """Checks its kind, that its sentence tells of something, and if that is said how long is to be waited."""
        outcome = f"{what}: {self.sentence.strip()}: outcome"
        if wait is None:
            checks.same(self.kind, kind, outcome)
        else:
            checks.same((self.kind, self.wait), (kind, wait), outcome)
        checks.that(words in self.sentence, f"{what}: the sentence tells of {words}", self.sentence)
        return self


def deliver(sink, *words, body=None, begins=None, environment=None, **settings):
    """One delivery, by a sink's name or file; `begins` is called with the process when it has begun. The environment
    names no proxy but those in `environment`."""
    file = sink if isinstance(sink, pathlib.Path) else xenfacts.BUILD / f"sinks/{sink}.so"
    words = [xenfacts.BUILD / "tests/drive-sink", file, body or report(), *words]
    words += [f"{name}={value}" for name, value in settings.items()]
    clean = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    with subprocess.Popen(processes.words(words), env={**clean, **(environment or {})}, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        if begins:
            begins(process)
        out, err = process.communicate()
        return Receipt(out, err, process.returncode)


def watched(server, look, **settings):
    """One delivery by the sink http, and what `look` gave, which is called while the server has the request, with the
    folder that /proc has of the sink's process."""
    seen, pid = [], queue.SimpleQueue()
    server.seen = lambda: seen.append(look(pathlib.Path(f"/proc/{pid.get()}")))
    receipt = deliver("http", begins=lambda process: pid.put(process.pid), url=server.url, **settings)
    server.seen = None
    return receipt, seen
