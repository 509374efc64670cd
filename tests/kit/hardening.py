# SPDX-License-Identifier: MIT
"""Whether what is built has the protections of hardening.cmake: missing() reads a file that is installed, unprotected()
how the compiler was called, since not every option leaves a trace in a file."""
import json
import re

from . import checks, elf

# What a function begins with that may be called through a pointer: endbr64; bti c, bti jc, paciasp, pacibsp. The note by
# which a loader turns that on is not ours to give: the linker leaves it out unless the C library's start files have it too,
# and those of Debian 12 do not.
LANDS = {elf.EM_X86_64: {b"\xf3\x0f\x1e\xfa"},
         elf.EM_AARCH64: {word.to_bytes(4, "little") for word in (0xD503245F, 0xD50324DF, 0xD503233F, 0xD503237F)}}
# With _FORTIFY_SOURCE, these become calls of __printf_chk and so on; snprintf does not always, as gcc keeps it for "%s".
PLAIN = {"printf", "fprintf", "dprintf", "asprintf", "vprintf", "vfprintf", "vdprintf", "vasprintf", "vsnprintf"}
OPTIONS = ("-fstack-protector-strong", "-fstack-clash-protection")
OF_MACHINE = {"x86_64": "-fcf-protection", "aarch64": "-mbranch-protection=standard"}


def of_segments(file):
    relro, stack = file.segment(elf.PT_GNU_RELRO), file.segment(elf.PT_GNU_STACK)
    loads = [one for one in file.segments if one.kind == elf.PT_LOAD]
    if not relro or not relro.size:
        yield "RELRO (-z relro)"
    if not stack or stack.flags & elf.PF_X:
        yield "a stack without code (-z noexecstack)"
    if any(one.flags & elf.PF_X and one.flags & elf.PF_W for one in loads):
        yield "memory that is either written or executed"


def of_dynamic(file):
    flags, more = file.dynamic(elf.DT_FLAGS) or 0, file.dynamic(elf.DT_FLAGS_1) or 0
    if file.kind != elf.ET_DYN or (file.segment(elf.PT_INTERP) and not more & elf.DF_1_PIE):
        yield "position-independent code (PIE)"
    if not (flags & elf.DF_BIND_NOW or more & elf.DF_1_NOW or file.dynamic(elf.DT_BIND_NOW) is not None):
        yield "binding at the start (-z now)"
    if flags & elf.DF_TEXTREL or file.dynamic(elf.DT_TEXTREL) is not None:
        yield "code without relocations"
    if file.dynamic(elf.DT_RPATH) is not None or file.dynamic(elf.DT_RUNPATH) is not None:
        yield "libraries from the system's folders only (no RPATH)"


def of_code(file):
    """Begins each function as it should, and are the C library's checked ones called?"""
    lands = LANDS.get(file.machine, {b""})
    bare = sorted({where for where in file.functions() if file.at(where, 4) not in lands})
    if bare:
        yield f"landing pads (CET, BTI) of {len(bare)} functions, the first at {bare[0]:#x}"
    plain = sorted(file.imports() & PLAIN)
    if plain:
        yield f"_FORTIFY_SOURCE: {', '.join(plain)}"


def missing(path, separate=True):
    """The protections that a file lacks. `separate`: whether its code must be apart from its data."""
    file = elf.Elf(path)
    found = [*of_segments(file), *of_dynamic(file), *of_code(file)]
    # Without it, one segment begins with the file's headers and has its code and constants too.
    if separate and any(one.kind == elf.PT_LOAD and one.flags & elf.PF_X and not one.offset for one in file.segments):
        found.append("code apart from constants (-z separate-code)")
    return found


def check_tree(folder, what, wanted=("bin/xenfacts", "/plugins/", "/modules/", "/sinks/")):
    """Every ELF file below a folder; `wanted` are parts of paths that must be among them."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink() and elf.is_elf(path))
    names = ["/" + str(path.relative_to(folder)) for path in paths]
    checks.that(all(any(part in name for name in names) for part in wanted), f"{what}: files to look into", names)
    for name, path in zip(names, paths):
        # plugins/CMakeLists.txt says why a plugin's code is not apart.
        found = missing(path, separate="/plugins/" not in name)
        checks.that(not found, f"{what}: {name} lacks " + "; ".join(found))
    machine = {elf.EM_X86_64: "x86_64", elf.EM_AARCH64: "aarch64"}
    checks.that(any(next(elf.Elf(path).functions(), None) for path in paths), f"{what}: functions with a landing pad")
    return machine[elf.Elf(paths[0]).machine] if paths else ""


def unprotected(command, machine):
    """The options of hardening.cmake that a call of the compiler lacks."""
    words = command.split()
    fortify = [word for word in words if re.match(r"-[DU]_FORTIFY_SOURCE", word)]
    return [option for option in (*OPTIONS, OF_MACHINE[machine]) if option not in words] \
        + ([] if fortify[-1:] == ["-D_FORTIFY_SOURCE=3"] else ["-D_FORTIFY_SOURCE=3"])


def check_build(build, machine, what):
    """Every call of the compiler in a build folder."""
    commands = json.loads((build / "compile_commands.json").read_text(encoding="utf-8"))
    checks.that(len(commands) > 100, f"{what}: calls of the compiler", len(commands))
    for one in commands:
        lacks = unprotected(one["command"], machine)
        checks.that(not lacks, f"{what}: {one['file']} is compiled without {' '.join(lacks)}")
