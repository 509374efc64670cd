# SPDX-License-Identifier: MIT
"""Every key of every guest's report is in the catalogue, with a value of its type; and every entry of the catalogue
has a value in some report, for a fact that no guest shows is one that nobody has tried. What is moving is in no report,
and shows in what Prometheus is told."""
import json
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import documents  # noqa: E402
from kit import checks, xenfacts  # noqa: E402

WORD = re.compile(r"[A-Za-z0-9_]+")
REASONS = {"absent", "denied", "malformed", "failed", "not_recorded", "no_rule_stands", "conflict"}
TEXT_CAP, COUNT_CAP = 255, 2**63 - 1

catalogue = json.loads((xenfacts.SOURCE / "facts/catalogue.json").read_text(encoding="utf-8"))
valued, unknown = set(), set()


def entry_of(key):
    """The catalogue's entry for a key; an exact one wins over one with a '*'."""
    if key in catalogue:
        return key
    parts = key.split(".")
    for entry in catalogue:
        own = entry.split(".")
        if "*" in own and len(own) == len(parts) and all(a in ("*", b) for a, b in zip(own, parts)):
            return entry
    return None


def is_text(value):
    return isinstance(value, str) and len(value.encode()) <= TEXT_CAP


def fits(fact, value):
    if fact["type"] == "bool":
        return isinstance(value, bool)
    if fact["type"] == "count":
        return type(value) is int and 0 <= value <= COUNT_CAP
    if fact["type"] == "word":
        return isinstance(value, str) and value in fact["values"] and bool(WORD.fullmatch(value))
    if fact["type"] == "list":
        return isinstance(value, list) and value and all(map(is_text, value)) and \
            value == sorted(set(value), key=str.encode)
    return is_text(value)


def leaves(tree, prefix=""):
    for key, value in tree.items():
        if isinstance(value, dict):
            checks.that(value, f"{prefix}{key} is empty")
            yield from leaves(value, f"{prefix}{key}.")
        else:
            yield prefix + key, value


def check_unknown(name, report):
    reasons = dict(leaves(report.get("unknown", {})))
    checks.that(report.get("unknown_count") == len(reasons), f"{name}: unknown_count is not how many are unknown")
    for key, reason in reasons.items():
        entry = entry_of(key)
        checks.that(entry and reason in REASONS, f"{name}: unknown.{key} is {reason}: no such key, or no such reason")
        unknown.add(entry)
    if reasons:
        valued.add("unknown.*")
    return reasons


def check_report(name, report):
    reasons = check_unknown(name, report)
    checks.that(report.get("denied_count") == len(report.get("denied", [])), f"{name}: denied_count is wrong")
    check_values(name, {key: value for key, value in report.items() if key != "unknown"}, reasons)


def check_values(name, report, reasons):
    for key, value in leaves(report):
        entry = entry_of(key)
        checks.that(entry, f"{name}: {key} is not in the catalogue")
        if not entry:
            continue
        checks.that(fits(catalogue[entry], value), f"{name}: {key} cannot be {value!r}: {catalogue[entry]}")
        checks.that(catalogue[entry]["strength"] != "moving", f"{name}: {key} is moving and stands in a report")
        checks.that(key not in reasons, f"{name}: {key} has a value and is unknown")
        valued.add(entry)


guests, refused, nothing = map(pathlib.Path, sys.argv[1:])
reports = documents.reports()
check_report("a refused plugin", json.loads(refused.read_text(encoding="utf-8")))
check_values("no report", json.loads(nothing.read_text(encoding="utf-8")), {})
for guest, made in reports.items():
    check_report(guest, made)
told = "".join(path.read_text(encoding="utf-8") for path in guests.glob("*.prom"))
for entry, fact in catalogue.items():
    metric = f"xenfacts_{entry.removesuffix('.*').replace('.', '_')}_total"
    if fact["strength"] == "moving" and re.search(rf"^{metric}\b", told, re.M):
        valued.add(entry)
for entry in catalogue if reports else ():
    only = " (it is only ever unknown)" if entry in unknown else ""
    checks.that(entry in valued, f"no guest shows {entry}{only}")
sys.exit(checks.finish())
