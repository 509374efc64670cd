# SPDX-License-Identifier: MIT
"""Trees of files that `--root` reads, in place of machines: recorded guests unfolded. A record keeps only the lines of the
kernel log that plugins search for, so the log is filled up with others to the size that it had."""
import pathlib
import subprocess
import sys

GUESTS = pathlib.Path(__file__).resolve().parent.parent / "guests"

# What is measured: name -> guest, KB of the kernel log (0: as it was recorded).
CASES = {"no_xen": ("hand-10-bare-metal-xen-kernel", 0),
         "pvhvm": ("xen4.17-pvhvm-linux6.1", 26),
         "pvhvm_long_log": ("xen4.17-pvhvm-linux6.1", 256),
         "dom0": ("xen4.17-dom0-pv-linux6.1", 29)}

# From the PVHVM guest's own log; no plugin searches for any of them.
ORDINARY = """BIOS-e820: [mem 0x0000000000000000-0x000000000009dfff] usable
x86/mm: Checked W+X mappings: passed, no W+X pages found.
Dentry cache hash table entries: 65536 (order: 7, 524288 bytes, linear)
SCSI subsystem initialized
libata version 3.00 loaded.
ata_piix 0000:00:01.1: enabling device (0000 -> 0001)
scsi host0: ata_piix
ata1: PATA max MWDMA2 cmd 0x1f0 ctl 0x3f6 bmdma 0x1000 irq 14
e1000: Copyright (c) 1999-2006 Intel Corporation.
pci 0000:00:01.3: quirk: [io  0xb000-0xb03f] claimed by PIIX4 ACPI
random: crng init done
Freeing unused kernel image (rodata/data gap) memory: 1108K
TCP: Hash tables configured (established 4096 bind 4096)
audit: initializing netlink subsys (disabled)
systemd[1]: Listening on Journal Socket.""".splitlines()


def unfold(manifest, folder):
    """Makes a folder of a guest's manifest."""
    subprocess.run([sys.executable, "-B", GUESTS / "unfold", manifest, folder], check=True)
    return folder


def fill_log(tree, size):
    """Appends ordinary lines to the kernel log of a tree until it has that many bytes."""
    log = tree / "cmd/dmesg"
    text = log.read_text(encoding="utf-8", errors="surrogateescape")
    have, lines = len(text), []
    while have < size:
        lines.append(f"[{100 + len(lines) / 1000:12.6f}] {ORDINARY[len(lines) % len(ORDINARY)]}\n")
        have += len(lines[-1])
    log.write_text(text + "".join(lines), encoding="utf-8", errors="surrogateescape")
    return tree


def unpack(archive, folder):
    """A tree as it was captured on a real machine."""
    folder.mkdir()
    subprocess.run(["tar", "-xzf", archive, "-C", folder], check=True)
    return folder


def make(folder, captured=None):
    """{name: tree} of CASES; with a folder of captured trees (GUEST.tar.gz), of these where it has one."""
    found = {}
    for name, (guest, kilobytes) in CASES.items():
        archive = captured / f"{guest}.tar.gz" if captured else None
        tree = folder / name
        found[name] = unpack(archive, tree) if archive and archive.exists() else unfold(GUESTS / f"{guest}.guest", tree)
        if kilobytes:
            fill_log(tree, kilobytes * 1024)
    return found
