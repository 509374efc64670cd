# SPDX-License-Identifier: MIT
"""Holds what a guest carried out against the table's truth, and against a replay of its own record on this machine."""
import json
import re
import subprocess

from table import CELLS

# What the lab gives every guest, so that a record which holds any of it is caught. Of the UUID it is what all guests'
# have, in its last field, which SMBIOS does not turn round.
SECRETS = {"MAC address": "00:16:3e:5a:fa:c7", "UUID": "5afac70000",
           "host name": "xflab-host-name", "container's name": "xflab-container-name", "serial number": "xflab-serial"}
MODES = ("none", "pv", "hvm", "hvm_pv_drivers", "pvhvm", "pvh")


def true_answers(truth):
    """The words for which `xenfacts is` must say yes."""
    return {"none"} if truth[0] == "none" else {*truth[:2], "xen"}


def value_of(facts, cell):
    return facts.get(cell) if cell in ("mode", "domain") else facts.get("spectrum", {}).get(cell)


def leaves(value, path=""):
    """Every fact below a value of JSON, as (path, value)."""
    if not isinstance(value, dict):
        return {(path, str(value))}
    return set().union(*(leaves(below, f"{path}.{key}".lstrip(".")) for key, below in value.items()))


def difference(live, replayed):
    """Which facts two reports do not share: all that is left to find the cause by, when it comes once in many runs."""
    live, replayed = leaves(live), leaves(replayed)
    lost, new = (", ".join(f"{path}={value}" for path, value in sorted(facts)[:10])
                 for facts in (live - replayed, replayed - live))
    return f"live: {lost or 'nothing else'}; replayed: {new or 'nothing else'}"


def text_of(path):
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""


class Look:
    """What xenfacts said in a guest to one who looked, and all that is wrong with it."""

    def __init__(self, guest, look, folder, program, runs):
        self.guest, self.look, self.folder, self.program = guest, look, folder / "out" / look, program
        self.runs = runs
        self.repeated = len(text_of(self.folder / "repeated").split())  # asked again, as time had run out
        self.wrong, self.cells, self.facts = [], ("?",) * len(CELLS), {}
        if not (self.folder / "report.json.exit").exists():
            self.wrong.append("this look left nothing")
            return
        self.check_ends()
        self.check_truth()
        self.check_is()
        self.check_replay()
        self.check_secrets()

    def check_ends(self):
        if not (self.folder / "finished").exists() or self.cost() == (None, None):
            self.wrong.append("the look was cut short")
        for name in ("report.json", "report.txt", "explain.txt", "record.guest"):
            code, error = text_of(self.folder / f"{name}.exit").strip(), text_of(self.folder / f"{name}.err").strip()
            if code != "0":
                self.wrong.append(f"{name}: exit code {code or 'missing'}")
            if name == "record.guest" and "entries" in error:  # what it wrote, and to read it before it is sent
                error = "" if error.endswith("are in xenfacts(1).") and error.count("\n") == 1 else error
            if error:
                self.wrong.append(f"{name}: on standard error: {error[:200]}")
            if not text_of(self.folder / name):
                self.wrong.append(f"{name} is empty")

    def check_truth(self):
        try:
            self.facts = json.loads(text_of(self.folder / "report.json"))
        except ValueError as error:
            self.wrong.append(f"report.json: {error}")
            return
        self.cells = tuple(str(value_of(self.facts, cell)) for cell in CELLS)
        for cell, said, true in zip(CELLS, self.cells, self.guest.truth):
            if said != true:
                self.wrong.append(f"{cell} is {said}, not {true}")
        for name, plugin in self.facts.get("plugins", {}).items():
            if plugin.get("status") != "ok":
                self.wrong.append(f"plugin {name}: {plugin}")

    def check_is(self):
        true = true_answers(self.guest.truth)
        answers = dict(line.split()[:2] for line in text_of(self.folder / "answers").splitlines() if " " in line)
        if text_of(self.folder / "answers.err"):
            self.wrong.append(f"`xenfacts is` says {text_of(self.folder / 'answers.err')[:200]}")
        for what in (*MODES, "xen", "dom0", "domU"):
            if answers.get(what) != ("0" if what in true else "1"):
                self.wrong.append(f"`xenfacts is {what}` exits {answers.get(what, 'not at all')}")

    def replay(self):
        """The record's report, made here, where other tests may take all processors: asked again as in the guest."""
        command = [self.program, "facts", "--format", "json", "--guest", self.folder / "record.guest"]
        for _ in range(3):
            done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
            if '"timed_out"' not in done.stdout:
                break
            self.repeated += 1
        if done.returncode:
            self.wrong.append(f"the record's replay: exit code {done.returncode}: {done.stderr[:200]}")
        return json.loads(done.stdout or "{}")

    def check_replay(self):
        replayed = self.replay()
        live = dict(self.facts)
        sandbox = live.pop("sandbox", {})  # a replay has none of the guest's
        for part in ("seccomp", "capabilities"):
            if sandbox.get(part) != "full":
                self.wrong.append(f"sandbox.{part} is {sandbox.get(part)}")
        if list(replayed.items()) != list(live.items()):
            self.wrong.append("the record does not give the live report again: " + difference(live, replayed))

    def check_secrets(self):
        record = text_of(self.folder / "record.guest")
        for what, secret in SECRETS.items():
            if re.search(re.escape(secret), record, re.I):
                self.wrong.append(f"the record holds the {what}")

    def cost(self):
        """Milliseconds of one run there, and its ratio to lscpu's."""
        ours, theirs = (text_of(self.folder / f"time-{name}").strip() for name in ("xenfacts", "lscpu"))
        if not (ours.isdigit() and theirs.isdigit() and int(theirs)):
            return None, None
        return int(ours) * 10 / self.runs, int(ours) / int(theirs)
