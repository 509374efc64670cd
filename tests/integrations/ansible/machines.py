# SPDX-License-Identifier: MIT
"""The machines that the tests run in: Debian 12 (this one) and Debian 13, whose Python the newest ansible-core needs.

Each is entered by `enter`, which throws away all that is written outside of the kept folders.
"""
import os
import pathlib
import sys

from kit import files, processes, roots, tools, xenfacts

HERE = pathlib.Path(__file__).resolve().parent
NEWEST = "ansible-core==2.21.5"
# What an author works with comes in one environment with the newest core.
TOOLS = (NEWEST, "ansible-lint==26.10.1", "molecule==26.10.0", "antsibull-changelog==0.36.0")
TRIXIE = """ca-certificates cmake createrepo-c dnf file git libjansson4 python3 python3-apt python3-venv rpm shellcheck systemd
    tar zypper""".split()
# Of this collection of collections only community.general is used, for zypper.
GENERAL = "ansible==12.3.0"

# Version of ansible-core: the release of Debian, and the packages of a virtual environment (none: Debian's own).
CORES = {
    "2.14": ("bookworm", ()),
    "2.19": ("bookworm", ("ansible-core==2.19.14",)),
    "2.21": ("trixie", (NEWEST,)),
}

# A package for the role to install; the program's own packages are another matter.
CONTROL = """Package: xenfacts
Version: 1.0.0
Architecture: all
Maintainer: The xenfacts authors <nobody@localhost>
Description: what a build installs
"""


def enter(core, keep, command):
    """Runs a command on the machine of one ansible-core; what is in the folders `keep` stays. Its exit code."""
    tools.CACHE.mkdir(parents=True, exist_ok=True)
    newer = CORES[core][0] == "trixie"
    root = roots.made("trixie-ansible", "trixie", TRIXIE) if newer else pathlib.Path("/")
    environment = {"PYTHONDONTWRITEBYTECODE": "1", "XF_BUILD_DIR": str(xenfacts.BUILD),
                   "XF_TOOLS_CACHE": str(tools.CACHE)}
    return roots.enter(root, (xenfacts.SOURCE, xenfacts.BUILD, tools.CACHE, *keep), command, environment)


def install_tree(folder):
    """What a build installs, below a folder, and as an archive."""
    done = processes.run(["/usr/bin/cmake", "--install", xenfacts.BUILD],
                         env={**os.environ, "DESTDIR": folder / "tree"})
    (xenfacts.BUILD / "install_manifest.txt").unlink(missing_ok=True)  # root's, in a folder that need not be root's
    if done.returncode:
        sys.exit("the build cannot be installed: build the preset release first")
    processes.run(["tar", "-czf", folder / "xenfacts.tar.gz", "-C", folder / "tree", "."])
    files.write(folder / "tree/DEBIAN/control", CONTROL)
    processes.run(["dpkg-deb", "--root-owner-group", "--build", folder / "tree", folder / "xenfacts.deb"])


def with_archive(given, command):
    """A command for `enter`, that knows where this archive is."""
    return ["/usr/bin/env", f"XF_GIVEN={given}", "/usr/bin/python3", *command]


def programs(core):
    """The folder of ansible's programs; called on its machine."""
    packages = CORES[core][1]
    return tools.venv(f"ansible-{core}", *packages) / "bin" if packages else pathlib.Path("/usr/bin")


def author(tool):
    """Gives a control node what an author works with."""
    tool.bin = tools.venv("ansible-author", *TOOLS) / "bin"
    tool.environment["PATH"] = f"{tool.bin}:{tool.environment['PATH']}"
