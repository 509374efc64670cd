# SPDX-License-Identifier: MIT
"""
Each way to get the facts gives what the program gives, for each of the five guests.

In the plays, the task "seen" prints what a playbook has in its hands; compare() holds that against the program.
"""
import json
import pathlib
import re
import shutil
import subprocess

import control
from kit import checks, files, xenfacts

# A module of its own for each host, as it is told its guest by its name alone.
BINARY = """
- hosts: {name}
  gather_facts: false
  tasks:
    - name: module
      guest_{name}:
      args: {given}
    - name: seen
      ansible.builtin.debug:
        msg: "{{{{ ansible_facts.xenfacts }}}}"
"""


def configured(tool):
    page = (xenfacts.SOURCE / "docs/ANSIBLE.md").read_text(encoding="utf-8")
    line = re.search(r"`(facts_modules = [^`]+)`", page)[1]
    since = re.search(r"With ([0-9.]+) and later, also give all hosts the\s+variable\s+`ansible_facts_parallel: false`", page)[1]
    settings = tool.write("ansible.cfg", f"[defaults]\n{line}\n")
    ordered = [int(part) for part in tool.core.split(".")] >= [int(part) for part in since.split(".")]
    compare(tool, "ansible.cfg of the page", tool.play("configured.yml" if ordered else "plain.yml"))
    settings.unlink()


def compare(tool, way, done, profile="slim"):
    """What the plays saw, against the program itself."""
    seen = {host: result.get("msg") for host, result in done.results("seen").items()}
    for name, wanted in control.expected(profile).items():
        checks.same(xenfacts.answer(seen.get(name)), xenfacts.answer(wanted), f"{way}: {name}: the answer")
        differing = control.differing(seen.get(name), wanted)
        checks.same(differing, [], f"{way}: {name}: facts that are not the program's")
    checks.same(done.outcomes().get("ok"), len(done.lines), f"{way}: nothing fails")


def only_facts(tool, done, task):
    """A facts module returns facts and nothing else."""
    for host, result in done.results(task).items():
        keys = {key for key in result if not key.startswith("_ansible")}
        keys -= {"changed", "warnings", "deprecations", "invocation"}
        checks.same((keys, result.get("changed")), ({"ansible_facts"}, False), f"{task}: keys on {host}")
        facts = set(result["ansible_facts"]) - {"discovered_interpreter_python"}
        checks.same(facts, {"ansible_xenfacts"}, f"{task}: facts on {host}")


def module(tool):
    done = tool.play("module.yml")
    compare(tool, "module", done)
    only_facts(tool, done, "module")
    own = {result["msg"] for result in done.results("own").values()}
    checks.same(own, {"the user's"}, "the variable xenfacts of the inventory")
    compare(tool, "module, check mode", tool.play("module.yml", "--check"))
    compare(tool, "module, all facts", tool.play("module.yml", "-e", "asked=full"), "full")
    compare(tool, "gather_facts", tool.play("gather.yml"))


def forged(tool):
    """Who sets PATH for a login does not choose what is told."""
    folder = tool.work / "forged"
    for name in ("timeout", "xenfacts", "grep", "tr", "cmp", "mv"):
        xenfacts.replay(folder / name, "dom0")
    path = f"{folder}:{tool.environment['PATH']}"
    compare(tool, "module, forged PATH", tool.play("module.yml", more={"PATH": path}))
    script = tool.collection / "roles/install/files/xenfacts-local-fact"
    files.folder("/etc/ansible/facts.d")
    subprocess.run([script, tool.work / "guests/pvh/xenfacts"], env={"PATH": path}, check=True, capture_output=True)
    written = json.loads(pathlib.Path("/etc/ansible/facts.d/xenfacts.fact").read_text(encoding="utf-8"))
    checks.same(written, control.expected()["pvh"], "local fact, forged PATH")


def static_local(tool):
    for name in xenfacts.GUESTS:
        text = xenfacts.report(name, "ansible", "slim").decode()
        tool.write(f"static/{name}/xenfacts.fact", text).chmod(0o644)
    compare(tool, "static local fact", tool.play("local.yml"))


def raw(tool):
    more = {"ANSIBLE_PYTHON_INTERPRETER": "/nonexistent"}
    compare(tool, "raw without Python", tool.play("raw.yml", more=more), "full")
    compare(tool, "raw, check mode", tool.play("raw.yml", "--check", more=more), "full")


# Ansible hands a script its arguments as a file, as it does for a compiled program, if the script says so.
SCRIPT = '# WANT_JSON\nexec {program} "$@"'


def binary(tool):
    for name in xenfacts.GUESTS:
        program = tool.work / "guests" / name / "xenfacts"
        files.script(tool.work / f"library/guest_{name}", SCRIPT.format(program=program))
    for profile, given in (("slim", {}), ("full", {"profile": "full"})):
        tool.write("binary.yml", "".join(BINARY.format(name=name, given=given) for name in xenfacts.GUESTS))
        done = tool.play("binary.yml", more={"ANSIBLE_PYTHON_INTERPRETER": "/nonexistent"})
        compare(tool, f"binary module without Python, {profile}", done, profile)
        only_facts(tool, done, "module")


def real_program(tool):
    """The compiled program itself as a module, on this machine."""
    shutil.copy(xenfacts.PROGRAM, files.folder(tool.work / "library") / "xenfacts")
    more = {"ANSIBLE_PYTHON_INTERPRETER": "/nonexistent"}
    for profile, asked in (("slim", []), ("full", ["-e", "asked=full"])):
        done, wanted = tool.play("real.yml", *asked, more=more), control.machine(profile)
        checks.same(done.results("seen").get("pv", {}).get("msg"), wanted, f"the program as a module, {profile}")
        only_facts(tool, done, "real")
        checks.that("mode" in wanted and "error" not in wanted, "the program reports on this machine", wanted)
    for play in ("real.yml", "module.yml"):
        done = tool.play(play, "-e", "asked=slimm", "--limit", "pv", more=more if play == "real.yml" else None, status=2)
        checks.that("value of profile must be one of: slim" in done.output, f"{play}: another profile", done.output)


def run(tool):
    module(tool)
    forged(tool)
    configured(tool)
    static_local(tool)
    raw(tool)
    binary(tool)
    real_program(tool)
