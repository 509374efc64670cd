#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A machine full of secrets, as a captured tree: tests/cli/private.txt has them, each in a place where such a thing is
found on real machines. `plant FOLDER` makes the tree; `search RECORD` prints each secret that a record of it has.
A secret of a form (an address, a UUID) stands in every place that plugins read."""
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
FORMS = ("mac", "ipv4", "ipv6", "uuid", "mail", "builder", "serial", "iqn", "url", "hex")  # found by what they look like

# Files that plugins read whole, with what a Xen guest has there; secrets of a form follow, a line each.
WHOLE = {
    "sys/class/dmi/id/product_version": "4.17", "sys/class/dmi/id/bios_date": "11/04/2026",
    "proc/xen/capabilities": "control_d", "sys/hypervisor/properties/capabilities": "xen-3.0-x86_64",
    "proc/device-tree/compatible": "linux,dummy", "proc/interrupts": "           CPU0\n 24:  1  xen-dyn  -event  eth0",
    "run/xenfacts/imds/region": "eu-west-1", "run/xenfacts/imds/system": "xen",
}
# Files of which plugins read some lines only: any secret stands in the others.
LINES = {
    "proc/cpuinfo": "processor : 0\nSerial : {}\nflags : fpu\n", "etc/os-release": "NAME=\"Debian\"\nVARIANT={}\n",
    "etc/xensource-inventory": "PRODUCT_BRAND='XCP-ng'\nINSTALLATION='{}'\n", "etc/redhat-release": "{}\n",
    "etc/qubes-release": "{}\n", "usr/share/qubes/marker-vm": "{}\n", "boot/config-6.1.0": "CONFIG_XEN=y\n# {}\n",
    "sys/block/sda/device/model": "{}\n",
}
# Lines of the kernel log, most of which a plugin's pattern finds.
LOG = (
    "<5>[    0.000000] Linux version 6.1.0 ({builder}) (gcc-12) #1 SMP",
    "<6>[    0.000000] Command line: Xen version: 4.17 {any}",
    "<5>[    0.000000] Kernel command line: Xen version: 4.17 {any} Hypervisor detected: Xen",
    "<5>[    0.000000] Unknown kernel command line parameters \"{any} Xen version: 4.17\", will be passed on",
    "<6>[    0.000000] DMI: Dell Inc. PowerEdge R640/{board}, BIOS 2.12.2 07/09/2021",
    "<30>[    1.000000] systemd[1]: Xen version: 4.17 {any}",
    "<14>[    1.000000] Machine model: {any}",
    "<6>[    1.000000] Machine model: {form}",
    "<6>[    1.000000] Xen version: 4.17 {form}",
    "Nov 22 21:45:17 {host} kernel: Xen version: 4.17",
)


def corpus():
    """All secrets as (kind, text); a comment or an empty line is none."""
    lines = [line for line in (HERE / "private.txt").read_text().splitlines() if line and not line.startswith("#")]
    return [tuple(line.split(" ", 1)) for line in lines]


def write(root, name, text):
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text)


def link(root, name, target):
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).symlink_to(target)


def plant_devices(root, kinds):
    """Interfaces and disks that people named, or udev after an address."""
    for number, name in enumerate(["eth0", *kinds["interface"]]):
        link(root, f"sys/class/net/{name}", f"../../devices/vif-{number}/net/{name}")
        link(root, f"sys/devices/vif-{number}/net/{name}/device", "../..")
        link(root, f"sys/devices/vif-{number}/driver", "../../bus/xen/drivers/vif")
    for number, name in enumerate(["sda", *kinds["disk"]]):
        link(root, f"sys/block/{name}", f"../devices/vbd-{number}/block/{name}")
        (root / f"sys/devices/vbd-{number}/block/{name}/queue").mkdir(parents=True)
    for name in kinds["file"]:
        write(root, f"boot/{name}", name)


def plant(root):
    secrets = corpus()
    kinds = {kind: [text for other, text in secrets if other == kind] for kind, _ in secrets}
    forms = [text for kind, text in secrets if kind in FORMS]
    every = [text for _, text in secrets]
    write(root, "sys/hypervisor/type", "xen\n")
    write(root, "proc/sys/kernel/hostname", kinds["host"][0] + "\n")
    write(root, "proc/sys/kernel/osrelease", "6.1.0\n")
    write(root, "proc/cmdline", " ".join(["nopvspin", *every, "clocksource=tsc --", *every]) + "\n")
    for name, text in WHOLE.items():
        row = " 25:  1  xen-dyn  -event  " if name == "proc/interrupts" else ""
        write(root, name, "".join(f"{line}\n" for line in [text, *(row + form for form in [*forms, kinds["host"][0]])]))
    for name, text in LINES.items():
        if name.startswith("sys/block"):
            plant_devices(root, kinds)
        write(root, name, "".join(text.format(secret) for secret in every))
    write(root, "cmd/dmesg", "".join(
        line.format(any=secret, form=forms[number % len(forms)], builder=kinds["builder"][number % len(kinds["builder"])],
                    board=kinds["board"][number % len(kinds["board"])], host=kinds["host"][number % len(kinds["host"])])
        + "\n" for number, secret in enumerate(every) for line in LOG))


def needles(kind, text):
    """What of a secret must not be found: of "password=hunter2" the value."""
    return text.rsplit("=", 1)[-1] if kind == "parameter" else text


def search(record):
    text = pathlib.Path(record).read_text()
    wanted = [(kind, needles(kind, secret)) for kind, secret in corpus()]
    found = [(kind, secret) for kind, secret in wanted if secret in text or re.sub("[:-]", "", secret) in text]
    if len(wanted) < 200:
        print(f"only {len(wanted)} secrets")
    for kind, secret in found:
        line = next((line for line in text.splitlines() if secret in line), "")
        print(f"{kind} {secret}: {line[:160]}")


if sys.argv[1] == "plant":
    plant(pathlib.Path(sys.argv[2]))
else:
    search(sys.argv[2])
