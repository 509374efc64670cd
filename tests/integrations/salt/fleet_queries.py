# SPDX-License-Identifier: MIT
"""Each target of docs/SALT.md, with all bundled guests as the fleet: Salt's own matchers are given their grains."""
import json
import pathlib
import re
import shlex

from kit import checks, files, processes, queries

HERE = pathlib.Path(__file__).resolve().parent
PAGES = ("docs/SALT.md", "integrations/salt/README.md")
KINDS = {"-G": "grain", "-P": "grain_pcre", "-C": "compound"}
# Targets of the tutorial that its table does not have.
EXAMPLES = {
    ("grain", "xenfacts:mode:pvhvm"): "machines that run as PVHVM",
    ("grain", "xenfacts:mode:pv"): "machines that run as PV",
    ("grain", "xenfacts:mode:PV"): "machines that run as PV",
    ("grain", "xenfacts:mode:pv*"): "machines that run as PV, PVH or PVHVM",
    ("grain_pcre", "xenfacts:mode:pv"): "machines that run as PV, PVH or PVHVM",
    ("grain_pcre", "xenfacts:mode:^(pv|pvh)$"): "machines that run as PV or PVH",
    ("compound", "G@xenfacts:mode:pvh and G@xenfacts:domain:domU"): "domUs that run as PVH",
}


def typed():
    """(type, target) of all targets on the page that are not for all minions or for one by its name."""
    found = set()
    for words in map(shlex.split, queries.commands(PAGES[0])):
        found |= {(KINDS[flag], target) for flag, target in zip(words, words[1:]) if flag in KINDS}
        if "mine.get" in words:
            target, _, kind = words[words.index("mine.get") + 1:]
            found.add((kind, target))
    matched = re.findall(r"^  '([^']+)':\n    - match: (\w+)$", queries.read(PAGES[0]), re.M)
    return found | {(kind, target) for target, kind in matched}


def documented():
    """{profile: [(type, target, sentence)]} of all targets that the pages have, by the profile they need."""
    rows, kinds = queries.tables(*PAGES), {"target": "slim", f"target{queries.FULL}": "full"}
    checks.same({kind for kind, _, _ in rows}, set(kinds), "kinds of tables")
    tables = {("grain", target) for _, target, _ in rows}
    checks.same(typed() - tables, set(EXAMPLES) - tables, "targets that the tables do not have")
    found = {"slim": {(*query, sentence) for query, sentence in EXAMPLES.items()}, "full": set()}
    for kind, target, sentence in rows:
        found[kinds[kind]].add(("grain", target, sentence))
    return {profile: sorted(asked) for profile, asked in found.items()}


def run(work, salt):
    """The part of run-server."""
    checks.part("all guests as minions")
    for profile, rows in documented().items():
        match(work, salt, profile, rows)


def match(work, salt, profile, rows):
    """Salt's answers for a fleet whose grains have this profile."""
    given = {"grains": {name: {"xenfacts": report} for name, report in queries.reports(profile).items()},
             "targets": [row[:2] for row in rows]}
    command = [salt / "bin/python", HERE / "matching.py", files.folder(work / f"matching_{profile}")]
    done = processes.run(command, input=json.dumps(given))
    if not checks.same(done.returncode, 0, f"exit status of matching.py, {profile}"):
        return
    for (kind, target, sentence), found in zip(rows, json.loads(done.stdout)):
        for who, names in zip(("minions", "master"), found):
            queries.check(f"{kind} {target}, {who}", sentence, names)
