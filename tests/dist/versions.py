# SPDX-License-Identifier: MIT
"""Which version a commit has."""
import release
from kit import checks

DESCRIBED = {"": "1.2.3", "v1.2.3": "1.2.3", "v1.2.3-5-g0a1b2c3": "1.2.3+5.g0a1b2c3", "v1.1.0-1-gabc": "1.1.0+1.gabc"}
REFUSED = ["v1.2", "v1.2.4", "v1.2.3-rc1"]


def error_of(function, *words):
    try:
        function(*words)
    except ValueError as error:
        return str(error)
    return ""


def versions(made, _work):
    for described, version in DESCRIBED.items():
        checks.same(release.named(described, "1.2.3"), version, f"version of the commit that git describes as '{described}'")
    for described in REFUSED:
        checks.that(error_of(release.named, described, "1.2.3"), f"{described} is refused")
    text = "# Changelog\n\n## [Unreleased]\n\n## [1.2.3] - 2026-12-01\n"
    checks.same(error_of(release.check_changelog, "1.2.3", text), "", "a tag that the changelog names")
    checks.that("1.2.4" in error_of(release.check_changelog, "1.2.4", text), "a tag that it does not name is refused")
    checks.same(error_of(release.check_changelog, "1.2.4+1.gabc", text), "", "commits after a tag are not named")
    checks.that(made.release.version.partition("+")[0], "this commit has a version")
