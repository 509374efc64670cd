# SPDX-License-Identifier: MIT
"""The collection as Galaxy hands it out: built, installed from the archive into an empty folder, used from there."""
import re
import tarfile

import control
import machines
from kit import checks, files, xenfacts
from targeting import MODES


def versions(tool):
    """The documents name the versions that are driven here; of Debian's, only the series is pinned."""
    version = re.search(r"core (2\.[\d.]+)", tool.run("ansible", "--version").output)[1]
    checks.that(version.startswith(tool.core + "."), "the version of ansible-core", version)
    named = version if machines.CORES[tool.core][1] else tool.core + "."
    for path in (control.COLLECTION / "README.md", xenfacts.SOURCE / "docs/ANSIBLE.md",
                 xenfacts.SOURCE / "docs/INTEGRATIONS.md"):
        checks.that(named in path.read_text(encoding="utf-8"), f"{path} names ansible-core {named}")


def run(tool):
    versions(tool)
    made = files.folder(tool.work / "made")
    done = tool.run("ansible-galaxy", "collection", "build", "--output-path", made, cwd=tool.collection)
    archives = list(made.iterdir())
    names = [path.name for path in archives]
    checks.same(names, ["xenfacts-xenfacts-1.0.0.tar.gz"], f"build\n{done.output}")
    with tarfile.open(archives[0]) as archive:
        names = archive.getnames()
    stray = [name for name in names if "__pycache__" in name or name.startswith((".", "tests/output"))]
    checks.same(stray, [], "what the archive should not hold")
    empty = tool.work / "empty"
    # The other copy is out of reach, so only the installed one can answer.
    more = {"ANSIBLE_COLLECTIONS_PATH": str(empty)}
    done = tool.run("ansible-galaxy", "collection", "install", archives[0], "-p", empty, more=more)
    checks.same(done.status, 0, f"install from the archive\n{done.output}")
    done = tool.run("ansible-playbook", "-i", "hosts.yml", "xenfacts.xenfacts.by_mode", more=more)
    groups = [result["msg"] for result in done.results("List the machines of each mode").values()]
    groups = [{group: sorted(hosts) for group, hosts in each.items()} for each in groups]
    checks.same(groups, [MODES], f"by_mode from the archive\n{done.output}")
    done = tool.run("ansible-doc", "-t", "module", "xenfacts.xenfacts.xenfacts_facts", more=more)
    checks.that(done.status == 0 and "/usr/local/bin/xenfacts" in done.output, "ansible-doc", done.output)
    done = tool.run("ansible-doc", "-t", "role", "xenfacts.xenfacts.install", more=more)
    checks.that(done.status == 0 and "install_archive" in done.output, "ansible-doc of the role", done.output)
