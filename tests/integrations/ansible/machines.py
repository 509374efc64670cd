# SPDX-License-Identifier: MIT
"""The machines that the tests run in: Debian 12 (this one) and Debian 13, whose Python the newest ansible-core needs.

Each is entered by `enter`, which throws away all that is written outside of the kept folders.
"""
import fcntl
import os
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parents[1] / "lab")]

import common  # noqa: E402
import images  # noqa: E402

# What the newest core is tested with comes in one environment, as an author would have it.
TOOLS = ("ansible-core==2.21.5", "ansible-lint==26.10.1", "molecule==26.10.0")
TRIXIE = """ca-certificates cmake git libjansson4 python3 python3-apt python3-venv shellcheck systemd tar""".split()

# Version of ansible-core: the release of Debian, and the packages of a virtual environment (none: Debian's own).
CORES = {
    "2.14": ("bookworm", ()),
    "2.19": ("bookworm", ("ansible-core==2.19.14",)),
    "2.21": ("trixie", TOOLS),
}

# A package for the role to install; the program's own packages are another matter.
CONTROL = """Package: xenfacts
Version: 1.0.0
Architecture: all
Maintainer: The xenfacts authors <nobody@localhost>
Description: what a build installs
"""


def trixie():
    """The root folder of a Debian 13, made once."""
    common.CACHE.mkdir(parents=True, exist_ok=True)
    folder = common.CACHE / "trixie-ansible"
    with open(common.CACHE / "trixie-ansible.lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if folder.exists() and (folder / "packages").read_text(encoding="utf-8") == " ".join(TRIXIE):
            return folder / "root"
        print("making a Debian 13", flush=True)
        shutil.rmtree(folder, ignore_errors=True)
        new = common.CACHE / "trixie-ansible.new"
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir()
        images.bootstrap("trixie", TRIXIE, new / "root", "minbase")
        (new / "packages").write_text(" ".join(TRIXIE), encoding="utf-8")
        new.rename(folder)
    return folder / "root"


def enter(core, keep, command):
    """Runs a command on the machine of one ansible-core; what is in the folders `keep` stays. Its exit code."""
    common.CACHE.mkdir(parents=True, exist_ok=True)
    root = trixie() if CORES[core][0] == "trixie" else pathlib.Path("/")
    folders = ":".join(str(folder) for folder in (common.SOURCE, common.BUILD, common.CACHE, *keep))
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "XF_BUILD_DIR": str(common.BUILD),
                   "XF_TOOLS_CACHE": str(common.CACHE), "PATH": "/usr/bin:/usr/sbin:/bin:/sbin", "LANG": "C.UTF-8"}
    return subprocess.run([HERE / "enter", root, folders, *command], env=environment, stdin=subprocess.DEVNULL,
                          check=False).returncode


def install_tree(folder):
    """What a build installs, below a folder, and as an archive."""
    done = common.run(["/usr/bin/cmake", "--install", common.BUILD], env={**os.environ, "DESTDIR": folder / "tree"})
    if done.returncode:
        sys.exit("the build cannot be installed: build the preset release first")
    common.run(["tar", "-czf", folder / "xenfacts.tar.gz", "-C", folder / "tree", "."])
    control = folder / "tree/DEBIAN/control"
    control.parent.mkdir()
    control.write_text(CONTROL, encoding="utf-8")
    common.run(["dpkg-deb", "--root-owner-group", "--build", folder / "tree", folder / "xenfacts.deb"])


def with_archive(given, command):
    """A command for `enter`, that knows where this archive is."""
    return ["/usr/bin/env", f"XF_GIVEN={given}", "/usr/bin/python3", *command]


def programs(core):
    """The folder of ansible's programs; called on its machine."""
    packages = CORES[core][1]
    return common.venv(f"ansible-{core}", *packages) / "bin" if packages else pathlib.Path("/usr/bin")
