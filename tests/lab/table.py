# SPDX-License-Identifier: MIT
"""The lab's table, guests.toml, as objects. A wrong entry ends the run before anything is built."""
import dataclasses
import fnmatch
import pathlib
import tomllib

HERE = pathlib.Path(__file__).resolve().parent
CELLS = ("mode", "domain", "disk", "network", "interrupts", "timers", "motherboard", "privileged")
LOOKS = ("root", "nobody", "container", "no-xenfs")
DEVICES = ("e1000e", "nvme")  # that can be passed through (boards.py)
TYPES = ("dom0", "pv", "pvh", "hvm", "board")
ARCHITECTURES = {"amd64": "", "arm64": "Arm64"}  # Debian's name: ours for people
NO_XEN = "plain"                                 # in place of a hypervisor


class TableError(Exception):
    """Says which entry of the table is wrong, and how."""


@dataclasses.dataclass(frozen=True)
class Boot:
    """What is booted once, for all guests that can run in it."""
    xen: str           # or NO_XEN
    architecture: str
    words: str         # for Xen's command line
    passthrough: tuple # devices that dom0 has to spare

    @property
    def name(self):
        """For a folder."""
        parts = [self.xen] + [self.architecture] * (self.architecture != "amd64") + self.words.split()
        return "-".join(parts + [device.partition(",")[0] for device in self.passthrough])


@dataclasses.dataclass(frozen=True)
class Guest:
    """One domain to start: an entry of the table on one hypervisor with one kernel."""
    entry: str
    xen: str
    kernel: str
    type: str
    truth: tuple
    architecture: str = "amd64"
    cmdline: str = ""
    vcpus: int = 1
    xl: tuple = ()
    disks: str = "hd"
    vif: str = ""
    boot: str = ""
    passthrough: tuple = ()
    restored: bool = False
    strings: dict = dataclasses.field(default_factory=dict)
    skip: tuple = ()
    looks: tuple = ()
    keep: tuple = ()
    short: str = ""  # "always", or "turn": one of those in each run of the short lab

    @property
    def name(self):
        return f"{self.xen}-{self.entry}-{self.kernel}"

    @property
    def place(self):
        return Boot(self.xen, self.architecture, self.boot, self.passthrough)

    @property
    def is_first(self):
        """Whether it is what the machine boots, not what is started in it."""
        return self.type in ("dom0", "board")

    def kept_name(self, look):
        """What the manifest of a look is called in tests/guests."""
        suffix = "" if look == "root" else f"-{look}"
        return f"{self.xen}-{self.entry}{suffix}-{self.kernel}"

    def configuration(self):
        """One line for people: what makes this guest what it is."""
        words = [{"dom0": "dom0", "board": "no Xen"}.get(self.type, f'type="{self.type}"')]
        words += filter(None, [ARCHITECTURES[self.architecture]])
        words.append("1 vCPU" if self.vcpus == 1 else f"{self.vcpus} vCPUs")
        words += [f"Xen parameter {self.boot}"] if self.boot else []
        words += [f"kernel parameter {self.cmdline}"] if self.cmdline else []
        words += list(self.xl)
        words += [f'vif "{self.vif}"'] if self.vif else []
        words += ["disks paravirtual only"] if self.type == "hvm" and self.disks != "hd" else []
        words += [f"SMBIOS strings of {self.strings['system-manufacturer']}"] if self.strings else []
        words += [f"{' and '.join(self.passthrough)} passed through"] if self.passthrough else []
        words += ["after `xl save` and `xl restore`"] if self.restored else []
        words += [f"{' and '.join(self.skip)} not loaded"] if self.skip else []
        return ", ".join(words)


@dataclasses.dataclass(frozen=True)
class Table:
    xen: dict      # name: Debian release
    kernel: dict
    guests: tuple

    def short(self, turn=None):
        """The guests of the short lab; of those that take turns the one whose turn it is, or all without a turn."""
        turns = [guest for guest in self.guests if guest.short == "turn"]
        chosen = turns if turn is None else [turns[turn % len(turns)]]
        return [guest for guest in self.guests if guest.short == "always" or guest in chosen]

    def select(self, patterns, chosen=None):
        """The guests whose name or entry one of the patterns matches; all of them without a pattern. `chosen`: of these."""
        chosen = list(self.guests) if chosen is None else chosen
        if not patterns:
            return chosen
        for pattern in patterns:
            if not any(matches(guest, pattern) for guest in chosen):
                known = " ".join(dict.fromkeys(guest.entry for guest in chosen))
                raise TableError(f"no guest is called {pattern}; there are: {known}")
        return [guest for guest in chosen if any(matches(guest, pattern) for pattern in patterns)]


def matches(guest, pattern):
    return fnmatch.fnmatchcase(guest.name, pattern) or fnmatch.fnmatchcase(guest.entry, pattern)


def check(guest, xen, kernel):
    wrong = [word for word, good in (
        (f"type {guest.type}", guest.type in TYPES),
        (f"architecture {guest.architecture}", guest.architecture in ARCHITECTURES),
        (f"xen {guest.xen}", guest.xen == NO_XEN if guest.type == "board" else guest.xen in xen),
        (f"kernel {guest.kernel}", guest.kernel in kernel),
        ("truth of other than 8 words", len(guest.truth) == len(CELLS)),
        (f"looks {guest.looks}", set(guest.looks) <= set(LOOKS)),
        (f"keep {guest.keep}", set(guest.keep) <= set(guest.looks)),
        ("boot outside of dom0", guest.type == "dom0" or not guest.boot),
        (f"passthrough {guest.passthrough}", set(guest.passthrough) <= set(DEVICES)),
        (f"short {guest.short}", guest.short in ("", "always", "turn")),
        ("no-xenfs outside of dom0", guest.type == "dom0" or "no-xenfs" not in guest.looks),
    ) if not good]
    if wrong:
        raise TableError(f"{guest.name}: {', '.join(wrong)}")


def guests_of(entry, values, defaults):
    values = {**defaults, **values}
    short = values.pop("short", "")
    for number, place in enumerate(values.pop("on")):
        xen, kernel = place.split()
        fields = {key: tuple(value) if isinstance(value, list) else value for key, value in values.items()}
        fields["truth"] = tuple(fields["truth"].split())
        try:
            yield Guest(entry=entry, xen=xen, kernel=kernel, short="" if number else short, **fields)
        except TypeError as error:
            raise TableError(f"{entry}: {error}") from error


def load(path=HERE / "guests.toml"):
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise TableError(f"{path.name}: {error}") from error
    guests = [guest for entry, values in data["guest"].items()
              for guest in guests_of(entry, values, data["defaults"])]
    for guest in guests:
        check(guest, data["xen"], data["kernel"])
    return Table(data["xen"], data["kernel"], tuple(guests))
