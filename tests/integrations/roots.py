# SPDX-License-Identifier: MIT
"""Root folders of clean Debians, made once for each list of packages and kept; `ansible/enter` runs commands in them,
on top of which all that is written is thrown away."""
import fcntl
import os
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "lab")]

import common  # noqa: E402
import images  # noqa: E402


def made(name, release, packages):
    """The root folder of a release of Debian with these packages besides the ones that it needs."""
    common.CACHE.mkdir(parents=True, exist_ok=True)
    folder = common.CACHE / name
    with open(common.CACHE / f"{name}.lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if folder.exists() and (folder / "packages").read_text(encoding="utf-8") == " ".join(packages):
            return folder / "root"
        print(f"making a Debian: {release}", flush=True)
        shutil.rmtree(folder, ignore_errors=True)
        new = common.CACHE / f"{name}.new"
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir()
        images.bootstrap(release, packages, new / "root", "minbase")
        (new / "packages").write_text(" ".join(packages), encoding="utf-8")
        new.rename(folder)
    return folder / "root"


def enter(root, keep, command, environment):
    """Runs a command in a root folder; what is in the folders `keep` stays. Its exit code."""
    folders = ":".join(str(folder) for folder in keep)
    return subprocess.run([str(word) for word in (HERE / "ansible/enter", root, folders, *command)],
                          env={**os.environ, "PATH": "/usr/bin:/usr/sbin:/bin:/sbin", "LANG": "C.UTF-8", **environment},
                          stdin=subprocess.DEVNULL, check=False).returncode
