# SPDX-License-Identifier: MIT
"""What lintian and rpmlint say of the packages. What is let pass is written down with its reason: in
integrations/packages/lintian and in rpmlint.toml."""
import pathlib
import subprocess

from kit import checks, processes


HERE = pathlib.Path(__file__).resolve().parent


LINTIAN = ("lintian", "--allow-root", "--pedantic", "--display-info", "--tag-display-limit", "0")


def lintian(*packages):
    """What it says, in lines "E: PACKAGE: TAG ..."."""
    return subprocess.run([*LINTIAN, *packages], capture_output=True, text=True, check=False).stdout.splitlines()


def lint(made, work):
    said = lintian(*made.packages("deb").values())
    checks.same([line for line in said if line[:2] in ("E:", "W:")], [], "errors and warnings of lintian")
    # An override that nothing needs would hide what comes next.
    checks.same([line for line in said if "-override " in line], [], "overrides that lintian finds idle")
    checks.that(any(line.startswith("I:") for line in said), "lintian says something at all", said)
    empty = work / "empty_1_all.deb"
    (work / "tree/DEBIAN").mkdir(parents=True)
    (work / "tree/DEBIAN/control").write_text("Package: empty\nVersion: 1\nArchitecture: all\nMaintainer: a <b@c.d>\n"
                                              "Description: empty\n", encoding="utf-8")
    processes.run(["dpkg-deb", "--root-owner-group", "--build", work / "tree", empty])
    checks.that(any(line.startswith("E:") for line in lintian(empty)), "lintian finds errors in an empty package")

    done = processes.run(["rpmlint", "--strict", "--config", HERE / "rpmlint.toml", *made.packages("rpm").values()])
    checks.that(done.returncode == 0, "rpmlint finds neither errors nor warnings", done.stdout)
