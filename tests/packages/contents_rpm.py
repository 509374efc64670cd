# SPDX-License-Identifier: MIT
"""The packages for rpm: what they hold, need and run."""
import re

import hardened
from contents_deb import ADAPTERS, LISTS, check_list
from kit import checks, processes, xenfacts


def query(package, *words):
    return processes.run(["rpm", "--query", "--package", "--nosignature", *words, package]).stdout


def contents(package):
    """As contents_deb has it."""
    shown = query(package, "--queryformat", "[%{FILEMODES:perms} %{FILEUSERNAME}/%{FILEGROUPNAME} %{FILENAMES}\\n]")
    # A folder has a slash at its end in Debian's lists.
    lines = [re.sub(r"^(d.*)$", r"\1/", line).replace("/usr/lib64", "/usr/LIB") for line in shown.splitlines()]
    return sorted(lines, key=lambda line: line.split(None, 2)[2])


def rpm(made, work):
    packages = made.packages("rpm")
    hardened.check("rpm", packages, work)
    debian = {re.sub("-dev$", "-devel", path.name.removesuffix(".deb")) for path in LISTS.glob("*.deb")}
    checks.same(set(packages), debian, "packages for rpm, and for Debian")
    for name, path in packages.items():
        check_list(f"{name}.rpm", contents(path))
        checks.that("libcurl" not in query(path, "--requires") or name.startswith("xenfacts-plugin-"),
                    f"{name} needs no libcurl")
        checks.that(query(path, "--changelog").startswith("* "), f"{name} has a changelog")
        checks.same(query(path, "--queryformat", "%{LICENSE}"), "MIT", f"licence of {name}")
    later = query(made.packages("rpm", release="2")["xenfacts-devel"], "--requires")
    checks.that(f"xenfacts = {xenfacts.version()}-2\n" in later, "a later xenfacts-devel needs a later base", later)
    # What an administrator has changed stays.
    for name in ADAPTERS | {"xenfacts"}:
        files = query(packages[name], "--configfiles").split()
        checks.that(len(files) == 1 and files[0].startswith("/etc/"), f"{name} has one file of configuration", files)
    for name in ADAPTERS:
        checks.that(f"xenfacts >= {xenfacts.version()}\n" in query(packages[name], "--requires"),
                    f"{name} needs the base")
    for library in ("libjansson.so.4", "libyaml-0.so.2", "libsmartcols.so.1"):
        checks.that(library in query(packages["xenfacts"], "--requires"), f"the base needs {library}")
    checks.that(".so" not in query(packages["xenfacts"], "--provides"), "plugins are not offered as libraries")
    checks.that("pkgconfig(xenfacts)" in query(packages["xenfacts-devel"], "--provides"),
                "pkg-config's file is offered")
