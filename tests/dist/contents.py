# SPDX-License-Identifier: MIT
"""What the artefacts consist of: programs for old systems, no trace of where they were built; and what is said of them."""
import json
import platform
import re
import subprocess

import artefacts
import fresh
import release
import zig
from kit import checks, linked, processes, tools, ubuntu, xenfacts

GLIBC = (2, 17)
VALIDATOR = "spdx-tools==0.8.5"


def unpack(path, folder):
    """Any artefact's files below a folder."""
    folder.mkdir(parents=True)
    if path.suffix == ".deb":
        processes.run(["dpkg-deb", "--extract", path, folder])
    elif path.suffix == ".rpm":
        processes.run(["bash", "-c", 'rpm2archive - <"$1" | tar -xz -C "$2"', "bash", path, folder])
    else:
        release.unpack(path, folder)


def check_programs(path, folder):
    found = artefacts.programs(folder)
    checks.that(bool(found) == bool(re.search(r"linux-|xenfacts[-_][0-9.]+-[0-9.]+[._](amd|i386|arm|x86|i686|aarch)", path.name)),
                f"{path.name}: programs are in those for a processor", found)
    for program in found:
        checks.same(linked.beyond(program, GLIBC), "", f"{path.name}: {program.name} needs nothing but the libc of 2012")


def check_traces(path, folder):
    """No file names the folders in which it was built, the compiler's, or this machine."""
    places = [str(place).encode() for place in (xenfacts.SOURCE, tools.CACHE, zig.TOP)]
    for file in folder.rglob("*"):
        if file.is_file() and not file.is_symlink():
            text = file.read_bytes()
            checks.that(not any(place in text for place in places), f"{path.name}: {file.name} names no folder of the build")


def files(made, work):
    """Each artefact, unpacked."""
    for path in made.files:
        if path.name.endswith((".deb", ".rpm", ".tar.gz")):
            folder = work / path.name
            unpack(path, folder)
            check_traces(path, folder)
            if path.name != f"{made.release.name}.tar.gz":
                check_programs(path, folder)
    checks.same(len([path for path in made.files if "-linux-" in path.name]), len(zig.TARGETS), "archives for processors")
    # What dpkg before 1.21.18 and rpm before 4.14 can read.
    for path in made.packages(".rpm", ""):
        shown = processes.run(["rpm", "--query", "--package", "--nosignature", "--queryformat", "%{PAYLOADCOMPRESSOR}", path])
        checks.same(shown.stdout, "xz", f"compression of {path.name}")
    for path in made.packages(".deb", ""):
        members = processes.run(["ar", "t", path]).stdout.split()
        checks.same(members, ["debian-binary", "control.tar.gz", "data.tar.xz"], f"members of {path.name}")


def lists(made, _work):
    """SHA256SUMS names every other file; the SPDX file is valid and names every artefact, with its checksum."""
    done = processes.run(["sha256sum", "--strict", "--check", "SHA256SUMS"], cwd=made.folder)
    checks.that(done.returncode == 0, "SHA256SUMS", done.stdout)
    named = {line.split()[1] for line in (made.folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()}
    checks.same(named, {path.name for path in made.files} - {"SHA256SUMS"}, "files that SHA256SUMS names")
    bill = made.folder / f"{made.release.name}.spdx.json"
    validator = tools.venv("spdx", VALIDATOR) / "bin/pyspdxtools"
    done = subprocess.run([validator, "--infile", bill, "--version", "SPDX-2.3"], capture_output=True, text=True, check=False)
    checks.that(done.returncode == 0, "spdx-tools takes the SPDX file for valid", done.stdout + done.stderr)
    document = json.loads(bill.read_text(encoding="utf-8"))
    del document["packages"][0]["SPDXID"]
    broken = bill.parent.parent / "broken.spdx.json"
    broken.write_text(json.dumps(document), encoding="utf-8")
    done = subprocess.run([validator, "--infile", broken, "--version", "SPDX-2.3"], capture_output=True, check=False)
    checks.that(done.returncode, "and not one that lacks an identifier")
    packages = {one.get("packageFileName") for one in document["packages"]}
    checks.same({name for name in named if not name.endswith(".spdx.json")} - packages, set(), "artefacts that it lacks")
    checks.that({"libyaml", "jansson", "ziglang"} <= {one["name"] for one in document["packages"]}, "what is linked in is named")
    page = (xenfacts.SOURCE / "docs/PACKAGES.md").read_text(encoding="utf-8")
    for target in zig.TARGETS.values():
        checks.that(f"-{target.arch}" in page, f"PACKAGES.md names the archive for {target.arch}")
    checks.that("\n./dev dist " in page, "PACKAGES.md says how to make them")
    check_tried()


def check_tried():
    """README's table names what the parts of this test try."""
    text = (xenfacts.SOURCE / "README.md").read_text(encoding="utf-8")
    rows = {row[0].strip(): row[1] for row in re.findall(r"^\|([^|]+)\|([^|]+)\|[^|]+\|$", text, re.M)}
    here = platform.freedesktop_os_release()["VERSION_ID"]
    rpm = re.search(r"\d+\.\d+", processes.run(["rpm", "--version"]).stdout)[0]
    native = {target.processor for target in zig.TARGETS.values() if not target.runner}
    emulated = {target.processor for target in zig.TARGETS.values() if target.runner}
    tried = {f"Debian {here} (glibc {platform.libc_ver()[1]})": native, f"rpm {rpm}": native,
             f"Ubuntu 16.04 (glibc {ubuntu.GLIBC})": set(fresh.OLD_LIBC), "Debian 11 (glibc 2.31)": {"x86_64"},
             f"Debian {here}'s cross libc (glibc {platform.libc_ver()[1]})": emulated, "musl 1.2": {"x86_64"}}
    for name, processors in tried.items():
        checks.same(set(rows.get(name, "").replace(",", " ").split()), processors, f"README: where {name} was tried")
