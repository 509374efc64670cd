# SPDX-License-Identifier: MIT
"""Makes big guests of a real one: takes a manifest (core/machine/guest.h) with one disk xvda and one CPU 0 and
writes it again with any number of either, so that growth is measured on what plugins really read."""
import re


class Manifest:
    """Entries of a manifest, each a list of lines: what it is, then its content."""

    def __init__(self, text):
        lines = text.splitlines()
        self.head, self.entries = lines[0], []
        for line in lines[1:]:
            if line.startswith(("|", "\\")):
                self.entries[-1].append(line)
            elif line and not line.startswith("#"):
                self.entries.append([line])

    def write(self, path):
        with open(path, "w", encoding="utf-8") as file:
            file.write(self.head + "\n")
            file.writelines(line + "\n" for entry in self.entries for line in entry)

    def drop(self, names):
        """Leaves out everything below these names, and the names themselves."""
        gone = pattern(names)
        self.entries = [e for e in self.entries if not gone.search(path_of(e))]
        for entry in self.entries:
            if entry[0].startswith("dir "):
                entry[0] = " ".join(w for w in entry[0].split(" ") if not gone.fullmatch(w))

    def repeat(self, names, copies):
        """Repeats all that has one of `names`, once for each copy: a function from a name to its name."""
        found = pattern(names)
        more = []
        for entry in self.entries:
            if found.search(path_of(entry)):
                more += [[found.sub(copy, line) for line in entry] for copy in copies]
            elif entry[0].startswith("dir "):
                kind, path, *inside = entry[0].split(" ")
                new = {found.sub(copy, w) for w in inside if found.fullmatch(w) for copy in copies}
                entry[0] = " ".join([kind, path, *sorted(set(inside) | new)])
        self.entries += more

    def content(self, path, change):
        """Changes the content lines of a file, if it is there."""
        for entry in self.entries:
            if entry[0] == "file " + path:
                entry[1:] = change(entry[1:])


def pattern(names):
    return re.compile(r"(?<![\w-])(" + "|".join(map(re.escape, names)) + r")(?![\w-])")


def path_of(entry):
    words = entry[0].split(" ")
    return words[1] if len(words) > 1 and words[1].startswith("/") else ""


def letters(number):
    """0 is a, 25 is z, 26 is aa: how Linux names disks."""
    text = ""
    while number >= 0:
        text = chr(ord("a") + number % 26) + text
        number = number // 26 - 1
    return text


def with_disks(text, count):
    """The guest with `count` disks; it must have xvda on vbd-51712, and xvdb is left out."""
    guest = Manifest(text)
    guest.drop(["xvdb", "vbd-51728"])
    # Numbers of extended vbds: xen/include/public/io/blkif.h, docs/man/xen-vbd-interface.7.
    guest.repeat(["xvda", "vbd-51712"],
                 [lambda m, n=n: "xvd" + letters(n) if m.group() == "xvda" else f"vbd-{(1 << 28) | n << 8}"
                  for n in range(1, count)])
    return guest


def with_cpus(text, count):
    """The guest with `count` CPUs; as on a real one, /proc/interrupts grows in both directions."""
    guest = Manifest(text)
    guest.drop(["cpu1", "clockevent1"])
    guest.repeat(["cpu0", "clockevent0"],
                 [lambda m, n=n: m.group()[:-1] + str(n) for n in range(1, count)])
    guest.content("/proc/interrupts", lambda lines: interrupts(lines, count))
    guest.content("/proc/cpuinfo", lambda lines: cpuinfo(lines, count))
    return guest


def interrupts(lines, count):
    old = lines[0].count("CPU")
    rows = ["|" + " " * 10 + "".join(f"CPU{n:<8}" for n in range(count))]
    row = re.compile(r"(\|\s*\S+:)((?:\s+\d+){%d})(\s+\D.*|)" % old)
    for line in lines[1:]:
        found = row.fullmatch(line)
        if not found:
            rows.append(line)
            continue
        name, numbers, rest = found.groups()
        numbers = numbers.split()[0].rjust(11) * count
        if "xen-percpu" not in rest:
            rows.append(name + numbers + rest)
        elif rest.endswith("0"):
            rows += [name + numbers + rest[:-1] + str(n) for n in range(count)]
    return rows


def cpuinfo(lines, count):
    end = lines.index("|") if "|" in lines else len(lines)
    stanza = lines[:end] + ["|"]
    return [re.sub(r"^(\|processor.*: ?)0$", rf"\g<1>{n}", line) for n in range(count) for line in stanza]
