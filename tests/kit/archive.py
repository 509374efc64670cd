# SPDX-License-Identifier: MIT
"""Debian's packages for images and roots, from the archive that this machine's apt has, for any release and architecture; and
Ubuntu's of a release that Debian has nothing as old as."""
import functools
import os
import pathlib
import subprocess

# Not signed by a key that Debian has: who takes packages from it knows their checksums (ubuntu.py).
UBUNTU = {"xenial": "http://archive.ubuntu.com/ubuntu"}
NO_DOCUMENTS = [f"--dpkgopt=path-exclude=/usr/share/{what}/*" for what in ("doc", "man", "locale", "info")]


class ImageError(Exception):
    """An image cannot be made; says what is missing or what failed."""


def cache_folder():
    base = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    return pathlib.Path(os.environ.get("XF_LAB_CACHE") or pathlib.Path(base) / "xenfacts-lab")


def run(command, **keywords):
    done = subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, errors="replace", check=False, **keywords)
    if done.returncode:
        tail = "\n".join(done.stdout.splitlines()[-15:])
        raise ImageError(f"{command[0]} failed ({done.returncode}):\n{tail}")
    return done.stdout


def mirrors():
    """Debian's own archive and its security archive, as this machine's apt has them."""
    lines = run(["apt-get", "indextargets", "--format", "$(REPO_URI) $(CODENAME) $(ORIGIN)",
                 "Created-By: Packages"]).split("\n")
    found = {}
    for uri, codename, origin in (line.split() for line in lines if len(line.split()) == 3):
        if origin == "Debian":
            found.setdefault("security" if codename.endswith("-security") else "main", uri.rstrip("/"))
    if "main" not in found:
        raise ImageError("apt knows no Debian archive here: run `apt-get update` once, on a Debian")
    return found


def publisher(suite):
    return "Ubuntu" if suite in UBUNTU else "Debian"


def sources(suite):
    if suite in UBUNTU:
        return [f"deb [trusted=yes] {UBUNTU[suite]} {suite} main"]
    found = mirrors()
    lines = [f"deb {found['main']} {suite} main"]
    if "security" in found:
        lines.append(f"deb {found['security']} {suite}-security main")
    return lines


@functools.lru_cache
def lists(suite, architecture):
    """apt's options for the lists of a release, brought up to date; kept, so that the next time is quick."""
    top = cache_folder() / f"lists-{suite}-{architecture}"
    for name in ("state/lists/partial", "cache/archives/partial", "preferences.d"):
        (top / name).mkdir(parents=True, exist_ok=True)
    (top / "status").touch()
    (top / "sources.list").write_text("\n".join(sources(suite)) + "\n", encoding="utf-8")
    settings = (f"Dir::State={top}/state", f"Dir::State::status={top}/status", f"Dir::Cache={top}/cache",
                f"Dir::Etc::SourceList={top}/sources.list", "Dir::Etc::SourceParts=-",
                f"Dir::Etc::PreferencesParts={top}/preferences.d", f"APT::Architecture={architecture}",
                f"APT::Architectures={architecture}", "Acquire::Languages=none", "APT::Sandbox::User=root")
    options = [word for setting in settings for word in ("-o", setting)]
    run(["apt-get", *options, "-q", "update"])
    return options


def candidates(suite, packages, architecture):
    """The versions that an image made now would get, for its key: "package version" lines."""
    versions, name = [], None
    for line in run(["apt-cache", *lists(suite, architecture), "policy", *packages]).splitlines():
        if not line.startswith(" "):
            name = line.rstrip(":")
        elif line.strip().startswith("Candidate:") and "(none)" not in line:
            versions.append(f"{name} {line.split()[1]}")
    if len(versions) < len(packages):
        raise ImageError(f"the archive of {suite} lacks one of: {' '.join(packages)}")
    return versions


def bootstrap(suite, packages, folder, variant, architecture="amd64"):
    """
    In a mount name space of its own: mmdebstrap binds /proc, /sys and /dev into the new root, and a run that is ended
    in the midst of it removes that folder.
    """
    run(["unshare", "--mount", "mmdebstrap", f"--variant={variant}", f"--architectures={architecture}",
         "--aptopt=Acquire::Languages \"none\"", *NO_DOCUMENTS, f"--include={','.join(packages)}", suite, folder,
         *sources(suite)])
