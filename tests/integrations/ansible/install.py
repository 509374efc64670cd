# SPDX-License-Identifier: MIT
"""The role: from a machine without xenfacts to a local fact that everybody may read, and no change the second time."""
import json
import os
import pathlib
import stat
import subprocess

import control
import machines
from kit import checks

FACT = pathlib.Path("/etc/ansible/facts.d/xenfacts.fact")
SYSTEMD = pathlib.Path("/run/systemd/system")
UNITS = pathlib.Path("/etc/systemd/system")
SCRIPT = pathlib.Path("/usr/local/libexec/xenfacts-local-fact")
CACHE = pathlib.Path("/var/cache/xenfacts")


def play(tool, *options, play="install.yml", **variables):
    return tool.play(play, "-e", json.dumps(variables), *options, inventory="localhost,")


def changes(done):
    return sorted({line["task"].partition(" : ")[2] for line in done.lines if line["result"].get("changed")})


def twice(tool, way, **variables):
    """Installs, and again: only the first changes something."""
    first, second = play(tool, **variables), play(tool, **variables)
    checks.that(changes(first), f"role, {way}: the first run changes something", first.output)
    checks.same(changes(second), [], f"role, {way}: what the second run changes")


def removed(tool, way, **variables):
    """Removes what was installed with these variables, and again: only the first changes something."""
    first, second = (play(tool, install_state="absent", **variables) for _ in range(2))
    checks.that(changes(first), f"role, {way}: the first removal changes something", first.output)
    checks.same(changes(second), [], f"role, {way}: what the second removal changes")
    left = [path for path in (FACT, SCRIPT, CACHE) if path.exists()]
    checks.same(left, [], f"role, {way}: what a removal leaves")


def paths():
    """All files of the places where the role and its archives put some; folders alone do no harm."""
    places = ("/usr", "/etc", "/var/cache/xenfacts")
    found = (path for place in places for path in pathlib.Path(place).rglob("*") if not path.is_dir())
    return {str(path) for path in found if "__pycache__" not in path.parts}


def as_nobody(tool, status=0):
    done = tool.play("nobody.yml", inventory="localhost,", more={"ANSIBLE_PIPELINING": "1"}, status=status)
    return done.results("seen").get("localhost", {}).get("msg")


def fact(tool, way, profile="slim"):
    """The fact is a text that everybody may read, and says what the program says."""
    mode = FACT.lstat().st_mode
    checks.same((stat.S_ISREG(mode), oct(mode & 0o7777)), (True, "0o644"), f"role, {way}: type and mode")
    checks.same(json.loads(FACT.read_text(encoding="utf-8")), control.machine(profile), f"role, {way}: what is in it")


def archive(tool, given):
    """Packed by somebody who is not root, so that its owners are of no use on the host."""
    control.forget()
    packed = tool.work / "xenfacts.tar.gz"
    others = ["--owner=1000", "--group=1000", "--exclude=./DEBIAN"]
    subprocess.run(["tar", "-czf", packed, *others, "-C", given / "tree", "."], check=True)
    checked = play(tool, "--check", install_archive=str(packed))
    checks.that(checked.status == 0 and not FACT.exists(), "role: check mode", checked.output)
    before = {name: os.stat(name).st_mode for name in ("/", "/usr", "/usr/local/bin")}
    twice(tool, "archive", install_archive=str(packed))
    twice(tool, "all facts", install_profile="full")
    fact(tool, "all facts", "full")
    twice(tool, "no longer all facts")
    program = os.stat("/usr/local/bin/xenfacts")
    owner = (program.st_uid, program.st_gid, program.st_mode & 0o7777)
    checks.same(owner, (0, 0, 0o755), "role, archive: owner and mode of the program")
    checks.same({name: os.stat(name).st_mode for name in before}, before, "role: modes of folders")
    fact(tool, "archive")
    checks.same(as_nobody(tool), control.machine(), "role: what an unprivileged login sees")


def others_may_not(tool):
    """What the role avoids, so that the check before could fail: a program for root alone fails the whole of setup."""
    kept = FACT.read_text(encoding="utf-8")
    FACT.write_text("#!/bin/sh\necho '{}'\n", encoding="utf-8")
    FACT.chmod(0o700)
    as_nobody(tool, status=2)
    FACT.write_text(kept, encoding="utf-8")
    twice(tool, "a program for root alone was there")
    fact(tool, "a program for root alone was there")


def removal(tool):
    """An archive leaves no file behind, and nothing else is touched."""
    control.forget()
    packed = str(tool.work / "xenfacts.tar.gz")
    listed = subprocess.run(["tar", "-tf", packed], capture_output=True, text=True, check=True).stdout.splitlines()
    members = {name[1:] for name in listed if not name.endswith("/")}
    before = paths() - members
    play(tool, install_archive=packed)
    checks.that(len(members) > 50 and members < paths(), "role: the archive's files are there")
    checked = play(tool, "--check", install_state="absent", install_archive=packed)
    checks.that(checked.status == 0 and FACT.exists(), "role: check mode of a removal", checked.output)
    removed(tool, "archive", install_archive=packed)
    checks.same(sorted(paths() ^ before), [], "role: files that a removal leaves, or should have left")


def package(tool, given):
    control.forget()
    twice(tool, "package", install_package=str(given / "xenfacts.deb"))
    fact(tool, "package")
    removed(tool, "package", install_package=str(given / "xenfacts.deb"))
    checks.that(not os.path.exists("/usr/local/bin/xenfacts"), "role: the package is removed")


def gone(tool):
    """The program goes: the next refresh says so, and no host fails."""
    os.rename("/usr/local/bin/xenfacts", "/opt/xenfacts")
    play(tool)
    seen = as_nobody(tool) or {}
    checks.same((seen.get("mode"), seen.get("domain")), ("unknown", "unknown"), "role: the program is gone")
    checks.that("install xenfacts" in seen.get("error", ""), "role: says what to do", seen)
    os.rename("/opt/xenfacts", "/usr/local/bin/xenfacts")


def without_plugins(tool):
    """The program says itself that it cannot make a report; the link, the script and the module hand that on."""
    seen = as_nobody(tool)
    error = seen.get("error") if isinstance(seen, dict) else None
    checks.that(error and seen["mode"] == seen["domain"] == "unknown", "no plugins: a link as local fact", seen)
    done = subprocess.run(["/usr/local/libexec/xenfacts-local-fact"], capture_output=True, text=True, check=False)
    checks.same((done.returncode, done.stderr), (0, f"xenfacts: {error}\n"), "no plugins: what the journal gets")
    checks.same(json.loads(FACT.read_text(encoding="utf-8")), seen, "no plugins: the static local fact")
    done = tool.run("ansible", "localhost", "-m", "xenfacts.xenfacts.xenfacts_facts")
    said = "[WARNING]:xenfacts:" + "".join(error.split())
    checks.same("".join(done.output.split()).count(said), 1, f"no plugins: the module warns\n{done.output}")


def live(tool):
    """A link to the program is a local fact as well; without its plugins it says so, and does not fail."""
    FACT.unlink()
    FACT.symlink_to("/usr/local/bin/xenfacts")
    checks.same(as_nobody(tool), control.machine(), "a link as local fact")
    folder = next(path for path in pathlib.Path("/usr/local/lib").rglob("xenfacts/plugins"))
    folder.rename(folder.parent / "away")
    without_plugins(tool)
    (folder.parent / "away").rename(folder)
    FACT.unlink()


def timer(tool):
    """No systemd runs here: a stand-in for systemctl notes what it is told; systemd's own checker reads the units."""
    control.fresh()
    play(tool)
    SYSTEMD.mkdir(parents=True, exist_ok=True)
    log = tool.work / "systemctl.log"
    stand_in = tool.write("systemctl", (machines.HERE / "systemctl").read_text(encoding="utf-8"))
    stand_in.chmod(0o755)
    more = {"PATH": f"{tool.work}:{tool.environment['PATH']}", "XF_LOG": str(log)}
    for wanted in ({"Install the service and its timer", "Start the timer", "Restart the timer"}, set()):
        done = tool.play("install.yml", inventory="localhost,", more=more)
        checks.same(set(changes(done)) - {"Write the local facts"}, wanted, "role, timer: changes")
    calls = log.read_text(encoding="utf-8").splitlines()
    for call in ("enable", "start", "restart"):
        checks.same(calls.count(f"{call} xenfacts-local-fact.timer"), 1, f"role, timer: systemctl {call}\n{calls}")
    checks.that("daemon-reload" in calls, "role, timer: systemctl daemon-reload", calls)
    units = [UNITS / f"xenfacts-local-fact.{kind}" for kind in ("service", "timer")]
    verified = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    checks.same((verified.returncode, verified.stderr), (0, ""), "role: systemd-analyze verify")
    command = [line[10:] for line in units[0].read_text(encoding="utf-8").splitlines() if line.startswith("ExecStart=")]
    FACT.unlink()
    subprocess.run(command[0], shell=True, check=True, stdout=subprocess.DEVNULL)
    fact(tool, "what the service starts")
    timer_removed(tool, more, log)
    SYSTEMD.rmdir()


def timer_removed(tool, more, log):
    log.unlink()
    for wanted in (True, False):
        done = tool.play("install.yml", "-e", "install_state=absent", inventory="localhost,", more=more)
        checks.same("Stop the timer" in changes(done), wanted, "role, timer: is stopped once")
    calls = log.read_text(encoding="utf-8").splitlines()
    for call in ("disable xenfacts-local-fact.timer", "stop xenfacts-local-fact.timer", "daemon-reload"):
        checks.same(calls.count(call), 1, f"role, timer: systemctl {call}\n{calls}")
    checks.same([path for path in UNITS.glob("xenfacts*")], [], "role, timer: units that are left")


def run(tool):
    given = pathlib.Path(os.environ["XF_GIVEN"])
    archive(tool, given)
    others_may_not(tool)
    gone(tool)
    live(tool)
    removal(tool)
    package(tool, given)
    timer(tool)
