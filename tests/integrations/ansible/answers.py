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

import kit
from kit import common

# A play that puts each host into the group of its mode; plays that aim at one follow it.
BY_MODE = """
- hosts: all
  gather_facts: false
  tasks:
    - name: ask
      xenfacts.xenfacts.xenfacts_facts:
        executable: "{{ xenfacts_executable }}"
    - name: group
      ansible.builtin.group_by:
        key: "xen_mode_{{ ansible_facts.xenfacts.mode }}"
      changed_when: false
"""

MODULE = """
- hosts: all
  gather_facts: false
  tasks:
    - name: module
      xenfacts.xenfacts.xenfacts_facts:
        executable: "{{ xenfacts_executable }}"
    - name: seen
      ansible.builtin.debug:
        msg: "{{ ansible_facts.xenfacts }}"
    - name: own
      ansible.builtin.debug:
        msg: "{{ xenfacts }}"
"""

LOCAL = """
- hosts: all
  gather_facts: false
  tasks:
    - name: local
      ansible.builtin.setup:
        gather_subset: ["!all", "!min", local]
        fact_path: "{work}/static/{{{{ inventory_hostname }}}}"
    - name: seen
      ansible.builtin.debug:
        msg: "{{{{ ansible_local.xenfacts }}}}"
"""

RAW = """
- hosts: all
  gather_facts: false
  tasks:
    - name: raw
      ansible.builtin.raw: "{{ xenfacts_executable }} facts --format ansible"
      changed_when: false
      check_mode: false
      register: answer
    - name: facts
      ansible.builtin.set_fact:
        xenfacts: "{{ answer.stdout | from_json }}"
    - name: seen
      ansible.builtin.debug:
        msg: "{{ xenfacts }}"
"""

BINARY = """
- hosts: {name}
  gather_facts: false
  tasks:
    - name: module
      guest_{name}:
    - name: seen
      ansible.builtin.debug:
        msg: "{{{{ ansible_facts.xenfacts }}}}"
"""

GATHER = """
- hosts: all
  gather_facts: true
  module_defaults:
    xenfacts.xenfacts.xenfacts_facts:
      executable: "{{ xenfacts_executable }}"
  vars:
    ansible_facts_modules: [xenfacts.xenfacts.xenfacts_facts]
  tasks:
    - name: seen
      ansible.builtin.debug:
        msg: "{{ ansible_facts.xenfacts }}"
"""


# The same by the line of ansible.cfg and the variable that the page gives from some version on.
CHOSEN = "    ansible_facts_modules: [xenfacts.xenfacts.xenfacts_facts]\n"
CONFIGURED = GATHER.replace(CHOSEN, "    ansible_facts_parallel: false\n")
PLAIN = GATHER.replace("  vars:\n" + CHOSEN, "")


def configured(tool):
    page = (common.SOURCE / "docs/ANSIBLE.md").read_text(encoding="utf-8")
    line = re.search(r"`(facts_modules = [^`]+)`", page)[1]
    since = re.search(r"From ([0-9.]+) on, also give all hosts the\nvariable `ansible_facts_parallel: false`", page)[1]
    settings = tool.write("ansible.cfg", f"[defaults]\n{line}\n")
    ordered = [int(part) for part in tool.core.split(".")] >= [int(part) for part in since.split(".")]
    compare(tool, "ansible.cfg of the page", tool.play(CONFIGURED if ordered else PLAIN))
    settings.unlink()


def compare(tool, way, done):
    """What the plays saw, against the program itself."""
    seen = {host: result.get("msg") for host, result in done.results("seen").items()}
    for name, wanted in kit.expected().items():
        tool.checks.same(common.answer(seen.get(name)), common.answer(wanted), f"{way}: {name}: the answer")
        differing = kit.differing(seen.get(name), wanted)
        tool.checks.same(differing, [], f"{way}: {name}: facts that are not the program's")
    tool.checks.same(done.outcomes().get("ok"), len(done.lines), f"{way}: nothing fails")


def only_facts(tool, done, task):
    """A facts module returns facts and nothing else."""
    for host, result in done.results(task).items():
        keys = {key for key in result if not key.startswith("_ansible")}
        keys -= {"changed", "warnings", "deprecations", "invocation"}
        tool.checks.same((keys, result.get("changed")), ({"ansible_facts"}, False), f"{task}: keys on {host}")
        facts = set(result["ansible_facts"]) - {"discovered_interpreter_python"}
        tool.checks.same(facts, {"ansible_xenfacts"}, f"{task}: facts on {host}")


def module(tool):
    done = tool.play(MODULE)
    compare(tool, "module", done)
    only_facts(tool, done, "module")
    own = {result["msg"] for result in done.results("own").values()}
    tool.checks.same(own, {"the user's"}, "the variable xenfacts of the inventory")
    compare(tool, "module, check mode", tool.play(MODULE, "--check"))
    compare(tool, "gather_facts", tool.play(GATHER))


def forged(tool):
    """Who sets PATH for a login does not choose what is told."""
    folder = tool.work / "forged"
    for name in ("timeout", "xenfacts", "grep", "tr", "cmp", "mv"):
        common.replay(folder / name, "dom0")
    path = f"{folder}:{tool.environment['PATH']}"
    compare(tool, "module, forged PATH", tool.play(MODULE, more={"PATH": path}))
    script = tool.collection / "roles/install/files/xenfacts-local-fact"
    kit.folder("/etc/ansible/facts.d")
    subprocess.run([script, tool.work / "guests/pvh/xenfacts"], env={"PATH": path}, check=True, capture_output=True)
    written = json.loads(pathlib.Path("/etc/ansible/facts.d/xenfacts.fact").read_text(encoding="utf-8"))
    tool.checks.same(written, kit.expected()["pvh"], "local fact, forged PATH")


def static_local(tool):
    for name in common.GUESTS:
        text = subprocess.run([tool.work / "guests" / name / "xenfacts", "facts", "--format", "ansible"],
                              capture_output=True, text=True, check=True).stdout
        tool.write(f"static/{name}/xenfacts.fact", text).chmod(0o644)
    compare(tool, "static local fact", tool.play(LOCAL.format(work=tool.work)))


def raw(tool):
    more = {"ANSIBLE_PYTHON_INTERPRETER": "/nonexistent"}
    compare(tool, "raw without Python", tool.play(RAW, more=more))
    compare(tool, "raw, check mode", tool.play(RAW, "--check", more=more))


# Ansible hands a script its arguments as a file, as it does for a compiled program, if the script says so.
SCRIPT = """#!/bin/sh
# WANT_JSON
exec {program} "$@"
"""


def binary(tool):
    for name in common.GUESTS:
        script = SCRIPT.format(program=tool.work / "guests" / name / "xenfacts")
        tool.write(f"library/guest_{name}", script).chmod(0o755)
    play = "".join(BINARY.format(name=name) for name in common.GUESTS)
    done = tool.play(play, more={"ANSIBLE_PYTHON_INTERPRETER": "/nonexistent"})
    compare(tool, "binary module without Python", done)
    only_facts(tool, done, "module")


REAL = """
- hosts: pv
  gather_facts: false
  tasks:
    - name: real
      xenfacts:
    - name: seen
      ansible.builtin.debug:
        msg: "{{ ansible_facts.xenfacts }}"
"""


def real_program(tool):
    """The compiled program itself as a module, on this machine."""
    shutil.copy(common.PROGRAM, kit.folder(tool.work / "library") / "xenfacts")
    done = tool.play(REAL, more={"ANSIBLE_PYTHON_INTERPRETER": "/nonexistent"})
    wanted = kit.machine()
    tool.checks.same(done.results("seen").get("pv", {}).get("msg"), wanted, "the program as a module")
    only_facts(tool, done, "real")
    tool.checks.that("mode" in wanted and "error" not in wanted, "the program reports on this machine", wanted)


def run(tool):
    module(tool)
    forged(tool)
    configured(tool)
    static_local(tool)
    raw(tool)
    binary(tool)
    real_program(tool)
