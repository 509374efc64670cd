#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What is expected of the guests of this folder: NAME.facts, on top of a FAMILY.base. README.md tells the form.

Facts are {key: set of texts} here, of a list all its items. Their types and the order of lists are not expected of each
guest but of all reports: tests/docs/vocabulary.py.

Usage: tests/guests/expected.py NAME...     prints all that is expected of a guest, what its base says included
"""
import json
import pathlib
import re
import sys

FOLDER = pathlib.Path(__file__).resolve().parent
NOTHING = frozenset()

# A new plugin changes these in every guest, as no capture from before it has what it reads, and nothing else. They are
# held elsewhere: tests/guests/test-verdicts.c wants every plugin well, tests/docs/vocabulary.py counts what is unknown.
# What was known and no longer is still differs: its own line is gone.
LEFT_OUT = re.compile(r"plugins\.\w+\.status=ok|unknown\.[\w.]+=not_recorded|unknown_count=\d+")


def leaves(tree, key=""):
    """(key, value) of every leaf of a report; the items of a list share their key."""
    if isinstance(tree, dict):
        for name, value in tree.items():
            yield from leaves(value, f"{key}.{name}" if key else name)
    elif isinstance(tree, list):
        for item in tree:
            yield from leaves(item, key)
    else:
        yield key, tree


def facts_of(report):
    """The facts of a report (`facts --format json`, parsed), without what is left out."""
    facts = {}
    for key, value in leaves(report):
        text = value if isinstance(value, str) else json.dumps(value)  # as the format flat has it
        if not LEFT_OUT.fullmatch(f"{key}={text}"):
            facts.setdefault(key, set()).add(text)
    return facts


def keys_of(*facts):
    """All their keys, in the order of a report."""
    return sorted(set().union(*facts), key=lambda key: key.split("."))


# ---- the form ----

def to_lines(facts, base):
    """The lines that make these facts of a base's; all facts, of an empty base."""
    lines = []
    for key in keys_of(facts, base):
        before, now = base.get(key, NOTHING), facts.get(key, NOTHING)
        if not now:
            lines.append(f"-{key}")
        elif before & now:
            lines += [f"-{key}={text}" for text in sorted(before - now)]
            lines += [f"+{key}={text}" for text in sorted(now - before)]
        else:
            lines += [f"{key}={text}" for text in sorted(now)]
    return lines


def from_lines(lines, base):
    """The facts that lines make of a base's. They may take away what the base no longer has."""
    facts, own = dict(base), {}
    for line in lines:
        sign = line[0] if line.startswith(("-", "+")) else ""
        key, equals, text = line.removeprefix(sign).partition("=")
        had = facts.get(key, NOTHING)
        if sign == "-":
            facts[key] = had - {text} if equals else NOTHING
        elif sign == "+":
            facts[key] = had | {text}
        else:
            own[key] = own.get(key, NOTHING) | {text}
    return {key: texts for key, texts in {**facts, **own}.items() if texts}


def lines_of(name):
    """Of a file of this folder. str.splitlines() would end lines at characters that a value may hold."""
    return (FOLDER / name).read_text(encoding="utf-8").split("\n")[:-1]


def write(name, lines):
    (FOLDER / name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def read_base(name):
    return from_lines(lines_of(f"{name}.base"), {}) if name else {}


def read(name):
    """(name of the base or "", facts) of a guest."""
    lines = lines_of(f"{name}.facts")
    base = lines.pop(0).removeprefix("base ") if lines and lines[0].startswith("base ") else ""
    return base, from_lines(lines, read_base(base))


def names(suffix):
    """Of the guests (facts) or the bases (base) that are there."""
    return sorted(path.stem for path in FOLDER.glob(f"*.{suffix}"))


# ---- what is made of it ----

def differences(name, facts):
    """What is expected of a guest and not so, "-KEY=VALUE", and what is so and not expected, "+KEY=VALUE"."""
    if name not in names("facts"):
        return [f"there is no {name}.facts"]
    wanted, lines = read(name)[1], []
    for key in keys_of(wanted, facts):
        expected, got = wanted.get(key, NOTHING), facts.get(key, NOTHING)
        lines += [f"-{key}={text}" for text in sorted(expected - got)]
        lines += [f"+{key}={text}" for text in sorted(got - expected)]
    return lines


def follow(base, before, now):
    """A base after a change of its guests: it takes a value or an item that most of them say now and did not before, and
    drops one that most of them said."""
    base = dict(base)
    for key in keys_of(base, *before, *now):
        pairs = [(old.get(key, NOTHING), new.get(key, NOTHING)) for old, new in zip(before, now)]
        texts = set(base.get(key, NOTHING))
        for text in set().union(*(old ^ new for old, new in pairs)):
            had, has = (2 * sum(text in pair[i] for pair in pairs) - len(pairs) for i in (0, 1))
            if has > 0 >= had:
                texts.add(text)
            elif has < 0 <= had:
                texts.discard(text)
        base[key] = frozenset(texts)
    return {key: texts for key, texts in base.items() if texts}


def nearest(facts, bases):
    """The name of the base that leaves the fewest lines: a new guest's."""
    return min(bases, key=lambda name: len(to_lines(facts, bases[name])))


def update(reports):
    """Writes what is expected of these guests, {name: facts}, and the bases that follow; what is expected of the other
    guests stays what it is, on top of another base."""
    before = {name: read(name) for name in names("facts")}
    bases = {"": {}, **{name: read_base(name) for name in names("base")}}
    for name in names("base"):
        members = [guest for guest, (of, _) in before.items() if of == name]
        if members:
            bases[name] = follow(bases[name], [before[guest][1] for guest in members],
                                 [reports.get(guest, before[guest][1]) for guest in members])
            write(f"{name}.base", to_lines(bases[name], {}))
    for name, facts in {**{guest: facts for guest, (_, facts) in before.items()}, **reports}.items():
        base = before[name][0] if name in before else nearest(facts, bases)
        write(f"{name}.facts", [f"base {base}"] * bool(base) + to_lines(facts, bases[base]))


if __name__ == "__main__":
    for guest in sys.argv[1:] or sys.exit(__doc__):
        print("\n".join(to_lines(read(guest)[1], {})))
