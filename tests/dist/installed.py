# SPDX-License-Identifier: MIT
"""The packages of portable programs: the program in each replays every guest; those of Debian are installed in the oldest
Debian that the archive has, those of rpm in a root folder with libc alone."""
import pathlib
import re
import subprocess

import artefacts
import contents
import fresh
from kit import checks, processes, roots, xenfacts

HERE = pathlib.Path(__file__).resolve().parent
GUEST = xenfacts.SOURCE / "tests/guests/xen4.17-pvhvm-linux6.1.guest"
# The oldest that the archive serves. For i386 it lacks packages of bullseye's and of bookworm's updates.
DEBIANS = {"amd64": "bullseye"}
# What a package of rpm may need: libc up to the version of EL 7, a shell, what rpm itself can do there.
OF_EVERY_SYSTEM = re.compile(r"/bin/sh|config\(xenfacts\) .*|lib(c|dl|pthread)\.so\.\d(\((GLIBC_2\.(\d|1[0-7])(\.\d+)?)?\))?(\(64bit\))?"
                             r"|ld-linux[\w-]*\.so\.\d\((GLIBC_2\.\d+)?\)(\(64bit\))?"
                             r"|rpmlib\((CompressedFileNames|FileDigests|PayloadFilesHavePrefix|PayloadIsXz)\) .*")


def check_replay(target, path, work):
    """The program and its plugins, as they lie in a package."""
    folder = work / f"{path.name}.d"
    contents.unpack(path, folder)
    emulator = target.runner[0] if target.runner else "env"
    done = subprocess.run([xenfacts.SOURCE / "tests/steps/replay", emulator,
                           folder / "usr/bin/xenfacts"], capture_output=True, text=True, check=False)
    checks.that(not done.returncode, f"{path.name}: every guest", done.stdout[-3000:] + done.stderr[-2000:])


def base(paths):
    """The package with the program."""
    return next(path for path in paths if re.match(r"xenfacts[-_]\d", path.name))


def lay(folder, paths):
    folder.mkdir()
    for path in paths:
        (folder / path.name).write_bytes(path.read_bytes())


def enter(root, work, folder):
    """Runs in-debian in a root, with the packages of a folder; the release build says what is right of a guest."""
    wanted = processes.run([xenfacts.BUILD / "xenfacts", "facts", "--guest", GUEST, "--format", "json"]).stdout
    (work / "wanted").write_text(wanted, encoding="utf-8")
    return roots.enter(root, (HERE, GUEST.parent, work), [HERE / "in-debian", folder, GUEST, work / "wanted"], {})


def debs(made, work):
    for target in artefacts.targets():
        if not target.deb:
            continue
        paths = made.packages(".deb", f"_{target.deb}.")
        check_replay(target, base(paths), work)
        needs = processes.run(["dpkg-deb", "--field", base(paths), "Depends"]).stdout.strip()
        checks.same(needs, "libc6 (>= 2.17)", f"{target.deb}: what the .deb needs")
        if target.deb not in DEBIANS:
            continue  # another processor's Debian would run in an emulator, from its first process on
        release = DEBIANS[target.deb]
        root = roots.made(f"{release}-{target.deb}", release, ["systemd"], target.deb)
        lay(work / target.deb, paths)
        status = enter(root, work, work / target.deb)
        checks.same(status, 0, f"{target.deb}: installed, used and purged in Debian's {release}")


def check_rpm(target, paths, work):
    """Installed by rpm in a root folder with libc alone, used there, and erased."""
    root = fresh.root_of(target, work / f"{target.rpm}-fresh")
    rpm = ["rpm", "--root", root]
    install = [*rpm, "--install", "--nodeps", "--nosignature", "--ignorearch", *paths]
    checks.same(processes.run(install).returncode, 0, f"{target.rpm}: rpm --install")
    fresh.check_inside(f".rpm for {target.rpm}", root, "/usr/bin/xenfacts", work / f"{target.rpm}-out")
    names = processes.run([*rpm, "--query", "--all", "--queryformat", "%{NAME}\n"]).stdout.split()
    checks.same(len(names), len(paths), f"{target.rpm}: packages that rpm knows")
    checks.same(processes.run([*rpm, "--erase", "--nodeps", *names]).returncode, 0, f"{target.rpm}: rpm --erase")
    left = [str(path.relative_to(root)) for path in root.rglob("*xenfacts*") if "var/lib/rpm" not in str(path)]
    checks.same(left, [], f"{target.rpm}: what is left")


def rpms(made, work):
    for target in artefacts.targets():
        if not target.rpm:
            continue
        paths = made.packages(".rpm", f".{target.rpm}.")
        check_replay(target, base(paths), work)
        needs = processes.run(["rpm", "--query", "--package", "--nosignature", "--requires", base(paths)]).stdout.split("\n")
        others = [need for need in needs if need and not OF_EVERY_SYSTEM.fullmatch(need)]
        checks.same(others, [], f"{target.rpm}: what the .rpm needs beside libc")
        if not target.runner:
            check_rpm(target, paths, work)
