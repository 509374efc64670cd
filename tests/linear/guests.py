# SPDX-License-Identifier: MIT
"""Guests that grow: each function makes one kind of a recorded one, in which something is there `count` times. Entries
of a manifest are described in core/machine/guest.h."""
BLOCK, CARDS, XENBUS, PCI = "/sys/block", "/sys/class/net", "/sys/bus/xen/devices", "/sys/bus/pci/devices"


class Guest:
    """A manifest whose entries can be replaced and added."""

    def __init__(self, text):
        self.entries = {}  # first line, without what follows the path -> all lines
        for line in text.splitlines()[1:]:
            if line.startswith(("|", "\\")):
                self.entries[last].append(line)
            elif not line.startswith("#"):
                last = " ".join(line.split(" ")[:2] if " /" in line else [line])
                self.entries[last] = [line]

    def file(self, path, *lines):
        self.entries[f"file {path}"] = [f"file {path}", *("|" + line for line in lines)]

    def link(self, path, target):
        self.entries[f"link {path}"] = [f"link {path} {target}"]

    def absent(self, path):
        self.entries[f"absent {path}"] = [f"absent {path}"]

    def denied(self, path):
        self.entries[f"denied {path}"] = [f"denied {path}"]

    def folder(self, path, names):
        """A folder with these names, in addition to those that it has."""
        old = self.entries.get(f"dir {path}", [f"dir {path}"])[0].split(" ")[2:]
        self.entries[f"dir {path}"] = [" ".join([f"dir {path}", *sorted({*old, *names})])]

    def log(self, lines):
        self.entries["log"] = ["log", *("|" + line for line in lines)]

    def text(self):
        return "\n".join(["xenfacts guest 1", *(line for entry in self.entries.values() for line in entry), ""])


def disk(guest, name, path, driver):
    """A disk: where its folder is below /sys/devices, and its driver's link."""
    guest.link(f"{BLOCK}/{name}", f"../devices/{path}/block/{name}")
    guest.link(f"{BLOCK}/{name}/device", f"../../../{path.rpartition('/')[2]}")
    guest.link(f"{BLOCK}/{name}/device/driver", driver)
    guest.absent(f"{BLOCK}/{name}/device/model")
    guest.folder(f"{BLOCK}/{name}/mq", ["0"])
    guest.file(f"{BLOCK}/{name}/queue/discard_max_bytes", "0")


def vbds(guest, count, names="d{}"):
    """Disks of Xen."""
    guest.folder(BLOCK, [names.format(n) for n in range(count)])
    guest.folder(XENBUS, [f"vbd-{n}" for n in range(count)])
    for n in range(count):
        disk(guest, names.format(n), f"vbd-{n}", "../../bus/xen/drivers/vbd")
        guest.link(f"{XENBUS}/vbd-{n}/driver", "../../bus/xen/drivers/vbd")
        guest.file(f"{XENBUS}/vbd-{n}/state", "Connected")


def alike(guest, count):
    """Disks of Xen whose names differ only in what is no part of a key."""
    vbds(guest, count, "d" * 60 + "{}")


def vifs(guest, count):
    """Interfaces of Xen."""
    guest.folder(CARDS, [f"e{n}" for n in range(count)])
    guest.folder(XENBUS, [f"vif-{n}" for n in range(count)])
    for n in range(count):
        guest.link(f"{CARDS}/e{n}", f"../../devices/vif-{n}/net/e{n}")
        guest.link(f"{CARDS}/e{n}/device", f"../../../vif-{n}")
        guest.link(f"{CARDS}/e{n}/device/driver", "../../bus/xen/drivers/vif")
        guest.folder(f"{CARDS}/e{n}/queues", ["rx-0", "tx-0"])
        guest.link(f"{XENBUS}/vif-{n}/driver", "../../bus/xen/drivers/vif")
        guest.file(f"{XENBUS}/vif-{n}/state", "Connected")


def drivers(guest, count):
    """Emulated disks, each on a controller with a driver of its own."""
    guest.folder(BLOCK, [f"d{n}" for n in range(count)])
    addresses = [f"{n:04x}:00:01.1" for n in range(1, count + 1)]
    guest.folder(PCI, addresses)
    for n, address in enumerate(addresses):
        disk(guest, f"d{n}", f"pci{address[:7]}/{address}/ata1/0:0:0:0", "../../../bus/scsi/drivers/sd")
        guest.link(f"{PCI}/{address}/driver", f"../../../bus/pci/drivers/piix{n}")
        guest.file(f"{PCI}/{address}/modalias", "pci:v00008086d00007010sv00001AF4sd00001100bc01sc01i80")
        guest.file(f"{PCI}/{address}/vendor", "0x8086")
        guest.file(f"{PCI}/{address}/device", "0x7010")


def denied(guest, count):
    """Disks about which nothing may be read."""
    guest.folder(BLOCK, [f"d{n}" for n in range(count)])
    for n in range(count):
        guest.denied(f"{BLOCK}/d{n}")
        guest.denied(f"{BLOCK}/d{n}/device")


def unbound(guest, count):
    """Disks of Xen without a driver."""
    guest.folder(XENBUS, [f"vbd-{n}" for n in range(count)])
    for n in range(count):
        guest.absent(f"{XENBUS}/vbd-{n}/driver")


def cpus(guest, count):
    """CPUs; rows of /proc/interrupts stay as many as they are, or the file would grow by the square."""
    rows = guest.entries["file /proc/interrupts"]
    numbers = " ".join(["7"] * count)
    guest.file("/proc/interrupts", " ".join(f"CPU{n}" for n in range(count)),
               *(" ".join([row.split()[0][1:].strip() or "0:", numbers, *row.split()[2:]]) for row in rows[2:]
                 if len(row.split()) > 3))
    stanza = guest.entries["file /proc/cpuinfo"][1:]
    guest.entries["file /proc/cpuinfo"][1:] = stanza * count
    path = "/sys/devices/system/clockevents"
    guest.folder(path, [f"clockevent{n}" for n in range(count)])
    for n in range(count):
        guest.file(f"{path}/clockevent{n}/current_device", "xen")


def rows(guest, count):
    """Interrupts, each on a chip that nobody knows."""
    guest.file("/proc/interrupts", "           CPU0",
               *(f"{n:5}:         7  chip{n}  {n}-edge      device{n}" for n in range(count)))


def log(guest, count):
    """Lines of the kernel log that plugins search for, among others."""
    guest.log(line for n in range(count) for line in (
        f"[{n:5}.000000] blkfront: xvd{n}: flush diskcache: enabled; persistent grants: enabled; indirect "
        "descriptors: enabled; bounce buffer: disabled;",
        f"[{n:5}.000000] pci 0000:00:01.1: legacy IDE quirk: reg 0x10: [io  0x01f0-0x01f7]"))


def line(guest, count):
    """A line without end, full of what patterns begin with; in the log and in files."""
    long = "blkfront: xen:events: Xen HVM DMI: Using Booting clocksource: " * count
    guest.log(["[    0.000000] " + long])
    guest.file("/proc/cmdline", long)
    guest.file("/sys/hypervisor/version/extra", long)


def config(count):
    """A configuration with that many settings of one plugin; it has none of them."""
    return "plugins:\n  block:\n" + "".join(f"    key{n}: 1\n" for n in range(count))


KINDS = (vbds, alike, vifs, drivers, denied, unbound, cpus, rows, log, line)


def text(base, kind, count):
    """The manifest, or the configuration, of one kind, made of a guest's manifest."""
    if kind is config:
        return config(count)
    guest = Guest(base)
    kind(guest, count)
    return guest.text()
