# SPDX-License-Identifier: MIT
"""The role installs and removes by name, with the real apt, dnf and zypper, each with a repository in a folder. Debian has
the other two as well, so one machine is of three families; yum is not to be had."""
import json
import pathlib
import shutil
import subprocess

import control
import install
import machines
from kit import checks, files, tools, xenfacts

REPOSITORY = pathlib.Path("/var/xf-repository")
PROGRAM = pathlib.Path("/usr/bin/xenfacts")
LISTS = {
    "/etc/apt/sources.list.d/xenfacts.list": f"deb [trusted=yes] file:{REPOSITORY} ./\n",
    "/etc/yum.repos.d/xenfacts.repo": f"[xenfacts]\nname=xenfacts\nbaseurl=file://{REPOSITORY}\ngpgcheck=0\n",
    "/etc/zypp/repos.d/xenfacts.repo": f"[xenfacts]\nname=xenfacts\nbaseurl=file://{REPOSITORY}\nenabled=1\ngpgcheck=0\n",
}
SPEC = """Name: {name}
Version: 1.0.0
Release: 1
Summary: stands for the package {name}
License: MIT
BuildArch: noarch
AutoReqProv: no
%description
A program that replays a guest.
%install
install -D -m 755 {program} %{{buildroot}}/usr/bin/{name}
%files
/usr/bin/{name}
"""


def command(*words, **options):
    subprocess.run([str(word) for word in words], check=True, stdout=subprocess.DEVNULL, **options)


def make_packages(tool):
    """A .deb and an .rpm, whose program replays a guest of a mode of its own."""
    root = tool.work / "deb"
    xenfacts.replay(root / "usr/bin/xenfacts", "pvh")
    files.write(root / "DEBIAN/control", machines.CONTROL)
    deb = files.folder(REPOSITORY) / "xenfacts_1.0.0_all.deb"
    command("dpkg-deb", "--root-owner-group", "--build", root, deb)
    command(xenfacts.SOURCE / "tests/kit/packages", deb)
    program = xenfacts.replay(tool.work / "of-rpm", "pvhvm")
    # zypper fails when it removes the only package that rpm knows, which happens on no other machine.
    command("rpm", "--install", make_rpm(tool, "base", program, tool.work))
    make_rpm(tool, "xenfacts", program, REPOSITORY)
    command("createrepo_c", "--quiet", REPOSITORY)


def make_rpm(tool, name, program, where):
    spec = tool.write(f"{name}.spec", SPEC.format(name=name, program=program))
    command("rpmbuild", "--quiet", "-bb", "--define", f"_topdir {tool.work}/rpmbuild", "--define", f"_rpmdir {where}",
            "--define", "_rpmfilename %%{NAME}.rpm", spec)
    return where / f"{name}.rpm"


def machine_of_three(tool):
    """This machine, which knows that repository alone."""
    control.forget()
    for path in pathlib.Path("/etc/apt").glob("sources.list*"):
        command("rm", "-rf", path)
    for path, text in LISTS.items():
        files.write(pathlib.Path(path), text)
    command("rm", "-rf", "/var/lib/apt/lists")
    make_packages(tool)


def mode():
    return json.loads(install.FACT.read_text(encoding="utf-8"))["mode"]


def package_manager(tool, family, name, guest):
    """Installs by name, again, removes, again."""
    variables = {"play": "by_name.yml", "install_from_repository": True, "of_family": family, "with_tool": name}
    install.twice(tool, name, **variables)
    checks.same((PROGRAM.exists(), mode()), (True, guest), f"{name}: the program is installed")
    install.removed(tool, name, **variables)
    checks.that(not PROGRAM.exists(), f"{name}: the program is removed")


def package_file(tool, family, name):
    """An .rpm from the control machine."""
    variables = {"play": "by_name.yml", "install_package": str(tool.work / "given.rpm"), "of_family": family, "with_tool": name}
    install.twice(tool, f"{name}, a file", **variables)
    checks.same((PROGRAM.exists(), mode()), (True, "pvhvm"), f"{name}: the file is installed")
    install.removed(tool, f"{name}, a file", **variables)
    checks.that(not PROGRAM.exists(), f"{name}: the file is removed")


def run(tool):
    machine_of_three(tool)
    package_manager(tool, "Debian", "apt", "pvh")
    shutil.copy(REPOSITORY / "xenfacts.rpm", tool.work / "given.rpm")
    package_manager(tool, "RedHat", "dnf", "pvhvm")
    package_file(tool, "RedHat", "dnf")
    # For zypper, as the role's README says; the others do without.
    general = next(tools.venv("ansible-general", alone=(machines.GENERAL,)).glob("lib/python3*/site-packages"))
    tool.environment["ANSIBLE_COLLECTIONS_PATH"] += f":{general}"
    package_manager(tool, "Suse", "zypper", "pvhvm")
    package_file(tool, "Suse", "zypper")
