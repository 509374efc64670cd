# SPDX-License-Identifier: MIT
"""The archives in a root folder that has nothing but libc, and a static busybox as its shell; and with the oldest glibc that
is available, there also as on Linux 2.6.32."""
import pathlib
import shutil
import subprocess

import artefacts
from kit import checks, processes, ubuntu, xenfacts
from kit import roots as entered

HERE = pathlib.Path(__file__).resolve().parent
GUESTS = xenfacts.SOURCE / "tests/guests"
TREE = GUESTS / "xen4.17-pvhvm-linux6.1.guest"
FORMATS = ["json", "ansible", "facter", "salt", "flat", "yaml"]
# This machine's kernel without calls that Linux gained after 2.6.32 (tests/cli/test-old-kernel.sh).
WITHOUT = xenfacts.BUILD / "tests/without"
OLDEST = [WITHOUT, *(f"{call}=ENOSYS" for call in ("close_range", "memfd_create", "getrandom", "renameat2", "landlock_create_ruleset")),
          "--", xenfacts.BUILD / "tests/before-o-path", WITHOUT, "no_new_privs=EINVAL", "seccomp=EINVAL", "--"]
# What has to be in a root folder for a program of each target: libc and its loader, from this machine's packages.
LIBC = {"x86_64": ["/lib64/ld-linux-x86-64.so.2", *(f"/lib/x86_64-linux-gnu/{name}" for name in
                                                    ("libc.so.6", "libdl.so.2", "libpthread.so.0"))],
        "i686": ["/lib/ld-linux.so.2", *(f"/lib32/{name}" for name in ("libc.so.6", "libdl.so.2", "libpthread.so.0"))],
        "x86_64-musl": ["/lib/ld-musl-x86_64.so.1"]}

OLD_LIBC = {"x86_64": "amd64", "i686": "i386"}  # Ubuntu's names of these processors


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


def old_root_of(target, top):
    """The same with Ubuntu's libc of 2016."""
    root = top / "root"
    for name in ("bin", "proc", "sys", "dev", "tmp", "run", "etc", "mnt"):
        (root / name).mkdir(parents=True)
    processes.run(["dpkg-deb", "--extract", ubuntu.package("libc6", OLD_LIBC[target.arch]), root])
    shutil.copy("/bin/busybox", root / "bin/sh")
    return root


def check_inside(what, root, program, out, kernel=()):
    """What a program prints there, of the machine and of every guest, is what the release build prints here. `kernel`: the
    command that makes this one look like another."""
    out.mkdir()
    processes.run([GUESTS / "unfold", TREE, out / "tree"])
    status = entered.enter(root, (GUESTS, out, HERE), ["/bin/sh", HERE / "in-root", program, GUESTS, out, *FORMATS], {}, kernel)
    checks.same(status, 0, f"{what}: in a root folder with nothing but libc")
    for guest in sorted(GUESTS.glob("*.guest")):
        said = subprocess.run([xenfacts.BUILD / "xenfacts", "facts", "--format", "json", "--guest", guest],
                              capture_output=True, check=False).stdout
        file = out / f"{guest.stem}.json"
        checks.that(file.exists() and file.read_bytes() == said, f"{what}: {guest.stem} in that root folder")
    said = subprocess.run([xenfacts.BUILD / "xenfacts", "facts", "--format", "json", "--root", out / "tree"], capture_output=True,
                          check=False).stdout
    file = out / "tree.json"
    checks.that(said and file.exists() and file.read_bytes() == said, f"{what}: a captured tree")
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
        if target.arch in OLD_LIBC:
            root = old_root_of(target, work / f"{target.arch}-old")
            shutil.copytree(made.unpacked(target, work / "old"), root / "opt/xenfacts")
            name, program = f"{target.arch}, glibc {ubuntu.GLIBC}", "/opt/xenfacts/bin/xenfacts"
            check_inside(name, root, program, work / f"{target.arch}-old-out")
            if target.arch == "x86_64":  # whose system calls before-o-path knows
                check_inside(f"{name}, Linux 2.6.32", root, program, work / "oldest-out", OLDEST)
