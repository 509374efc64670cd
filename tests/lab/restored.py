# SPDX-License-Identifier: MIT
"""Holds the agent that ran while its domain was saved and restored against what was looked at after that: it lives, has
scanned again, and its report is that of a new process."""
import json

from check import text_of


def report(path):
    """A report that was kept; None if there is none."""
    try:
        return json.loads(text_of(path))
    except ValueError:
        return None


def differences(one, other):
    """The keys whose values two reports do not share, for people."""
    return " ".join(key for key in sorted({*one, *other}) if one.get(key) != other.get(key))


def wrong(folder):
    """All that is wrong with the agent in a guest that left this folder."""
    kept, found = folder / "out/agent", []
    before, after, looked = report(kept / "before.json"), report(kept / "after.json"), \
        report(folder / "out/root/report.json")
    code = text_of(kept / "exit").strip()
    if code != "0":
        found.append(f"the agent ended with exit code {code or 'unknown'}, not with 0 when it was told to")
    if text_of(kept / "log"):
        found.append(f"the agent logged: {text_of(kept / 'log')[:200]}")
    if None in (before, after, looked):
        return found + ["a report of the agent's, or of the look after it, is missing"]
    if before == after:
        found.append("the agent reports the same as before it was restored")
    if after != looked:
        found.append(f"the agent's report is not that of a new process: {differences(after, looked)}")
    return found
