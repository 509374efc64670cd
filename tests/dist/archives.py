# SPDX-License-Identifier: MIT
"""The archives: used by an ordinary user where they were unpacked, installed, upgraded and removed."""
import os
import shutil
import subprocess

import artefacts
from kit import checks, processes, xenfacts

NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--no-new-privs"]


def names(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def check_install(target, folder, work):
    """The script installs with a prefix, replaces what is there, and removes all that it installed."""
    root = work / f"{target.arch}-root"
    own = {**os.environ, "DESTDIR": str(root)}
    script = [folder / "install.sh", "--prefix", "/opt/tools"]
    processes.run(script, env=own)
    prefix = root / "opt/tools"
    wanted = [name for name in names(folder) if "/" in name]
    checks.same(names(prefix), wanted, f"{target.arch}: files that install.sh installs")
    unit = (prefix / "lib/systemd/system/xenfacts.service").read_text(encoding="utf-8")
    checks.that("ExecStart=/opt/tools/bin/xenfacts agent" in unit, f"{target.arch}: the unit runs the installed program", unit)
    rules = (prefix / "share/xenfacts/prometheus/xenfacts.rules.yml").read_text(encoding="utf-8")
    checks.that("file:///opt/tools/share/xenfacts/" in rules and "/usr/" not in rules, f"{target.arch}: so do Prometheus' rules", rules)
    checks.same(oct((prefix / "bin/xenfacts").stat().st_mode & 0o777), "0o755", f"{target.arch}: mode of the program")
    (prefix / "share/xenfacts/older").touch()
    with (prefix / "share/xenfacts/manifest").open("a", encoding="utf-8") as file:
        file.write("share/xenfacts/older\n")
    processes.run(script, env=own)
    checks.same(names(prefix), wanted, f"{target.arch}: files after an upgrade")
    processes.run([prefix / "share/xenfacts/install.sh", "--prefix", "/opt/tools", "--uninstall"], env=own)
    checks.same([str(path) for path in prefix.rglob("*")], [], f"{target.arch}: what is left")


def check_replay(target, folder, work):
    """As nobody, below a folder with a blank in its name."""
    place = work / f"{target.arch} elsewhere"
    folder.rename(place)
    program = place / "bin/xenfacts"
    emulator = target.runner[0] if target.runner else "env"
    done = subprocess.run([*NOBODY, "/usr/bin/python3", work / "tests/steps/replay", emulator, program],
                          capture_output=True, text=True, check=False, cwd="/")
    checks.that(not done.returncode, f"{target.arch}: every guest, as nobody", done.stdout[-3000:] + done.stderr[-2000:])
    lines = subprocess.run([*NOBODY, *target.runner, program, "list", "plugins"], capture_output=True, text=True, check=False)
    checks.that(lines.returncode == 0 and "block\tok\t" in lines.stdout, f"{target.arch}: the plugins where it was unpacked",
                lines.stdout + lines.stderr)
    return place


def archives(made, work):
    # Where nobody can read them, whoever owns the repository.
    shutil.copytree(xenfacts.SOURCE / "tests/guests", work / "tests/guests")
    (work / "tests/steps").mkdir()
    shutil.copy(xenfacts.SOURCE / "tests/steps/replay", work / "tests/steps")
    shutil.copy(xenfacts.SOURCE / "tests/guests/expected.py", work / "tests/guests")
    for target in artefacts.targets():
        folder = made.unpacked(target, work)
        check_install(target, folder, work)
        check_replay(target, folder, work)
