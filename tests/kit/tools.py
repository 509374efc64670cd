# SPDX-License-Identifier: MIT
"""The real tools that read our facts: environments to install them in, and their versions."""
import fcntl
import hashlib
import os
import pathlib
import re
import subprocess

from . import checks, processes, xenfacts

CACHE = pathlib.Path(os.environ.get("XF_TOOLS_CACHE") or pathlib.Path.home() / ".cache/xenfacts-tools")


def venv(name, *requirements, python="/usr/bin/python3", alone=()):
    """A virtual environment of PyPI's packages, made once for each set of requirements; its folder. Of those in `alone`
    only a part is used, so what they require is not installed."""
    key = hashlib.sha256("\n".join((python, *requirements, *alone)).encode()).hexdigest()[:16]
    folder = CACHE / f"{name}-{key}"
    CACHE.mkdir(parents=True, exist_ok=True)
    with open(CACHE / f"{folder.name}.lock", "w", encoding="ascii") as lock:  # several tests may want it at once
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "complete").exists():
            print(f"making {folder}: {' '.join((*requirements, *alone))}", flush=True)
            subprocess.run([python, "-m", "venv", "--clear", folder], check=True)
            if requirements:
                subprocess.run([folder / "bin/pip", "install", "-q", *requirements], check=True)
            if alone:
                subprocess.run([folder / "bin/pip", "install", "-q", "--no-deps", *alone], check=True)
            (folder / "complete").touch()
    return folder


def debian_version(package):
    """The upstream version of an installed package."""
    return re.split(r"[+-]", processes.run(["dpkg-query", "-W", "-f", "${Version}", package]).stdout)[0]


def named(tool, version, whole=False):
    """Counts a check that README names a tool that is driven here; of Debian's, which may move, the first two parts."""
    wanted = f"{tool} {version}" if whole else f"{tool} {'.'.join(version.split('.')[:2])}."
    checks.that(wanted in (xenfacts.SOURCE / "docs/INTEGRATIONS.md").read_text(encoding="utf-8"),
                f"docs/INTEGRATIONS.md names {wanted}")
