# SPDX-License-Identifier: MIT
"""What is in the packages for Debian, file by file, and what each needs."""
import os
import re

import hardened
import making
from kit import checks, processes, xenfacts

LISTS = xenfacts.SOURCE / "tests/packages/lists"
# A list has PLUGIN for what each plugin of the base package brings, so that a new one changes no list.
PLUGINS = sorted({path.stem for path in (xenfacts.SOURCE / "plugins").glob("*.c")} - {"cloud"})
OF_PLUGIN = re.compile(rf"(/plugins/|/xenfacts-plugin-)(?:{'|'.join(PLUGINS)})(\.so|\.7(?:\.gz)?)$")
ADAPTERS = {"xenfacts-ansible", "xenfacts-facter", "xenfacts-salt", "xenfacts-prometheus"}


def field(package, name):
    return processes.run(["dpkg-deb", "--field", package, name]).stdout.strip()


def check_list(name, listed):
    """Holds a package's contents, by mode and path, against its list; XF_UPDATE writes that instead."""
    path = LISTS / name
    if os.environ.get("XF_UPDATE"):
        lines = dict.fromkeys(OF_PLUGIN.sub(r"\1PLUGIN\2", line) for line in listed)
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    wanted = [line.replace("PLUGIN", plugin) for line in lines for plugin in (PLUGINS if "PLUGIN" in line else [""])]
    checks.that(listed and sorted(listed) == sorted(wanted), f"{path.name} holds what its list says (XF_UPDATE=1 writes it)",
                "\n".join(sorted(f"+ {line}" for line in set(listed) - set(wanted))
                          + sorted(f"- {line}" for line in set(wanted) - set(listed))))


def contents(package, multiarch):
    """Lines "drwxr-xr-x root/root PATH"; the folder of libraries is called LIB, whatever the machine is."""
    lines = []
    for line in processes.run(["dpkg-deb", "--contents", package]).stdout.splitlines():
        mode, owner, _, _, _, path = line.split(None, 5)
        if path != "./":
            lines.append(f"{mode} {owner} {path[1:].replace(f'/usr/lib/{multiarch}', '/usr/LIB')}")
    return sorted(lines, key=lambda line: line.split(None, 2)[2])


def check_needs(made, packages):
    """Nothing but libcurl's own package brings libcurl; each that configures a tool needs the base alone."""
    needs = {name: field(path, "Depends") for name, path in packages.items()}
    for name, text in needs.items():
        checks.same("curl" in text, name in ("xenfacts-plugin-http", "xenfacts-plugin-cloud"), f"{name} needs {text}")
    version = xenfacts.version()
    checks.same({name: needs.get(name) for name in ADAPTERS}, {name: f"xenfacts (>= {version})" for name in ADAPTERS},
                "adapters need the base of their version or later")
    checks.that(f"xenfacts (= {version}-{making.RELEASE})" in needs["xenfacts-dev"],
                "xenfacts-dev needs just this base")
    later = field(made.packages("deb", release="2")["xenfacts-dev"], "Depends")
    checks.that(f"xenfacts (= {version}-2)" in later, "and a later xenfacts-dev a later base", later)
    libraries = set(re.findall(r"\b(lib[a-z]+[0-9-]*)", needs["xenfacts"]))
    checks.same(libraries, {"libc6", "libjansson4", "libsmartcols1", "libyaml-0-2"}, "libraries of the base")


def deb(made, work):
    packages = made.packages("deb")
    multiarch = processes.run(["dpkg-architecture", "-qDEB_HOST_MULTIARCH"]).stdout.strip()
    lists = {path.name.removesuffix(".deb") for path in LISTS.glob("*.deb")}
    for name, path in packages.items():
        check_list(f"{name}.deb", contents(path, multiarch))
        checks.same(field(path, "Version"), f"{xenfacts.version()}-{making.RELEASE}", f"version of {name}")
        text = field(path, "Description")
        checks.that(text.endswith("."), f"the description of {name} is whole", text)
    checks.same(set(packages), lists or set(packages), "packages, and lists of them")
    check_needs(made, packages)
    hardened.check("deb", packages, work)
    page = (xenfacts.SOURCE / "docs/PACKAGES.md").read_text(encoding="utf-8")
    checks.same(set(re.findall(r"^\| `(xenfacts[\w-]*)` \|", page, re.M)), set(packages), "packages, and PACKAGES.md")
    for kind in ("deb", "rpm"):
        text = " && ".join(making.COMMANDS).format(kind=kind)
        checks.that(text in page, f"PACKAGES.md says: {text}")
    newest = (xenfacts.SOURCE / "integrations/packages/changelog").read_text(encoding="utf-8").splitlines()[0]
    checks.that(newest.startswith(f"xenfacts ({xenfacts.version()}-"), "the changelog tells of this version", newest)
