# SPDX-License-Identifier: MIT
"""docs/ANSIBLE.md, done as it stands there, on a fleet of six hosts behind a stand-in for ssh."""
import os
import pathlib

import kit
import page
from kit import common

FLEET = {"db1": "pv", "web1": "pvh", "web2": "pvhvm", "old1": "hvm", "xen1": "dom0"}
BROKEN = """#!/bin/sh
echo 'xenfacts: error while loading shared libraries: libjansson.so.4' >&2
exit 127
"""


def fleet(tool):
    """Each host has a /usr/bin/xenfacts of its own."""
    hosts = tool.work / "fleet"
    for host, name in FLEET.items():
        common.replay(hosts / host / "xenfacts", name)
    tool.write("fleet/new1/xenfacts", BROKEN).chmod(0o755)
    pathlib.Path("/usr/bin/xenfacts").symlink_to("/etc/this-host/xenfacts")
    return hosts


def clone(work):
    """The repository with this build in it."""
    kit.folder(work / "xenfacts/build")
    (work / "xenfacts/integrations").symlink_to(common.SOURCE / "integrations")
    (work / "xenfacts/build/release").symlink_to(common.BUILD)


def run(tool):
    kit.forget()
    work = kit.folder(tool.work / "page")
    clone(work)
    keep = ("PATH", "LANG", "HOME", "PYTHONDONTWRITEBYTECODE", "ANSIBLE_NOCOLOR", "ANSIBLE_PYTHON_INTERPRETER")
    environment = {name: tool.environment[name] for name in keep}
    environment.update(XF_HOSTS=str(fleet(tool)), ANSIBLE_SSH_EXECUTABLE=str(kit.machines.HERE / "ssh"),
                       ANSIBLE_SSH_TRANSFER_METHOD="piped", HOME=str(kit.folder(tool.work / "operator")))
    page.run_page(tool.checks, common.SOURCE / "docs/ANSIBLE.md", work, environment)
    example = kit.COLLECTION / "examples/zz_xenfacts.constructed.yml"
    written = (work / "inventory/zz_xenfacts.constructed.yml").read_text(encoding="utf-8")
    tool.checks.same(written, example.read_text(encoding="utf-8"), "the example is the page's file")
    os.unlink("/usr/bin/xenfacts")
