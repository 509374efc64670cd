# SPDX-License-Identifier: MIT
"""docs/ANSIBLE.md, done as it stands there, on a fleet of six hosts behind a stand-in for ssh."""
import os
import pathlib

import control
import machines
from kit import checks, files, page, xenfacts

FLEET = {"db1": "pv", "web1": "pvh", "web2": "pvhvm", "old1": "hvm", "xen1": "dom0"}
BROKEN = "echo 'xenfacts: error while loading shared libraries: libjansson.so.4' >&2\nexit 127"


def fleet(tool):
    """Each host has a /usr/bin/xenfacts of its own."""
    hosts = tool.work / "fleet"
    for host, name in FLEET.items():
        xenfacts.replay(hosts / host / "xenfacts", name)
    files.script(hosts / "new1/xenfacts", BROKEN)
    pathlib.Path("/usr/bin/xenfacts").symlink_to("/etc/this-host/xenfacts")
    return hosts


def clone(work):
    """The repository with this build in it."""
    files.folder(work / "xenfacts/build")
    (work / "xenfacts/integrations").symlink_to(xenfacts.SOURCE / "integrations")
    (work / "xenfacts/build/release").symlink_to(xenfacts.BUILD)


def run(tool):
    control.forget()
    work = files.folder(tool.work / "page")
    clone(work)
    keep = ("PATH", "LANG", "HOME", "PYTHONDONTWRITEBYTECODE", "ANSIBLE_NOCOLOR", "ANSIBLE_PYTHON_INTERPRETER")
    environment = {name: tool.environment[name] for name in keep}
    environment.update(XF_HOSTS=str(fleet(tool)), ANSIBLE_SSH_EXECUTABLE=str(machines.HERE / "ssh"),
                       ANSIBLE_SSH_TRANSFER_METHOD="piped", HOME=str(files.folder(tool.work / "operator")))
    page.run_page(xenfacts.SOURCE / "docs/ANSIBLE.md", work, environment)
    example = control.COLLECTION / "examples/zz_xenfacts.constructed.yml"
    written = (work / "inventory/zz_xenfacts.constructed.yml").read_text(encoding="utf-8")
    checks.same(written, example.read_text(encoding="utf-8"), "the example is the page's file")
    os.unlink("/usr/bin/xenfacts")
