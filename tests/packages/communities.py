# SPDX-License-Identifier: MIT
"""The packages as distributions would make them from a release's source archive: debian/ by dpkg-buildpackage, the .spec by
rpmbuild, the APKBUILD by its functions; what each community's linter says; and that they hold what CPack's packages do."""
import re
import subprocess

import contents_deb
import contents_rpm
import lint
import release
from kit import checks, processes, tools, xenfacts

SOURCE = xenfacts.SOURCE / "integrations/packages"
HERE = xenfacts.SOURCE / "tests/packages"
VERSION = release.of_cmake()
APK_LINT = "termux-language-server==0.1.12"  # it has a schema of APKBUILD


def archive(folder):
    """The source archive of the commit, under the version that the packages' files name."""
    commit = release.Release()
    commit.name = f"xenfacts-{VERSION}"
    folder.mkdir(parents=True)
    return release.archive(commit, folder)


def built(what, command, **options):
    """Runs what builds packages; the end of what it printed is shown if it fails."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, **options)
    checks.that(not done.returncode, what, done.stdout[-4000:])
    return not done.returncode


def named(paths, pattern):
    """{name: path} of packages."""
    return {re.split(pattern, path.name)[0]: path for path in sorted(paths)}


def as_merged(lines):
    """A list of contents with the units where they are once /lib is a link to /usr/lib, as in every Debian since 12; and
    without the changelog of the source, which debhelper adds to each package."""
    merged = {re.sub(r" /lib/", " /usr/lib/", line) for line in lines if not line.endswith("/changelog.gz")}
    return sorted(merged, key=lambda line: line.split(None, 2)[2])


def debian(_made, work):
    """debian/: built by dpkg-buildpackage, every guest replayed in its build; lintian finds neither errors nor warnings."""
    path = archive(work / "release")
    tree = processes.run([SOURCE / "dist/debian", path, work / "build"]).stdout.strip()
    command = ["dpkg-buildpackage", "--unsigned-source", "--unsigned-changes", "--jobs=2"]
    if not built("debian/ builds", command, cwd=tree):
        return
    packages = named((work / "build").glob("*.deb"), "_")
    packages = {name: path for name, path in packages.items() if not name.endswith("-dbgsym")}
    multiarch = processes.run(["dpkg-architecture", "-qDEB_HOST_MULTIARCH"]).stdout.strip()
    for name, path in packages.items():
        contents_deb.check_list(f"{name}.deb", as_merged(contents_deb.contents(path, multiarch)))
    checks.same(set(packages), {path.stem for path in contents_deb.LISTS.glob("*.deb")}, "packages of debian/")
    said = lint.lintian(*(work / "build").glob("*.changes"))
    checks.same([line for line in said if line[:2] in ("E:", "W:")], [], "errors and warnings of lintian")
    checks.same([line for line in said if "-override " in line], [], "overrides that lintian finds idle")
    checks.that(any(line.startswith(("I:", "P:")) for line in said), "lintian says something at all", said)


def fedora(_made, work):
    """The .spec: built by rpmbuild with the macros of Fedora that it uses; rpmlint finds neither errors nor warnings."""
    path = archive(work / "SOURCES")
    spec = SOURCE / "fedora/xenfacts.spec"
    command = ["rpmbuild", "-ba", "--nodeps", "--load", HERE / "fedora.macros", "--define", f"_topdir {work}", spec]
    if not built("the .spec builds", command, cwd=path.parent):
        return
    packages = named((work / "RPMS").rglob("*.rpm"), rf"-{re.escape(VERSION)}-")
    checks.same(set(packages), {path.stem for path in contents_rpm.LISTS.glob("*.rpm")}, "packages of the .spec")
    for name, package in packages.items():
        files = [line for line in contents_rpm.contents(package) if "/.build-id/" not in line]  # named by what was built
        contents_deb.check_list(f"{name}.fedora", files)
    for name in contents_rpm.ADAPTERS | {"xenfacts"}:
        files = contents_rpm.query(packages[name], "--configfiles").split()
        checks.that(len(files) == 1 and files[0].startswith("/etc/"), f"{name} of the .spec has one configuration", files)
    checks.that(".so" not in contents_rpm.query(packages["xenfacts"], "--provides"), "plugins are not offered as libraries")
    command = ["rpmlint", "--strict", "--config", HERE / "rpmlint-fedora.toml", spec, *(work / "SRPMS").glob("*.rpm"),
               *packages.values()]
    done = processes.run(command)
    checks.that(done.returncode == 0, "rpmlint finds neither errors nor warnings in what the .spec makes", done.stdout)


def apk_lint(path):
    """What is wrong with an APKBUILD's fields."""
    command = [tools.venv("apkbuild", APK_LINT) / "bin/termux-language-server", "--color", "never", "--check", path]
    return processes.run(command).stdout


def alpine(_made, work):
    """The APKBUILD: its functions, run by busybox' shell, build, replay every guest and pack; the linter takes its fields."""
    recipe = SOURCE / "alpine/APKBUILD"
    release.unpack(archive(work / "release"), work)
    (work / "out").mkdir()
    command = ["busybox", "sh", HERE / "in-alpine", recipe, work / f"xenfacts-{VERSION}", work / "out"]
    if not built("the APKBUILD builds", command):
        return
    packages = {path.name for path in (work / "out/pkg").iterdir()}
    for name in sorted(packages):
        top = work / "out/pkg" / name
        files = [path for path in top.rglob("*") if not path.is_dir()]
        contents_deb.check_list(f"{name}.apk", [f"{path.stat().st_mode & 0o777:o} /{path.relative_to(top)}"
                                                for path in sorted(files)])
    checks.same(packages, {path.stem for path in contents_deb.LISTS.glob("*.apk")}, "packages of the APKBUILD")
    fields = (work / "out/fields").read_text(encoding="utf-8").split()
    checks.same(fields[:2], ["xenfacts", f"{VERSION}-r0"], "the APKBUILD's version is CMake's")
    parts = [line.split()[:2] for line in (work / "out/parts").read_text(encoding="utf-8").splitlines()]
    checks.same(parts, [[name, f"xenfacts={VERSION}-r0"] for name in sorted(packages - {"xenfacts"}, reverse=True)],
                "what the APKBUILD's parts need")
    checks.same(apk_lint(recipe), "", "what the linter says of the APKBUILD")
    broken = work / "broken/APKBUILD"
    broken.parent.mkdir()
    broken.write_text(recipe.read_text(encoding="utf-8").replace("license=", "licence="), encoding="utf-8")
    checks.that("'license'" in apk_lint(broken), "the linter misses a field that is not there", apk_lint(broken))
    done = processes.run(["shellcheck", "--external-sources", "--check-sourced", HERE / "in-alpine"], cwd=xenfacts.SOURCE)
    checks.that(not done.returncode, "shellcheck finds nothing in the APKBUILD", done.stdout)


def turn(made, work):
    """One of the three, by the commit, so that a run of it can be repeated: together they take as long as all other parts."""
    commit = release.git("rev-parse", "HEAD", text=True).strip()
    part = (debian, fedora, alpine)[int(commit, 16) % 3]
    print(f"the turn of {part.__name__}", flush=True)
    part(made, work)
