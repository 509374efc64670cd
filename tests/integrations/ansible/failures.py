# SPDX-License-Identifier: MIT
"""Whatever the program does, no host fails, and its mode is unknown, so that it can be targeted."""
import os
import shutil
import subprocess

import control
from kit import checks, files

SCRIPTS = {
    "fails": "echo broken >&2; exit 3",
    "hangs": "sleep 600",
    "will_not_end": "trap '' TERM; while :; do sleep 1; done",
    "garbage": "echo garbage",
    "nothing": ":",
    "no_utf8": r"""printf '{"mode": "pv", "domain": "domU", "x": "\377"}'""",
    "cut_short": """printf '{"domain": "domU", "mode": "pv", '""",
    "rubbish_within": """echo '{"domain": "domU", "mode": "pv" oops}'""",
    "list": "echo '[1]'",
    "no_report": "echo '{}'",
}
# Beyond what a program prints: what cannot even be started. Local facts must be texts because of these.
FILES = {
    "not_executable": (b"#!/bin/sh\n", 0o644),
    "no_interpreter": (b"#!/nonexistent\n", 0o755),
    "other_machine": (b"\x7fELF\x02\x01\x01" + bytes(57), 0o755),
}
SUBTLE = {
    "half_pair": r"""echo '{"domain": "domU", "mode": "pv", "x": "\ud800"}'""",
    "no_word": """echo '{"domain": "domU", "mode": 1}'""",
}


def programs(tool):
    """{name: path} of all that is not xenfacts."""
    where = files.folder(tool.work / "broken")
    for name, text in {**SCRIPTS, **SUBTLE}.items():
        files.script(where / name, text)
    for name, (content, mode) in FILES.items():
        (where / name).write_bytes(content)
        (where / name).chmod(mode)
    files.folder(where / "folder")
    return {name: where / name for name in (*SCRIPTS, *FILES, *SUBTLE, "folder", "absent")}


def unknown(tool, seen, names, way):
    """Each of them has the one shape, with a sentence that tells what to do."""
    for name in names:
        facts = dict(seen.get(name) or {})
        error = facts.pop("error", "")
        checks.same(facts, {"domain": "unknown", "mode": "unknown", "schema": 1}, f"{way}: {name}")
        checks.that(": " in error and "\n" not in error, f"{way}: {name}: says why and what to do", error)


def messages(done):
    return {host: result.get("msg") for host, result in done.results("seen").items()}


def module(tool, paths):
    tool.write("broken.yml", control.local(paths))
    done = tool.play("unknown.yml", inventory="broken.yml", more={"ANSIBLE_FORKS": "20"})
    seen = messages(done)
    unknown(tool, seen, paths, "module")
    checks.same(sorted(seen), sorted(paths), "hosts in the group of mode unknown")
    output = "".join(done.output.split())  # warnings are broken into lines anywhere
    for name, facts in seen.items():
        warned = output.count("".join(("[WARNING]: xenfacts: " + facts["error"]).split()))
        checks.same(warned, 1, f"module: {name}: warnings\n{done.output if warned != 1 else ''}")


def gathered(tool, paths):
    few = {name: paths[name] for name in ("absent", "hangs")}
    tool.write("broken.yml", control.local(few))
    # Of Ansible's five seconds the module takes three before it gives up; on a busy machine its start takes the others.
    for _ in range(3):
        done = tool.run("ansible-playbook", "-i", "broken.yml", "beside_setup.yml",
                        more={"ANSIBLE_FORKS": "1"})
        if done.status == 0:
            break
        print("gather_facts beside setup ran out of time; once more", flush=True)
    checks.same(done.status, 0, f"gather_facts beside setup: exit code\n{done.output[-2000:]}")
    unknown(tool, messages(done), few, "gather_facts beside setup")
    systems = {result["msg"] for result in done.results("setup").values()}
    checks.same(systems, {"Linux"}, "setup's own facts")


def local_facts(tool, paths):
    """What the role's script makes of each, as setup reads it; and setup does not fail."""
    script = tool.collection / "roles/install/files/xenfacts-local-fact"
    fact = files.folder("/etc/ansible/facts.d") / "xenfacts.fact"
    for name in paths:
        fact.unlink(missing_ok=True)
        done = subprocess.run([script, paths[name]], capture_output=True, text=True, check=False)
        said = done.stderr.count("xenfacts: ")
        checks.same((done.returncode, said), (0, 1), f"local fact: {name}: says so once\n{done.stderr}")
        shutil.copy(fact, files.folder(tool.work / "static" / name))
    tool.write("broken.yml", control.local(paths))

    done = tool.play("local.yml", inventory="broken.yml")
    unknown(tool, messages(done), paths, "local fact")
    checks.that("[WARNING]" not in done.output, "setup warns of a local fact", done.output)
    checks.same(sorted(os.listdir(fact.parent)), ["xenfacts.fact"], "what is left in facts.d")


def run(tool):
    paths = programs(tool)
    module(tool, paths)
    gathered(tool, paths)
    local_facts(tool, paths)
