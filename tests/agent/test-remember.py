#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Sinks that remember: each report arrives once, whatever fails between; a key is never used for two reports."""
import os
import pathlib
import signal
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from agent import Machine, until  # noqa: E402
from kit import checks  # noqa: E402

MACHINE = Machine()
PV, PVHVM, HVM = "xen4.17-pv-linux6.1", "xen4.17-pvhvm-linux6.1", "xen4.17-hvm-linux6.1"
TOLD, ANSWER, BODY = MACHINE.out / "told", MACHINE.out / "answer", MACHINE.out / "body"
BASE = "interval: 1s\njitter: 0\nuevents: false\nsinks:\n  facts: off\n"
SINK = BASE + f"  t:\n    type: told\n    profile: full\n    folder: {MACHINE.out}\n"


def told():
    """What the sink was given: [key, attempt, answer]."""
    return [line.split()[:3] for line in TOLD.read_text().splitlines()] if TOLD.exists() else []


def delivered():
    return [key for key, _, answer in told() if answer == "ok"]


def facts():
    return MACHINE.run("facts", "--guest", MACHINE.work / "guest")[1]


def forget():
    for path in (*MACHINE.out.iterdir(), *MACHINE.state.iterdir()):
        path.unlink()


def kept():
    return sorted(path.name for path in MACHINE.state.iterdir())


# ---- once, and then only what changed, across restarts ----

MACHINE.configure(SINK)
checks.same(MACHINE.once(), (0, "t: json delivered\n", ""), "the first report")
checks.same((len(told()), BODY.read_text(), kept()), (1, facts(), ["t.sent"]), "is given once, and remembered")
checks.same(MACHINE.once(), (0, "t: json not sent again, as nothing has changed\n", ""), "the same is told")
checks.same(len(told()), 1, "the same is not given again after a restart")
MACHINE.guest(PVHVM)
MACHINE.once()
checks.same((len(set(delivered())), BODY.read_text()), (2, facts()), "a changed one is, with another key")
MACHINE.configure(SINK + "    note: elsewhere\n")
MACHINE.once()
checks.same(len(set(delivered())), 3, "another receiver has had none yet")

# ---- refused and failed ones are kept; the key stays ----

forget()
ANSWER.write_text("retry\n")
MACHINE.configure(SINK)
checks.same(MACHINE.once(), (5, "", "xenfacts: the sink t: the test says no; the report is kept for the next run\n"),
            "a failure is told")
checks.same((kept(), (MACHINE.state / "t.unsent").stat().st_mode & 0o777), (["t.unsent"], 0o600), "the report is kept")
ANSWER.write_text("ok\n")
MACHINE.once()
checks.same(([line[2] for line in told()], len({line[0] for line in told()}), kept()), (["re", "ok"], 1, ["t.sent"]),
            "after a restart it is given with the same key")

# ---- while it runs: attempts are repeated, told once, and the newest report is what arrives ----

forget()
ANSWER.write_text("retry\n")
agent = MACHINE.start()
until(lambda: len(told()) >= 3, "it tries again and again")
checks.same(agent.says().count("the test says no; it will be retried\n"), 1, "and tells so once")
checks.same([line[1] for line in told()[:3]], ["1", "2", "3"], "attempts are counted")
MACHINE.guest(HVM)
wanted = facts()
until(lambda: BODY.read_text() == wanted, "a newer report takes the place of the unsent one")
ANSWER.write_text("ok\n")
until(lambda: delivered() and "works again" in agent.says(), "it arrives when the receiver is back")
checks.same((len(delivered()), BODY.read_text()), (1, wanted), "once")
agent.hup()
until(lambda: "configuration reloaded" in agent.says(), "a reload")
MACHINE.guest(PV)
wanted = facts()
until(lambda: BODY.read_text() == wanted, "the next change after a reload")
checks.same(len(delivered()), 2, "nothing was given twice for the reload")

# ---- what asks to wait is left alone; another sink is not held up ----

MACHINE.configure(SINK + f"  u:\n    type: file\n    path: {MACHINE.out}/u\n")
agent.hup()
ANSWER.write_text("retry 3600000\n")
MACHINE.guest(PVHVM)
wanted = facts()
until(lambda: told()[-1][2] == "re", "the receiver asks for an hour")
count = len(told())
MACHINE.guest(PV)
wanted = facts()
until(lambda: (MACHINE.out / "u").read_text() == wanted, "a file sink is not held up by it")
until(lambda: len(told()) > count, "a newer report is tried at once")
ANSWER.write_text("hang\n")
MACHINE.guest(HVM)
wanted = facts()
until(lambda: told()[-1][2] == "ha", "one that hangs")
until(lambda: (MACHINE.out / "u").read_text() == wanted, "does not hold the other up either")
checks.same(agent.stop(), 0, "and the agent ends in order, though one hangs")

# ---- crashes, garbage and hanging are failures like others ----

for answer, sentence in (("crash", "the sink crashed"), ("garbage", "it returned an invalid receipt"), ("hang", "it took longer than its limit")):
    forget()
    ANSWER.write_text(answer + "\n")
    MACHINE.configure(SINK + "    limit: 1s\n")
    status, _, error = MACHINE.once()
    checks.that(status == 5 and sentence in error and len(error) < 600, f"a sink that does {answer}", error)
    ANSWER.write_text("ok\n")
    MACHINE.once()
    checks.same((len(delivered()), len({line[0] for line in told()})), (1, 1),
                f"{answer}: then it arrives, with its key")

# ---- refused: not tried again until something changes ----

forget()
ANSWER.write_text("refuse\n")
MACHINE.configure(SINK)
agent = MACHINE.start()
until(lambda: "the test says never" in agent.says(), "a refusal is told")
ANSWER.write_text("ok\n")
MACHINE.guest(PVHVM)
until(lambda: len(delivered()) == 1, "a changed report is tried")
checks.same(len(told()), 2, "the refused one was tried once")
checks.same(agent.stop(), 0, "the end")

# ---- a reload tries a refused one again: the other side may have been mended ----

forget()
ANSWER.write_text("refuse\n")
agent = MACHINE.start()
until(lambda: agent.says().count("the test says never") == 2, "another refusal")
count = len(told())
ANSWER.write_text("ok\n")
agent.hup()
until(lambda: len(delivered()) == 1, "the refused report is given again after a reload")
checks.same(len({line[0] for line in told()[count - 1:]}), 1, "with its key")
until(lambda: agent.says().endswith("the sink t works again\n"), "and what was told of it is taken back")

# ---- a heartbeat that a reload changes counts from the delivery ----

MACHINE.configure(SINK + "    heartbeat: 1s\n")
agent.hup()
until(lambda: len(delivered()) >= 3, "a heartbeat that came with a reload")
reloads = agent.says().count("configuration reloaded")
MACHINE.configure(SINK + "    heartbeat: 1d\n")
agent.hup()
until(lambda: agent.says().count("configuration reloaded") > reloads, "another reload")
checks.same((agent.stop(), kept()), (0, ["t.sent"]), "and the end")

# ---- a heartbeat counts from the delivery, over a restart too ----

count = len(delivered())
MACHINE.configure(SINK + "    heartbeat: 1h\n")
MACHINE.once()
checks.same(len(delivered()), count, "before its heartbeat a report is known")
os.utime(MACHINE.state / "t.sent", (0, MACHINE.state.stat().st_mtime - 7200))
MACHINE.once()
checks.same(len(delivered()), count + 1, "behind it, it is sent again")
checks.same(len(set(delivered()[-2:])), 2, "with another key")

# ---- the heartbeat ----

forget()
MACHINE.configure(SINK + "    heartbeat: 1s\n")
agent = MACHINE.start()
until(lambda: len(delivered()) >= 3, "an unchanged report is sent again at each heartbeat")
checks.same(len(set(delivered())), len(delivered()), "each with a key of its own")
agent.stop()

# ---- what is unsent when an agent begins waits for its first look: only the newest report is true ----

forget()
ANSWER.write_text("retry\n")
MACHINE.configure(SINK)
MACHINE.guest(PV)
MACHINE.once()
(MACHINE.out / "told").unlink()
ANSWER.write_text("ok\n")
MACHINE.guest(PVHVM)
MACHINE.once()
checks.same((len(told()), BODY.read_text()), (1, facts()), "what is no longer so is not sent")

# ---- killed at any moment, with a receiver that is slow: nothing is lost, and what comes twice has its first key ----

forget()
MACHINE.configure(SINK + "    wait: 20ms\n")
changes = 0
for attempt in range(40):
    MACHINE.guest((PV, PVHVM, HVM)[attempt % 3])
    agent = MACHINE.start()
    signal.sigtimedwait([], attempt * 0.006)
    agent.stop(signal.SIGKILL)
MACHINE.once()
checks.same(BODY.read_text(), facts(), "the last report arrived")
bodies = [line.split() for line in TOLD.read_text().splitlines()]
checks.same(len({(line[0], line[3]) for line in bodies}), len({line[0] for line in bodies}),
            "no key stands for two reports")

# ---- a state folder that cannot be written, and files in it that are not ours ----

forget()
(MACHINE.state / "t.unsent").write_bytes(b"\xff" * 4096)
checks.same(MACHINE.once()[0], 0, "rubbish in the state folder")
checks.same((len(told()), kept()), (1, ["t.sent"]), "does not matter")
forget()
(MACHINE.state / "t.new").mkdir()
status, _, error = MACHINE.once()
checks.that(status == 0 and "kept in memory only" in error and len(told()) == 1, "a report that cannot be kept is sent",
            error)
ANSWER.write_text("retry\n")
MACHINE.guest(HVM)
status, _, error = MACHINE.once()
checks.that(status == 5 and error.endswith("the test says no\n"), "what is not kept is not promised to the next run", error)
ANSWER.write_text("ok\n")
(MACHINE.state / "t.new").rmdir()

# What could not be kept must not leave an older report behind that would count as sent.
forget()
MACHINE.guest(PV)
MACHINE.once()
checks.same(kept(), ["t.sent"], "a first report is kept")
(MACHINE.state / "t.new").mkdir()
MACHINE.guest(PVHVM)
MACHINE.once()
checks.same((kept(), len(delivered())), (["t.new"], 2), "the second is sent and cannot be kept")
(MACHINE.state / "t.new").rmdir()
MACHINE.guest(PV)
MACHINE.once()
checks.same(BODY.read_text(), facts(), "the machine as it was at first is news again")

# A heartbeat that cannot be kept is told.
MACHINE.configure(SINK + "    heartbeat: 1s\n")
agent = MACHINE.start()
until(lambda: len(delivered()) >= 4, "heartbeats")
while not (MACHINE.state / "t.new").is_dir():
    try:
        (MACHINE.state / "t.new").mkdir()
    except FileExistsError:
        pass  # a heartbeat is being kept at this moment
until(lambda: "kept in memory only" in agent.says(), "one that cannot be kept is told")
checks.same(agent.stop(), 0, "the end")
MACHINE.drop()
sys.exit(checks.finish())
