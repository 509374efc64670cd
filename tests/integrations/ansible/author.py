# SPDX-License-Identifier: MIT
"""What Ansible's makers ask of a collection and takes minutes: ansible-test's sanity tests and unit tests, molecule."""
import ast
import re
import shutil
import sys

import machines
from kit import checks, files, tools


def environment(tool):
    """ansible-test makes an environment for each test; kept, since they take minutes."""
    home = files.folder(tools.CACHE / "ansible-test")
    script = next(tool.bin.parent.glob("lib/python3*/site-packages/ansible_test/_internal/python_requirements.py"))
    versions = re.findall(r"pip='([\d.]+)'", script.read_text(encoding="utf-8"))
    cache = files.folder(home / ".ansible/test/cache")
    for version in versions:
        shutil.copy(machines.HERE / "get_pip.py", cache / f"get_pip_{version.replace('.', '_')}.py")
    return {"HOME": str(home), "ANSIBLE_HOME": str(home / ".ansible")}


def ansible_test(tool, what, more, ran, least):
    """`ran` counts in the output what was run: nothing is a failure, whatever the exit code."""
    python = f"3.{sys.version_info.minor}"
    done = tool.run("ansible-test", what, "--local", "--requirements", "--python", python, "--color", "no",
                    cwd=tool.collection, more=more)
    number = ran(done.output)
    print(f"   ansible-test {what}: {number} ran", flush=True)
    checks.that(done.status == 0 and number >= least, f"ansible-test {what}: exit {done.status}", done.output)


def units(output):
    return int((re.findall(r"=+ (\d+) passed in", output) or ["0"])[-1])


def sanity(output):
    return len(set(re.findall(r'^Running sanity test "([\w-]+)"', output, re.M)))


def molecule(tool):
    done = tool.run("molecule", "test", cwd=tool.collection, more={"NO_COLOR": "1", "ANSIBLE_NOCOLOR": "1"})
    for step in ("syntax", "converge", "idempotence", "verify"):
        checks.that(re.search(rf"{step}.*Executed: Successful", done.output), f"molecule: {step}", done.output)
    checks.that(done.status == 0 and "All assertions passed" in done.output, "molecule", done.output)


def old_python(tool):
    """The module's syntax is that of the oldest Python that ast can still judge; Python 2 is not to be had here."""
    path = tool.collection / "plugins/modules/xenfacts_facts.py"
    tree = ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 5))
    checks.that(not any(isinstance(node, ast.JoinedStr) for node in ast.walk(tree)), "the module has no f-strings")


def run(tool):
    machines.author(tool)
    more = environment(tool)
    old_python(tool)
    molecule(tool)
    ansible_test(tool, "units", more, units, 20)
    ansible_test(tool, "sanity", more, sanity, 20)
