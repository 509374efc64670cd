# SPDX-License-Identifier: MIT
"""Tests of expected.py, on a copy of some of this folder: no difference is missed, and a change costs few lines."""
import collections
import pathlib
import shutil
import sys
import tempfile

import expected

PASSED, FAILED = [], []
GUEST, OTHER = "xen4.17-pv-linux6.1", "xen4.17-pv-linux6.12"  # of one family


def holds(what, good, shown=""):
    (PASSED if good else FAILED).append(what)
    if not good:
        print(f"FAILED: {what}\n  {shown}".rstrip())


def same(what, got, wanted):
    holds(what, got == wanted, f"got {got!r}, wanted {wanted!r}")


def all_facts():
    return {name: expected.read(name)[1] for name in expected.names("facts")}


def files():
    return {path.name: collections.Counter(expected.lines_of(path.name)) for path in expected.FOLDER.glob("*.*")}


def cost(change):
    """{file: lines that are other ones} once a change of all facts was written; these must then be what is expected."""
    before, facts = files(), all_facts()
    change(facts)
    expected.update(facts)
    same("what was written is expected", all_facts(), facts)
    after = files()
    lines = {name: max((after[name] - before.get(name, collections.Counter())).total(),
                       (before.get(name, collections.Counter()) - after[name]).total()) for name in after}
    return {name: count for name, count in lines.items() if count}


def setter(key, text, *guests):
    """A change: these guests, or all, have a fact now."""
    return lambda facts: [facts[name].update({key: {text}}) for name in guests or facts]


def without_item(guest, key):
    """A change: a list of this guest lacks its first item."""
    return lambda facts: facts[guest].update({key: set(sorted(facts[guest][key])[1:])})


def check_form():
    facts = all_facts()
    for base in ("", "hvm"):
        has = expected.read_base(base)
        for name, wanted in facts.items():
            same(f"{name} on the base {base}", expected.from_lines(expected.to_lines(wanted, has), has), wanted)
    lines = ["a=1", "b=1", "b=2", "c=", "d=x=y"]
    base = {"a": {"1"}, "b": {"1", "2"}, "c": {""}, "d": {"x=y"}}
    same("a base", expected.from_lines(lines, {}), base)
    same("a base that lost these lines", expected.from_lines(["-b=3", "-f"], base), base)
    same("all items", expected.from_lines(["-b=1", "-b=2", "-a", "-c", "-d"], base), {})
    same("every kind of line", expected.from_lines(["a=3", "-b=1", "+b=4", "-c", "+e=5"], base),
         {"a": {"3"}, "b": {"2", "4"}, "d": {"x=y"}, "e": {"5"}})


def check_left_out():
    report = {"mode": "pv", "plugins": {"block": {"status": "ok"}}, "unknown": {"a": {"b": "absent"}},
              "unknown_count": 1}
    known = {"mode": {"pv"}, "unknown.a.b": {"absent"}}
    same("what is well is left out", expected.facts_of(report), known)
    more = {**report, "plugins": {"block": {"status": "ok"}, "new": {"status": "ok"}}, "unknown_count": 2,
            "unknown": {"a": {"b": "absent"}, "new": {"fact": "not_recorded"}}}
    same("a new plugin of which nothing was recorded changes nothing", expected.facts_of(more), known)
    for key, text in (("plugins.new.status", "broken"), ("plugins.new.detail", "ok"), ("plugins.new.status", "not ok"),
                      ("unknown.new.fact", "denied"), ("unknown.new.fact", "malformed"), ("unknown.new", "absent"),
                      ("unknown_reasons", "1"), ("new.fact", "not_recorded"), ("denied_count", "0")):
        same(f"{key}={text} is not left out", expected.facts_of({key: text}), {key: {text}})
    same("numbers and truths", expected.facts_of({"a": True, "b": 7, "c": ["x", "y"]}),
         {"a": {"true"}, "b": {"7"}, "c": {"x", "y"}})


def check_differences():
    facts = all_facts()[GUEST]
    same("no difference", expected.differences(GUEST, facts), [])
    same("another value", expected.differences(GUEST, {**facts, "mode": {"hvm"}}), ["-mode=pv", "+mode=hvm"])
    more = {**facts, "net.drivers": {*facts["net.drivers"], "veth"}}
    same("an item more", expected.differences(GUEST, more), ["+net.drivers=veth"])
    gone = {key: texts for key, texts in facts.items() if key != "mode"}
    same("a fact that was known and no longer is", expected.differences(GUEST, gone), ["-mode=pv"])
    same("a stranger", expected.differences("stranger", facts), ["there is no stranger.facts"])


def check_costs():
    family = [name for name in expected.names("facts") if expected.read(name)[0] == "pv"]
    alone = [name for name in expected.names("facts") if not expected.read(name)[0]]
    holds("a family, and guests on their own", {GUEST, OTHER} < set(family) and alone)
    same("nothing new, nothing written", cost(lambda facts: None), {})
    same("a fact of one guest", cost(setter("label", "other", GUEST)), {f"{GUEST}.facts": 1})
    same("again", cost(setter("label", "another", GUEST)), {f"{GUEST}.facts": 1})
    same("and back", cost(setter("label", "PV", GUEST)), {f"{GUEST}.facts": 1})
    same("an item of a list", cost(without_item(GUEST, "kernel.config")), {f"{GUEST}.facts": 1})
    same("a fact that is gone", cost(lambda facts: facts[GUEST].pop("mode")), {f"{GUEST}.facts": 1})
    same("a fact of all guests", cost(setter("new.fact", "1")),
         {f"{name}.base": 1 for name in expected.names("base")} | {f"{name}.facts": 1 for name in alone})
    same("of a family but one", cost(setter("new.fact", "2", *family[1:])), {"pv.base": 1, f"{family[0]}.facts": 1})
    same("of the last of it", cost(setter("new.fact", "2", family[0])), {f"{family[0]}.facts": 1})
    few = family[:len(family) // 2]
    same("of half of it", cost(setter("new.fact", "3", *few)), {f"{name}.facts": 1 for name in few})
    same("a new guest", list(cost(lambda facts: facts.update(new=dict(facts[OTHER])))), ["new.facts"])
    same("is written on the nearest base", expected.read("new")[0], "pv")


source, copied = expected.FOLDER, ("pv", "hvm")
chosen = [f"{name}.base" for name in copied]
chosen += [f"{name}.facts" for name in expected.names("facts") if expected.read(name)[0] in ("", *copied)]
with tempfile.TemporaryDirectory() as folder:
    expected.FOLDER = pathlib.Path(folder)
    for file in chosen:
        shutil.copy(source / file, folder)
    for check in (check_form, check_left_out, check_differences, check_costs):
        check()
print(f"self_test.py: {len(PASSED)} passed, {len(FAILED)} failed")
sys.exit(1 if FAILED or not PASSED else 0)
