# SPDX-License-Identifier: MIT
"""Tests of the lab itself that need no Xen; test-lab.sh runs them. A lab that calls everything right would be worse
than none, so each thing that a look is held against is spoilt once.
"""
import dataclasses
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import check
import peers
import plan
import table
import update

SOURCE = pathlib.Path(os.environ["XF_SOURCE_DIR"])
PROGRAM = pathlib.Path(os.environ["XF_BUILD_DIR"]) / "xenfacts"
GUESTS = SOURCE / "tests/guests"
passed, failed = 0, 0


def holds(what, good):
    global passed, failed
    passed, failed = passed + bool(good), failed + (not good)
    if not good:
        print(f"FAILED: {what}")


# ---- the table ----

def refused(what, text):
    with tempfile.NamedTemporaryFile("w", suffix=".toml") as file:
        file.write(text)
        file.flush()
        try:
            table.load(pathlib.Path(file.name))
        except table.TableError:
            holds(what, True)
        else:
            holds(f"{what} is refused", False)


def check_table():
    whole = (SOURCE / "tests/lab/guests.toml").read_text(encoding="utf-8")
    refused("no TOML", "[guest")
    refused("a strange type", whole.replace('type = "pvh"', 'type = "pvx"'))
    refused("a truth of seven words", whole.replace("paravirtual emulated hardware", "emulated hardware"))
    refused("a key that nobody knows", whole.replace("cmdline =", "command ="))
    refused("a kernel that is not listed", whole.replace('on = ["xen4.17 linux6.1"]', 'on = ["xen4.17 linux0.1"]'))
    refused("a kept look that is not made", whole.replace('keep = ["root"]', 'keep = ["container"]'))
    known = table.load()
    always = [("pv", "dom0"), ("pv", "domU"), ("pvhvm", "domU")]
    holds("the short lab has one guest of each mode but one, and dom0",
          sorted(guest.truth[:2] for guest in known.short()) == sorted([*always, ("hvm", "domU"), ("pvh", "domU")]))
    turns = [sorted(set(guest.truth[:2] for guest in known.short(turn)) - set(always)) for turn in range(4)]
    holds("one guest takes its turn", sorted(turns[:2]) == [[("hvm", "domU")], [("pvh", "domU")]] and
          turns[:2] == turns[2:])
    refused("a strange word for the short lab", whole.replace('short = "turn"', 'short = "never"'))
    holds("the table has every mode", {guest.truth[0] for guest in known.guests} == set(check.MODES) - {"none"})
    holds("a pattern selects", [guest.name for guest in known.select(["xen4.20-pvh-*"])] ==
          [guest.name for guest in known.guests if guest.xen == "xen4.20" and guest.entry == "pvh"])
    for guest in known.guests:
        if guest.type != "dom0":
            text = plan.configuration(guest, 1, plan.How())
            holds(f"{guest.name}: kernel, ramdisk, two disks", text.count("$") >= 3 and f'name = "{guest.name}"' in text)


# ---- the judge ----

def right_look(folder, guest):
    """What a guest that is right leaves, made of a guest of tests/guests."""
    out = folder / "out/root"
    out.mkdir(parents=True)
    shutil.copy(GUESTS / f"{guest.name}.guest", out / "record.guest")
    with (out / "report.json").open("wb") as report:
        subprocess.run([PROGRAM, "facts", "--guest", out / "record.guest"], stdout=report, check=True)
    for name in ("report.json", "report.txt", "explain.txt", "record.guest"):
        (out / f"{name}.exit").write_text("0\n", encoding="ascii")
        (out / f"{name}.err").write_text("", encoding="ascii")
    (out / "report.txt").write_text("a report\n", encoding="ascii")
    (out / "explain.txt").write_text("an explanation\n", encoding="ascii")
    for name in ("time-xenfacts", "time-lscpu", "finished"):
        (out / name).write_text("100\n", encoding="ascii")
    true = {*guest.truth[:2], "xen"}
    (out / "answers").write_text("".join(f"{what} {0 if what in true else 1}\n"
                                         for what in (*check.MODES, "xen", "dom0", "domU")), encoding="ascii")
    return out


def judge(guest, spoil):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        spoil(right_look(folder, guest))
        return check.Look(guest, "root", folder, PROGRAM, 20).wrong


def replaced(name, old, new):
    def spoil(out):
        text = (out / name).read_text(encoding="utf-8")
        holds(f"{name} has something to spoil", old in text)
        (out / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    return spoil


def without_plugin(out):
    facts = json.loads((out / "report.json").read_text(encoding="utf-8"))
    facts["plugins"]["block"]["status"] = "broken"
    (out / "report.json").write_text(json.dumps(facts), encoding="utf-8")


def remove(name):
    return lambda out: (out / name).unlink()


def check_judge():
    guest = table.load().select(["xen4.17-pvhvm-linux6.1"])[0]
    right = judge(guest, lambda out: None)
    holds(f"a right guest is right: {right}", not right)
    for number, cell in enumerate(table.CELLS):
        lie = dataclasses.replace(guest, truth=(*guest.truth[:number], "other", *guest.truth[number + 1:]))
        holds(f"another {cell} is called wrong",
              f"{cell} is {guest.truth[number]}, not other" in judge(lie, lambda out: None))
    for complaint, spoil in (
        ("plugin block", without_plugin),
        ("report.json: Extra data", replaced("report.json", "{", "")),
        ("explain.txt: exit code 5", replaced("explain.txt.exit", "0", "5")),
        ("report.txt: on standard error", replaced("report.txt.err", "", "warning")),
        ("report.txt is empty", replaced("report.txt", "a report\n", "")),
        ("`xenfacts is pvh` exits 0", replaced("answers", "pvh 1", "pvh 0")),
        ("`xenfacts is pvh` exits not at all", replaced("answers", "pvh 1\n", "")),
        ("`xenfacts is` says", lambda out: (out / "answers.err").write_text("warning", encoding="ascii")),
        ("does not give the live report", replaced("record.guest", "current_clocksource\n|xen", "current_clocksource\n|tsc")),
        ("left nothing", shutil.rmtree),
        ("cut short", remove("finished")),
        ("cut short", remove("time-lscpu")),
        *((f"holds the {word}", replaced("record.guest", "\n#", f"\n# {secret.upper()}07\n#"))
          for word, secret in check.SECRETS.items()),
    ):
        holds(f"a look is called wrong: {complaint}", any(complaint in text for text in judge(guest, spoil)))


# ---- what is written ----

def check_documents():
    known = table.load()
    for path, text in update.documents(known.guests, SOURCE).items():
        holds(f"{path.name} lists the lab's guests as the table has them; tests/lab/run --update writes it",
              path.read_text(encoding="utf-8") == text)
    for guest in known.guests:
        for look in guest.keep:
            holds(f"tests/guests has {guest.kept_name(look)}", (GUESTS / f"{guest.kept_name(look)}.facts").exists())


def check_peers():
    entries = {guest.entry for guest in table.load().short()}
    for name, peer in peers.load().items():
        holds(f"peer {name} has a right answer for each guest of the short lab", set(peer["right"]) == entries)
    for name, text, answer in (
        ("lscpu", "Hypervisor vendor:   Xen\nVirtualization type: para\n", "Xen, para"),
        ("xen-detect", "Running in PV context on Xen V4.17.\n", "PV"),
        ("facter", '{"hypervisors": {"xen": {"context": "pv", "privileged": true}}, "virtual": "xenu"}', "xenu, pv, privileged"),
        ("salt", '{"local": {"virtual": "xen", "virtual_subtype": "Xen Dom0"}}', "xen, Xen Dom0"),
        ("ohai", '{"system": "xen", "role": "guest"}', "xen guest"),
    ):
        holds(f"the answer of {name} is read", peers.READERS[name](text) == answer)


check_table()
check_judge()
check_documents()
check_peers()
print(f"self_test.py: {passed} passed, {failed} failed")
sys.exit(1 if failed or not passed else 0)
