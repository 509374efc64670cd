# SPDX-License-Identifier: MIT
"""The archive for each processor: a prefix that can be used where it is unpacked, with a script that installs it."""
import os
import shutil
import subprocess

import libraries
import release as releases
import zig

# Of the libraries of the full build, those that are linked in, and those that portable programs do without.
OPTIONS = ["-DXF_YAML=ON", "-DXF_JSON=ON", "-DXF_TABLES=OFF", "-DXF_HTTP=OFF", "-DXF_EC2=OFF"]


def settings(target, release, prefix, libdir):
    """What every build for a target has in common."""
    return ["-DXF_WERROR=ON", *OPTIONS, f"-DXF_VERSION={release.version}", f"-DCMAKE_INSTALL_PREFIX={prefix}",
            f"-DCMAKE_INSTALL_LIBDIR={libdir}", "-DCMAKE_EXE_LINKER_FLAGS=-s", "-DCMAKE_MODULE_LINKER_FLAGS=-s",
            f"-DCMAKE_CROSSCOMPILING_EMULATOR={';'.join(target.runner) or '/usr/bin/env'}"]


def build(target, tree, release, prefix, libdir, *more):
    """Builds a source tree; again for another prefix, few files are compiled again. The build folder."""
    top = zig.TOP / f"dist-{target.name}"
    return zig.cmake(target, tree, top / "build", *settings(target, release, prefix, libdir), *more,
                     find=libraries.build(target, top / "libraries"))


def licences(tree):
    """Our licence, and those of what is linked in."""
    text = (tree / "LICENSE").read_text(encoding="utf-8")
    for library in libraries.LIBRARIES:
        text += f"\n\n{library.name} {library.version}, which is linked into this build:\n\n{libraries.licence(library)}"
    return text


def lay(tree, folder):
    """Puts beside the installed files what only an archive has."""
    share = folder / "share/xenfacts"
    shutil.copytree(tree / "integrations/ansible", share / "ansible", ignore=shutil.ignore_patterns("tests"))
    shutil.copytree(tree / "integrations/packages/etc", share / "etc")
    for name in ("install.sh", "share/xenfacts/install.sh"):
        shutil.copy(tree / "integrations/packages/dist/install.sh", folder / name)
    (folder / "LICENSE").write_text(licences(tree), encoding="utf-8")
    shutil.copy(tree / "integrations/packages/dist/README", folder / "README")
    manifest = share / "manifest"
    manifest.touch()
    names = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    manifest.write_text("".join(f"{name}\n" for name in names if "/" in name), encoding="utf-8")


def make(target, tree, release, out):
    """Builds and packs for a target; the archive's path."""
    build_folder = build(target, tree, release, "/usr/local", "lib")
    folder = zig.TOP / f"dist-{target.name}/{release.name}-linux-{target.arch}"
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run(["cmake", "--install", build_folder, "--prefix", folder], check=True, stdout=subprocess.DEVNULL,
                   env={**os.environ, "DESTDIR": ""})
    lay(tree, folder)
    path = out / f"{folder.name}.tar.gz"
    releases.pack(folder, path, release.epoch)
    return path
