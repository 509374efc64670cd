# SPDX-License-Identifier: MIT
"""What lintian and rpmlint say of the packages. What is let pass is written down with its reason: in
integrations/packages/lintian and in rpmlint.toml."""
import pathlib
import subprocess

import common

HERE = pathlib.Path(__file__).resolve().parent


def lint(checks, made, work):
    packages = made.packages("deb")
    done = common.run(["lintian", "--allow-root", "--fail-on", "error,warning", "--tag-display-limit", "0",
                       *packages.values()])
    checks.that(done.returncode == 0, "lintian finds neither errors nor warnings", done.stdout)
    # Overrides that nothing needs any more would hide what comes next.
    checks.that("unused-override" not in common.run(["lintian", "--allow-root", "--info", "--pedantic",
                                                     "--display-info", *packages.values()]).stdout, "no idle override")
    empty = work / "empty_1_all.deb"
    (work / "tree/DEBIAN").mkdir(parents=True)
    (work / "tree/DEBIAN/control").write_text("Package: empty\nVersion: 1\nArchitecture: all\nMaintainer: a <b@c.d>\n"
                                              "Description: empty\n", encoding="utf-8")
    common.run(["dpkg-deb", "--root-owner-group", "--build", work / "tree", empty])
    found = subprocess.run(["lintian", "--allow-root", "--fail-on", "error,warning", empty], capture_output=True,
                           check=False)
    checks.that(found.returncode, "lintian finds something in an empty package")
    done = common.run(["rpmlint", "--strict", "--config", HERE / "rpmlint.toml", *made.packages("rpm").values()])
    checks.that(done.returncode == 0, "rpmlint finds neither errors nor warnings", done.stdout)
