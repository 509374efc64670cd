# SPDX-License-Identifier: MIT
"""The units as systemd judges them, and whether the program can do within them what it does outside."""
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys

import making
import metrics
from kit import checks, files, processes, waiting, xenfacts

UNITS = ("xenfacts.service", "xenfacts-once.service")
SYSTEMD = xenfacts.SOURCE / "integrations/systemd"
LIMIT = 2.0  # systemd calls less than 5 OK; this is what the project promises
# Root with the one power that the unit leaves it.
SHORN = ("setpriv", "--bounding-set=-all,+syslog", "--inh-caps=-all", "--no-new-privs")


def exposure(unit):
    """What `systemd-analyze security` makes of a unit file and the drop-ins beside it."""
    shown = processes.run(["systemd-analyze", "security", "--offline=true", "--no-pager", unit]).stdout
    return float(re.search(r"Overall exposure level for \S+: ([\d.]+)", shown)[1])


def check_exposure(folder, work):
    """Below the limit: alone, with what xenfacts-plugin-http brings, as an own user; and the limit can be missed."""
    for name in UNITS:
        for drop_in in (None, "http.conf", "cloud.conf", "own-user.conf"):
            place = work / f"{name}-{drop_in}"
            (place / f"{name}.d").mkdir(parents=True)
            shutil.copy(folder / name, place)
            if drop_in:
                shutil.copy(SYSTEMD / drop_in, place / f"{name}.d")
            found = exposure(place / name)
            checks.that(found < LIMIT, f"{name} with {drop_in}: exposure {found}, not below {LIMIT}")
    check_page(work)
    bare = work / "bare.service"
    bare.write_text("[Service]\nExecStart=/bin/true\n", encoding="utf-8")
    checks.that(exposure(bare) > 9, "a unit without any protection is seen")


def check_page(work):
    """What docs/PACKAGES.md says of this, and the drop-in that it shows."""
    page = (xenfacts.SOURCE / "docs/PACKAGES.md").read_text(encoding="utf-8")
    told = [re.search(words, page) for words in (r"gives both services ([\d.]+)", r"it gets ([\d.]+) and",
                                                 r"and ([\d.]+) with `xenfacts-plugin-http` or\s+`xenfacts-plugin-cloud`")]
    for name in UNITS:
        checks.same(exposure(work / f"{name}-None" / name), float(told[0][1]), f"{name}: exposure that the page names")
        checks.same(exposure(work / f"{name}-http.conf" / name), float(told[2][1]), "and with the sink http")
        checks.same(exposure(work / f"{name}-cloud.conf" / name), float(told[2][1]), "and with the plugin cloud")
    checks.same(exposure(work / f"{UNITS[0]}-own-user.conf" / UNITS[0]), float(told[1][1]), "and as an own user")
    place = work / "page"
    (place / f"{UNITS[0]}.d").mkdir(parents=True)
    shutil.copy(work / f"{UNITS[0]}-None" / UNITS[0], place)
    drop_in = re.search(r"<!-- drop-in: .*?folder.conf -->\n```\n(.*?)```", page, re.S)[1]
    (place / f"{UNITS[0]}.d/folder.conf").write_text(drop_in, encoding="utf-8")
    checks.that(exposure(place / UNITS[0]) > exposure(work / f"{UNITS[0]}-None" / UNITS[0]),
                "the page's drop-in counts")


def expand(names):
    """System calls that a filter's words stand for."""
    calls = set()
    for name in names:
        if name.startswith("@"):
            lines = processes.run(["systemd-analyze", "syscall-filter", "--no-pager", name]).stdout.splitlines()[1:]
            calls |= expand(line.strip() for line in lines if line.strip() and not line.strip().startswith("#"))
        else:
            calls.add(name)
    return calls


def allowed(unit):
    """The system calls that a unit's filter lets through: in the order of its lines, ~ takes away."""
    calls = set()
    for line in re.findall(r"^SystemCallFilter=(.*)$", unit.read_text(encoding="utf-8"), re.M):
        calls = calls - expand(line[1:].split()) if line.startswith("~") else calls | expand(line.split())
    return calls


def traced_agent(strace):
    """The agent that strace has started; before that it starts processes to learn what it can do."""
    for pid in pathlib.Path(f"/proc/{strace}/task/{strace}/children").read_text(encoding="ascii").split():
        comm = pathlib.Path(f"/proc/{pid}/comm")
        if comm.exists() and comm.read_text(encoding="utf-8") == "xenfacts\n":
            return int(pid)
    return None


def traced(folder, work):
    """System calls, and families of sockets, of a one-shot run, of `agent --once`, and of an agent that is told to read
    its configuration again and to end."""
    (work / "agent.yaml").write_text(f"sinks:\n  own:\n    type: file\n    path: {work}/facts\n", encoding="utf-8")
    (work / "run").mkdir()
    agent = [folder / "xenfacts", "agent", "--config", work / "agent.yaml"]
    environment = {"RUNTIME_DIRECTORY": str(work / "run"), "STATE_DIRECTORY": str(work / "run"),
                   "NOTIFY_SOCKET": str(work / "none"), "PATH": "/usr/bin:/bin"}
    for command in ([folder / "xenfacts", "facts"], [*agent, "--once"]):
        processes.run(["strace", "-f", "-qq", "-A", "-o", work / "trace", *command], env=environment)
    (work / "run/facts.json").unlink()  # that it is there again says that the agent is up
    process = subprocess.Popen(["strace", "-f", "-qq", "-A", "-o", work / "trace", *agent], env=environment)
    pid = None
    try:
        pid = waiting.wait_for(lambda: traced_agent(process.pid), "the agent")  # strace hands no signal on
        waiting.wait_for((work / "run/facts.json").exists, "its first look")
        os.kill(pid, signal.SIGHUP)
        waiting.wait_for(lambda: "RELOADING=1" in (work / "trace").read_text(errors="replace"), "its reload")
        os.kill(pid, signal.SIGTERM)
    except BaseException:
        for one in filter(None, (pid, process.pid)):
            os.kill(one, signal.SIGKILL)
        raise
    finally:
        process.wait()
    text = (work / "trace").read_text(encoding="utf-8", errors="replace")
    return set(re.findall(r"^\d+ +(\w+)\(", text, re.M)), set(re.findall(r"socket\((AF_\w+)", text))


def check_calls(folder, work):
    """All that they call, the worker's Landlock included, passes the filters."""
    called, families = traced(folder, work)
    checks.that({"landlock_restrict_self", "bind", "fsync"} <= called, "strace saw whole runs", called)
    for name in UNITS:
        unit = folder / "integrations/systemd" / name
        passed = allowed(unit)
        checks.same(sorted(called - passed), [], f"{name}: system calls that the filter refuses")
        checks.that({"mount", "ptrace", "init_module", "chown"}.isdisjoint(passed), f"{name}: the filter refuses some")
        listed = re.search(r"^RestrictAddressFamilies=(.*)$", unit.read_text(encoding="utf-8"), re.M)[1].split()
        checks.same(families, set(listed), f"{name}: families of sockets that are used, and allowed")


def check_powers(folder):
    """Root with one capability sees what root sees; with none, the log is denied (where the kernel keeps it)."""
    command = [folder / "xenfacts", "facts", "--format", "json"]
    whole = processes.run(command).stdout
    checks.that("mode" in json.loads(whole), "the program tells the mode", whole)
    checks.same(processes.run([*SHORN, *command]).stdout, whole, "facts with CAP_SYSLOG alone")


def check_folders(folder):
    """The unit may write where the packages' presets write."""
    text = (xenfacts.SOURCE / "integrations/packages/list.cmake").read_text(encoding="utf-8")
    written = {path.rpartition("/")[0] for path in re.findall(r"WRITES (/\S+)", text)}
    checks.that(len(written) >= 3, "the packages say where their presets write", written)
    for name in UNITS:
        paths = re.search(r"^ReadWritePaths=(.*)$", (folder / name).read_text(encoding="utf-8"), re.M)[1].split()
        checks.same(set(paths), {f"-{path}" for path in written}, f"{name}: folders that may be written to")


def units(made, work):
    made.packages("deb")
    folder = making.TOP / "deb"
    check_exposure(folder / "integrations/systemd", work)
    check_calls(folder, work)
    check_powers(folder)
    check_folders(folder / "integrations/systemd")
    metrics.check(folder / "xenfacts", sys.modules[__name__], files.folder(work / "metrics-unit"))
