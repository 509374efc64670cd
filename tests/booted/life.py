# SPDX-License-Identifier: MIT
"""The agent's life as a unit: what it sees, reloads, hot-plugging, its end by force, a token, another user, the timer."""
import json
import pathlib
import re

from kit import certificates, files, servers
from tell import run, same, tell, that, until

UNIT = "xenfacts.service"
FACTS = pathlib.Path("/run/xenfacts/facts.json")
DROP_INS = pathlib.Path("/etc/systemd/system/xenfacts.service.d")
OURS = pathlib.Path("/etc/xenfacts/conf.d/zz-test.yaml")
LIMIT = 2.0  # as in tests/packages/units.py
TOKEN = "a-token-that-nobody-else-has"


def shown(name):
    return run("systemctl", "show", "--value", "-p", name, UNIT).strip()


def said():
    """What the agent itself said, not what systemd says of it."""
    return run("journalctl", "-u", UNIT, "_COMM=xenfacts", "-o", "cat", "--no-pager", "-q")


def facts():
    return json.loads(FACTS.read_text(encoding="utf-8"))


def as_root():
    """The report of root outside of the unit."""
    return run("xenfacts", "facts", "--format", "json")


def with_drop_in(text):
    """The unit runs with a drop-in of these lines; none takes it away."""
    DROP_INS.mkdir(exist_ok=True)
    (DROP_INS / "test.conf").write_text(f"[Service]\n{text}\n", encoding="utf-8")
    if not text:
        (DROP_INS / "test.conf").unlink()
        DROP_INS.rmdir()
    run("systemctl", "daemon-reload")
    run("systemctl", "restart", UNIT)


# ---- what it may see ----

def scans_again():
    """A scan beside a boot may not end in its five seconds under emulation. Of such a one the report says so, and the
    next is asked for, as the lab asks for an answer that ran out of time once more."""
    if '"timed_out"' not in FACTS.read_text(encoding="utf-8"):
        return
    tell("note", text="a scan of the agent ran out of time; one more")
    run("systemctl", "reload", UNIT)
    until(lambda: '"timed_out"' not in FACTS.read_text(encoding="utf-8"), "another scan ends in time")


def sees():
    """Shut in as it is, the agent sees what root sees; and what it would lose without what the unit allows it."""
    scans_again()
    same(FACTS.read_text(encoding="utf-8"), as_root(), "the agent's report is root's, byte for byte")
    same(said(), "", "the agent has nothing to say")
    for unit in (UNIT, "xenfacts-once.service"):
        text = run("systemd-analyze", "security", "--no-pager", unit)
        exposure = float(re.search(r"Overall exposure level for \S+: ([\d.]+)", text)[1])
        that(exposure < LIMIT, f"{unit}: exposure below {LIMIT}", exposure)
    log = facts()["boot"]["log"]
    with_drop_in("CapabilityBoundingSet=")
    same((log, facts()["boot"].get("log")), ("pv", None), "without CAP_SYSLOG the kernel log is denied")
    with_drop_in("BindReadOnlyPaths=")
    same(facts()["boot"].get("control_d"), None, "without the unit's line xenfs cannot be seen")
    with_drop_in("")
    scans_again()
    same(FACTS.read_text(encoding="utf-8"), as_root(), "and all is well again")


# ---- what it is told ----

def reloads():
    good = FACTS.read_text(encoding="utf-8")
    OURS.write_text("intervall: 1h\n", encoding="utf-8")
    run("systemctl", "reload", UNIT)
    until(lambda: f"{OURS}:1:1: unknown setting intervall" in said(), "a wrong configuration is told, with its place")
    same((shown("ActiveState"), FACTS.read_text(encoding="utf-8")), ("active", good), "and changes nothing")
    OURS.write_text("sinks:\n  more:\n    type: file\n    path: /run/xenfacts/more.json\n", encoding="utf-8")
    run("systemctl", "reload", UNIT)
    until(pathlib.Path("/run/xenfacts/more.json").exists, "a right one is followed")
    OURS.unlink()
    run("systemctl", "reload", UNIT)


def hears():
    """An interface that goes and comes: the kernel's uevents reach the agent in its unit."""
    same(facts()["net"]["count"], 1, "dom0 has a network card")
    run("modprobe", "-r", "e1000e")
    gone = until(lambda: facts()["net"]["count"] == 0, "a card that is unplugged is gone from the report")
    run("modprobe", "e1000e")
    back = until(lambda: facts()["net"]["count"] == 1, "and back when it is plugged in")
    run("udevadm", "settle")  # udev gives it its name a moment later, which is a uevent too
    until(lambda: FACTS.read_text(encoding="utf-8") == as_root(), "the report is root's again")
    tell("note", text=f"a card that goes is gone from the report after {gone:.1f} s, and back after {back:.1f} s")


def is_killed():
    good, pid = FACTS.read_text(encoding="utf-8"), shown("MainPID")
    run("systemctl", "kill", "-s", "KILL", UNIT)
    until(lambda: shown("ActiveState") == "active" and shown("MainPID") not in (pid, "0"),
          "systemd starts a killed agent")
    same(FACTS.read_text(encoding="utf-8"), good, "its facts stayed")


# ---- a server, and a token that is a credential ----

def reports():
    """The token lies where the unit cannot look (ProtectHome=); systemd hands it in."""
    folder = pathlib.Path("/root/secret")
    folder.mkdir(mode=0o700)
    files.secret(folder / "token", TOKEN + "\n")
    authority = certificates.Authority(folder)
    server = servers.Server(servers.status(200), servers.context(authority.certificate("server")))
    OURS.write_text(f"sinks:\n  server:\n    type: http\n    url: {server.url}\n    token_file: token\n"
                    f"    ca_file: {OURS.with_suffix('.pem')}\n", encoding="utf-8")
    OURS.with_suffix(".pem").write_bytes(authority.file.read_bytes())
    with_drop_in(f"LoadCredential=token:{folder}/token")
    until(lambda: server.requests, "a report arrives by https")
    got = [(request.headers.get("authorization"), json.loads(request.body)["mode"]) for request in server.requests]
    same(got, [(f"Bearer {TOKEN}", "pv")], "one, with the token")
    process = pathlib.Path("/proc", shown("MainPID"))
    told = run("journalctl", "--no-pager") + (process / "environ").read_text() + (process / "cmdline").read_text()
    that(TOKEN not in told, "the token is in no log, environment or command line")
    OURS.with_suffix(".pem").unlink()
    OURS.unlink()
    with_drop_in("")
    server.close()


# ---- another user; no daemon ----

def is_another_user():
    """As the example that comes with the package has it, without the sinks that such a user cannot write."""
    example = pathlib.Path("/usr/share/doc/xenfacts/examples/systemd/own-user.conf").read_text(encoding="utf-8")
    OURS.write_text("sinks: {ansible: off, facter: off, prometheus: off}\n", encoding="utf-8")
    with_drop_in(example)
    that(pathlib.Path("/proc", shown("MainPID")).stat().st_uid >= 61184, "the agent is a dynamic user")
    found = facts()
    same((found["mode"], found["domain"], found["boot"]["log"]), ("pv", "dom0", "pv"),
         "it tells the mode, and reads the log")
    OURS.unlink()
    with_drop_in("")
    scans_again()
    same(FACTS.read_text(encoding="utf-8"), as_root(), "root again, the agent sees all")


def needs_no_daemon():
    run("systemctl", "start", "xenfacts-once.timer")
    same(shown("ActiveState"), "inactive", "the timer takes the agent's place")
    run("systemctl", "start", "xenfacts-once.service")
    same(FACTS.read_text(encoding="utf-8"), as_root(), "the one-shot unit's report is root's, byte for byte")
    run("systemctl", "start", UNIT)
    same(run("systemctl", "is-active", "xenfacts-once.timer", fails=True).strip(), "inactive",
         "and the agent the timer's")


def live():
    for step in (sees, reloads, hears, is_killed, reports, is_another_user, needs_no_daemon):
        tell("step", name=step.__name__)
        step()
