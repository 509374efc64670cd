# SPDX-License-Identifier: MIT
"""Root folders of clean Debians, made once for each list of packages and kept. `enter`, beside this file, runs commands
in them, and all that these write on top is thrown away."""
import fcntl
import os
import pathlib
import shutil
import subprocess

from kit import archive

from . import processes, tools

HERE = pathlib.Path(__file__).resolve().parent


def made(name, release, packages, architecture="amd64"):
    """The root folder of a release of Debian with these packages and those that it needs."""
    tools.CACHE.mkdir(parents=True, exist_ok=True)
    folder = tools.CACHE / name
    with open(tools.CACHE / f"{name}.lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if folder.exists() and (folder / "packages").read_text(encoding="utf-8") == " ".join(packages):
            return folder / "root"
        print(f"making a Debian: {release} for {architecture}", flush=True)
        shutil.rmtree(folder, ignore_errors=True)
        new = tools.CACHE / f"{name}.new"
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir()
        archive.bootstrap(release, packages, new / "root", "minbase", architecture)
        (new / "packages").write_text(" ".join(packages), encoding="utf-8")
        new.rename(folder)
    return folder / "root"


def enter(root, keep, command, environment, kernel=()):
    """Runs a command in a root folder; what is in the folders `keep` stays. Its exit code. `kernel`: a command of this
    machine that runs another one as if by an older kernel."""
    folders = ":".join(str(folder) for folder in keep)
    return subprocess.run(processes.words((*kernel, HERE / "enter", root, folders, *command)),
                          env={**os.environ, "PATH": "/usr/bin:/usr/sbin:/bin:/sbin", "LANG": "C.UTF-8", **environment},
                          stdin=subprocess.DEVNULL, check=False).returncode
