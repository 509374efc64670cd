# SPDX-License-Identifier: MIT
"""The archives in a root folder that has nothing but libc, and a static busybox as its shell."""
import pathlib
import shutil
import subprocess

import artefacts
from kit import checks, xenfacts
from kit import roots as entered

HERE = pathlib.Path(__file__).resolve().parent
GUESTS = xenfacts.SOURCE / "tests/guests"
FORMATS = ["json", "ansible", "facter", "salt", "flat", "yaml"]
# What has to be in a root folder for a program of each target: libc and its loader, from this machine's packages.
LIBC = {"x86_64": ["/lib64/ld-linux-x86-64.so.2", *(f"/lib/x86_64-linux-gnu/{name}" for name in
                                                    ("libc.so.6", "libdl.so.2", "libpthread.so.0"))],
        "i686": ["/lib/ld-linux.so.2", *(f"/lib32/{name}" for name in ("libc.so.6", "libdl.so.2", "libpthread.so.0"))],
        "x86_64-musl": ["/lib/ld-musl-x86_64.so.1"]}


def root_of(target, top):
    """A root folder with libc and a static shell; nothing else."""
    root = top / "root"
    for name in ("bin", "proc", "sys", "dev", "tmp", "run", "etc", "mnt"):
        (root / name).mkdir(parents=True)
    shutil.copy("/bin/busybox", root / "bin/sh")
    for path in LIBC[target.arch]:
        (root / path[1:]).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(pathlib.Path(path).resolve(), root / path[1:])
    return root


def check_inside(what, root, program, out):
    """What a program prints there, of the machine and of every guest, is what the release build prints here."""
    out.mkdir()
    status = entered.enter(root, (GUESTS, out, HERE), ["/bin/sh", HERE / "in-root", program, GUESTS, out, *FORMATS], {})
    checks.same(status, 0, f"{what}: in a root folder with nothing but libc")
    for guest in sorted(GUESTS.glob("*.guest")):
        said = subprocess.run([xenfacts.BUILD / "xenfacts", "facts", "--format", "json", "--guest", guest],
                              capture_output=True, check=False).stdout
        file = out / f"{guest.stem}.json"
        checks.that(file.exists() and file.read_bytes() == said, f"{what}: {guest.stem} in that root folder")
    for name in ("report", *(f"facts.{name}" for name in FORMATS)):
        file = out / name
        text = file.read_text(encoding="utf-8") if file.exists() else ""
        checks.that("Xen" in text if name == "report" else "mode" in text, f"{what}: {name} of this machine", text[:500])


def roots(made, work):
    for target in artefacts.targets():
        if target.arch in LIBC:
            root = root_of(target, work / f"{target.arch}-fresh")
            shutil.copytree(made.unpacked(target, work), root / "opt/xenfacts")
            check_inside(target.arch, root, "/opt/xenfacts/bin/xenfacts", work / f"{target.arch}-out")
