# SPDX-License-Identifier: MIT
"""Builds the program for old and other systems with `zig cc`, which has the headers and symbols of every glibc since 2016
and of musl. The step `portable` uses it with libc alone, `./dev dist` with libyaml and jansson linked in."""
import os
import pathlib
import subprocess
import sys

SOURCE = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(SOURCE / "tests"))
from kit import tools  # noqa: E402

ZIG = "ziglang==0.17.1"
TOP = SOURCE / "build/portable"


def compiler_file():
    """The compiler itself, which PyPI's package brings and would start through Python."""
    return next(tools.venv("zig", ZIG).glob("lib/python3*/site-packages/ziglang/zig"))


class Target:
    """A system to build for: what `zig cc` calls it, the processor, what runs its programs here, and what packages call
    the architecture; without such names, there are no packages for it."""

    def __init__(self, name, processor, runner, deb=None, rpm=None):
        self.name, self.processor, self.runner, self.deb, self.rpm = name, processor, runner, deb, rpm
        self.arch = processor + ("-musl" if "musl" in name else "")

    def compiler(self):
        """`zig cc` for it, as one program that CMake can call."""
        path = TOP / f"{self.name}.cc"
        path.parent.mkdir(parents=True, exist_ok=True)
        dynamic = "-dynamic " if "musl" in self.name else ""  # else zig makes a static program, which cannot open plugins
        path.write_text(f'#!/bin/sh\nexec {compiler_file()} cc -target {self.name} {dynamic}"$@"\n', encoding="utf-8")
        path.chmod(0o755)
        return path

    def archiver(self, word):
        """`zig ar` or `zig ranlib`, which know every processor's objects."""
        path = TOP / f"zig-{word}"
        path.write_text(f'#!/bin/sh\nexec {compiler_file()} {word} "$@"\n', encoding="utf-8")
        path.chmod(0o755)
        return path


# Without libc6:arm64, QEMU finds Arm's libc in Debian's cross packages. Not always: with a prefix it sees other folders, which
# root's program, looking at each on its way, would not find.
if not pathlib.Path("/lib/ld-linux-aarch64.so.1").exists():
    os.environ.setdefault("QEMU_LD_PREFIX", "/usr/aarch64-linux-gnu")
TARGETS = {target.name: target for target in (
    Target("x86_64-linux-gnu.2.17", "x86_64", [], "amd64", "x86_64"),
    Target("x86-linux-gnu.2.17", "i686", [], "i386", "i686"),
    Target("aarch64-linux-gnu.2.17", "aarch64", ["qemu-aarch64"], "arm64", "aarch64"),
    Target("x86_64-linux-musl", "x86_64", []))}


def cmake(target, source, folder, *settings, find=None):
    """Builds a source tree for a target; `find`: where pkg-config finds libraries, and nowhere else. What is built knows
    neither folder by name, so that it is the same wherever it was built."""
    environment = {**os.environ, "PKG_CONFIG_LIBDIR": str(find or "/nonexistent")}
    flags = f"-g0 -Wdate-time -ffile-prefix-map={folder}=build -ffile-prefix-map={source}=."
    subprocess.run(["cmake", "--no-warn-unused-cli", "-S", source, "-B", folder, "-G", "Ninja", f"-DCMAKE_C_COMPILER={target.compiler()}",
                    f"-DCMAKE_AR={target.archiver('ar')}", f"-DCMAKE_RANLIB={target.archiver('ranlib')}",
                    "-DCMAKE_BUILD_TYPE=Release", "-DCMAKE_SYSTEM_NAME=Linux",
                    f"-DCMAKE_SYSTEM_PROCESSOR={target.processor}", f"-DCMAKE_C_FLAGS={flags}", *settings],
                   check=True, stdout=subprocess.DEVNULL, env=environment)
    subprocess.run(["cmake", "--build", folder, "--", "--quiet"], check=True)
    return folder
