# SPDX-License-Identifier: MIT
"""Tests of the lab itself that need no Xen; test-lab.sh runs them. A lab that calls everything right would be worse
than none, so each thing that a look is held against is spoilt once.
"""
import dataclasses
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import boards  # noqa: E402
import check  # noqa: E402
import initrd  # noqa: E402
import peers  # noqa: E402
import plan  # noqa: E402
import restored  # noqa: E402
import table  # noqa: E402
import update  # noqa: E402
from kit import checks  # noqa: E402
from kit.xenfacts import PROGRAM, SOURCE  # noqa: E402

GUESTS = SOURCE / "tests/guests"


# ---- the table ----

def refused(what, text):
    with tempfile.NamedTemporaryFile("w", suffix=".toml") as file:
        file.write(text)
        file.flush()
        try:
            table.load(pathlib.Path(file.name))
        except table.TableError:
            checks.that(True, what)
        else:
            checks.that(False, f"{what} is refused")


def check_table():
    whole = (SOURCE / "tests/lab/guests.toml").read_text(encoding="utf-8")
    refused("no TOML", "[guest")
    refused("a strange type", whole.replace('type = "pvh"', 'type = "pvx"'))
    refused("a truth of seven words", whole.replace("paravirtual emulated hardware", "emulated hardware"))
    refused("a key that nobody knows", whole.replace("cmdline =", "command ="))
    refused("a kernel that is not listed", whole.replace('on = ["xen4.17 linux6.1"]', 'on = ["xen4.17 linux0.1"]'))
    refused("a board with a hypervisor", whole.replace('on = ["plain linux6.1"]', 'on = ["xen4.17 linux6.1"]'))
    refused("a guest without one", whole.replace('on = ["xen4.17 linux6.1"]', 'on = ["plain linux6.1"]', 1))
    refused("a device that no board has", whole.replace('["e1000e", "nvme"]', '["e1000e", "nvme2"]'))
    refused("a kept look that is not made", whole.replace('keep = ["root"]', 'keep = ["container"]'))
    known = table.load()
    always = [("pv", "dom0"), ("pv", "domU"), ("pvhvm", "domU")]
    checks.same(sorted(guest.truth[:2] for guest in known.short()), sorted([*always, ("hvm", "domU"), ("pvh", "domU")]),
                "the short lab has one guest of each mode but one, and dom0")
    turns = [sorted(set(guest.truth[:2] for guest in known.short(turn)) - set(always)) for turn in range(4)]
    checks.that(sorted(turns[:2]) == [[("hvm", "domU")], [("pvh", "domU")]] and turns[:2] == turns[2:],
                "one guest takes its turn")
    refused("a strange word for the short lab", whole.replace('short = "turn"', 'short = "never"'))
    checks.that({guest.truth[0] for guest in known.guests} == set(check.MODES), "the table has every mode")
    checks.same([guest.name for guest in known.select(["xen4.20-pvh-*"])],
                [guest.name for guest in known.guests if guest.xen == "xen4.20" and guest.entry == "pvh"],
                "a pattern selects")
    checks.same(set(boards.SPARE), set(table.DEVICES), "the devices that the table can name are on a board")
    for guest in known.guests:
        if not guest.is_first:
            text = plan.configuration(guest, 1, plan.How())
            checks.that(text.count("$") >= 3 and f'name = "{guest.name}"' in text,
                        f"{guest.name}: kernel, ramdisk, two disks")


# ---- the judge ----

def right_look(folder, guest):
    """What a guest that is right leaves, made of a guest of tests/guests."""
    out = folder / "out/root"
    out.mkdir(parents=True)
    shutil.copy(GUESTS / f"{guest.name}.guest", out / "record.guest")
    replayed = subprocess.run([PROGRAM, "facts", "--guest", out / "record.guest"], stdout=subprocess.PIPE, check=True)
    live = {**json.loads(replayed.stdout), "sandbox": {"capabilities": "full", "landlock": "off", "seccomp": "full"}}
    (out / "report.json").write_text(json.dumps(live), encoding="utf-8")
    for name in ("report.json", "report.txt", "explain.txt", "record.guest"):
        (out / f"{name}.exit").write_text("0\n", encoding="ascii")
        (out / f"{name}.err").write_text("", encoding="ascii")
    (out / "report.txt").write_text("a report\n", encoding="ascii")
    (out / "explain.txt").write_text("an explanation\n", encoding="ascii")
    for name in ("time-xenfacts", "time-lscpu", "finished"):
        (out / name).write_text("100\n", encoding="ascii")
    true = check.true_answers(guest.truth)
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
        checks.that(old in text, f"{name} has something to spoil")
        (out / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    return spoil


def without_plugin(out):
    facts = json.loads((out / "report.json").read_text(encoding="utf-8"))
    facts["plugins"]["block"]["status"] = "broken"
    (out / "report.json").write_text(json.dumps(facts), encoding="utf-8")


def unconfined(out):
    facts = json.loads((out / "report.json").read_text(encoding="utf-8"))
    facts["sandbox"]["seccomp"] = "off"
    (out / "report.json").write_text(json.dumps(facts), encoding="utf-8")


def remove(name):
    return lambda out: (out / name).unlink()


def check_judge():
    guest = table.load().select(["xen4.17-pvhvm-linux6.1"])[0]
    right = judge(guest, lambda out: None)
    checks.that(not right, f"a right guest is right: {right}")
    for number, cell in enumerate(table.CELLS):
        lie = dataclasses.replace(guest, truth=(*guest.truth[:number], "other", *guest.truth[number + 1:]))
        checks.that(f"{cell} is {guest.truth[number]}, not other" in judge(lie, lambda out: None),
                    f"another {cell} is called wrong")
    for complaint, spoil in (
        ("plugin block", without_plugin),
        ("sandbox.seccomp is off", unconfined),
        ("report.json: Extra data", replaced("report.json", "{", "")),
        ("explain.txt: exit code 5", replaced("explain.txt.exit", "0", "5")),
        ("report.txt: on standard error", replaced("report.txt.err", "", "warning")),
        ("report.txt is empty", replaced("report.txt", "a report\n", "")),
        ("`xenfacts is pvh` exits 0", replaced("answers", "pvh 1", "pvh 0")),
        ("`xenfacts is pvh` exits not at all", replaced("answers", "pvh 1\n", "")),
        ("`xenfacts is` says", lambda out: (out / "answers.err").write_text("warning", encoding="ascii")),
        ("does not give the live report again: live: timer.clocksource=xen; replayed: timer.clocksource=tsc",
         replaced("record.guest", "current_clocksource\n|xen", "current_clocksource\n|tsc")),
        ("left nothing", shutil.rmtree),
        ("cut short", remove("finished")),
        ("cut short", remove("time-lscpu")),
        *((f"holds the {word}", replaced("record.guest", "\n#", f"\n# {secret.upper()}07\n#"))
          for word, secret in check.SECRETS.items()),
    ):
        checks.that(any(complaint in text for text in judge(guest, spoil)), f"a look is called wrong: {complaint}")


def agent_of(spoil):
    """What is said of an agent that lived while its guest was restored, of which something is spoilt."""
    with tempfile.TemporaryDirectory() as name:
        out = pathlib.Path(name) / "out"
        for place, text in {"agent/before.json": '{"tsc": 1}', "agent/after.json": '{"tsc": 2}', "agent/log": "",
                            "agent/exit": "0\n", "root/report.json": '{"tsc": 2}'}.items():
            (out / place).parent.mkdir(parents=True, exist_ok=True)
            (out / place).write_text(text, encoding="ascii")
        spoil(out)
        return restored.wrong(pathlib.Path(name))


def check_restored():
    checks.same(agent_of(lambda out: None), [], "an agent that was restored is right")
    for complaint, spoil in (
        ("exit code 127", replaced("agent/exit", "0", "127")),
        ("exit code unknown", remove("agent/exit")),
        ("the agent logged: a warning", replaced("agent/log", "", "a warning")),
        ("the same as before", replaced("agent/before.json", "1", "2")),
        ("not that of a new process: tsc", replaced("root/report.json", "2", "3")),
        ("is missing", remove("agent/after.json")),
    ):
        checks.that(any(complaint in text for text in agent_of(spoil)), f"an agent is called wrong: {complaint}")


# ---- what is written ----

# ---- what guests get ----

def check_archive():
    """--archive: what an archive of ./dev dist installs, but for what a guest has no use for."""
    with tempfile.TemporaryDirectory() as name:
        top = pathlib.Path(name)
        packed, installed = top / "xenfacts-1-linux-x86_64", top / "installed"
        files = ["bin/xenfacts", "lib/xenfacts/plugins/one.so", "share/man/man1/xenfacts.1", "share/xenfacts/manifest"]
        for file in files:
            (packed / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(PROGRAM, packed / file)
        (packed / "share/xenfacts/manifest").write_text("".join(f"{file}\n" for file in files), encoding="utf-8")
        shutil.copy(SOURCE / "integrations/packages/dist/install.sh", packed)
        subprocess.run(["tar", "-czf", top / "archive", "-C", top, packed.name], check=True)
        initrd.install_archive(top / "archive", installed)
        found = {str(path.relative_to(installed / "usr/local")) for path in installed.rglob("*") if path.is_file()}
        checks.same(found & set(files), {"bin/xenfacts", "lib/xenfacts/plugins/one.so", "share/xenfacts/manifest"},
                    "files of an archive in a guest")
        (packed / "install.sh").write_text("#!/bin/sh\necho broken\nexit 1\n", encoding="utf-8")
        subprocess.run(["tar", "-czf", top / "archive", "-C", top, packed.name], check=True)
        try:
            initrd.install_archive(top / "archive", top / "other")
            said = "nothing"
        except initrd.InitrdError as error:
            said = str(error)
        checks.that("broken" in said, "an archive that cannot be installed ends the run", said)


def check_documents():
    known = table.load()
    for path, text in update.documents(known.guests, SOURCE).items():
        checks.that(path.read_text(encoding="utf-8") == text,
                    f"{path.name} lists the lab's guests as the table has them; tests/lab/run --update writes it")
    for guest in known.guests:
        for look in guest.keep:
            checks.that((GUESTS / f"{guest.kept_name(look)}.facts").exists(),
                        f"tests/guests has {guest.kept_name(look)}")


def check_peers():
    entries = {guest.entry for guest in table.load().short()}
    for name, peer in peers.load().items():
        checks.that(set(peer["right"]) == entries, f"peer {name} has a right answer for each guest of the short lab")
    for name, text, answer in (
        ("lscpu", "Hypervisor vendor:   Xen\nVirtualization type: para\n", "Xen, para"),
        ("xen-detect", "Running in PV context on Xen V4.17.\n", "PV"),
        ("facter", '{"hypervisors": {"xen": {"context": "pv", "privileged": true}}, "virtual": "xenu"}', "xenu, pv, privileged"),
        ("salt", '{"local": {"virtual": "xen", "virtual_subtype": "Xen Dom0"}}', "xen, Xen Dom0"),
        ("ohai", '{"system": "xen", "role": "guest"}', "xen guest"),
    ):
        checks.that(peers.READERS[name](text) == answer, f"the answer of {name} is read")


check_table()
check_judge()
check_restored()
check_archive()
check_documents()
check_peers()
sys.exit(checks.finish())
