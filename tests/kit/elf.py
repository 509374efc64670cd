# SPDX-License-Identifier: MIT
"""What a test asks of a program or shared object: its headers, sections, dynamic entries, symbols and relocations.
64-bit and little-endian only, as x86-64 and aarch64 are. Names and numbers are those of elf.h."""
import struct

ET_DYN = 3
EM_X86_64, EM_AARCH64 = 62, 183
PT_LOAD, PT_INTERP, PT_GNU_STACK, PT_GNU_RELRO = 1, 3, 0x6474E551, 0x6474E552
PF_X, PF_W = 1, 2
SHT_RELA, SHT_DYNAMIC, SHT_NOBITS, SHT_DYNSYM = 4, 6, 8, 11
SHF_ALLOC, SHF_EXECINSTR = 2, 4
DT_RPATH, DT_TEXTREL, DT_BIND_NOW, DT_RUNPATH, DT_FLAGS, DT_FLAGS_1 = 15, 22, 24, 29, 30, 0x6FFFFFFB
DF_TEXTREL, DF_BIND_NOW, DF_1_NOW, DF_1_PIE = 4, 8, 1, 0x08000000
STT_FUNC = 2
RELATIVE = {EM_X86_64: 8, EM_AARCH64: 1027}  # R_X86_64_RELATIVE, R_AARCH64_RELATIVE


class Segment:
    def __init__(self, fields):
        self.kind, self.flags, self.offset, self.address, _, self.size, _, _ = fields


class Section:
    def __init__(self, fields):
        self.name_at, self.kind, self.flags, self.address, self.offset, self.size, self.link, _, _, _ = fields
        self.name = ""


class Elf:
    """A file that is_elf(); ValueError for one that no machine of ours runs."""

    def __init__(self, path):
        self.bytes = path.read_bytes()
        if self.bytes[4:6] != b"\x02\x01":
            raise ValueError(f"{path}: not a 64-bit little-endian ELF file")
        self.kind, self.machine = struct.unpack_from("<HH", self.bytes, 16)
        segments_at, sections_at = struct.unpack_from("<QQ", self.bytes, 32)
        _, segment_count, _, section_count, names = struct.unpack_from("<HHHHH", self.bytes, 54)
        self.segments = [Segment(one) for one in self.table("<IIQQQQQQ", segments_at, segment_count)]
        self.sections = [Section(one) for one in self.table("<IIQQQQIIQQ", sections_at, section_count)]
        for section in self.sections:
            section.name = self.text(self.sections[names], section.name_at)

    def table(self, form, offset, count):
        size = struct.calcsize(form)
        return [struct.unpack_from(form, self.bytes, offset + i * size) for i in range(count)]

    def entries(self, form, kind):
        """The entries of all sections of a kind, each with its section."""
        for section in self.sections:
            if section.kind == kind:
                for entry in self.table(form, section.offset, section.size // struct.calcsize(form)):
                    yield section, entry

    def text(self, strings, at):
        begin = strings.offset + at
        return self.bytes[begin:self.bytes.index(b"\0", begin)].decode()

    def segment(self, kind):
        return next((one for one in self.segments if one.kind == kind), None)

    def section_at(self, address):
        """The section that is loaded at an address, or None."""
        return next((one for one in self.sections if one.flags & SHF_ALLOC and one.kind != SHT_NOBITS
                     and one.address <= address < one.address + one.size), None)

    def at(self, address, size):
        """Bytes that are loaded at an address."""
        section = self.section_at(address)
        begin = section.offset + address - section.address
        return self.bytes[begin:begin + size]

    def dynamic(self, tag):
        """Value of a dynamic entry; None without one."""
        return next((value for _, (own, value) in self.entries("<QQ", SHT_DYNAMIC) if own == tag), None)

    def imports(self):
        """Names of symbols that other objects define."""
        return {self.text(self.sections[section.link], name)
                for section, (name, _, _, index, _, _) in self.entries("<IBBHQQ", SHT_DYNSYM) if name and not index}

    def functions(self):
        """Addresses of the functions that other objects may call: by name, or by a pointer in our data. What runs at
        the start and at the end is the compiler's own."""
        yield from (value for _, (_, info, _, index, value, _) in self.entries("<IBBHQQ", SHT_DYNSYM)
                    if index and info & 15 == STT_FUNC)
        for _, (place, info, target) in self.entries("<QQq", SHT_RELA):
            section, code = self.section_at(place), self.section_at(target)
            if info & 0xFFFFFFFF == RELATIVE.get(self.machine) and code and code.flags & SHF_EXECINSTR \
                    and not (section and section.name in (".init_array", ".fini_array")):
                yield target


def is_elf(path):
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"
