# SPDX-License-Identifier: MIT
"""What dom0's agent is given: the files of its input tar and /lab/plan.json, with an xl configuration a guest."""
import dataclasses
import datetime
import json
import pathlib

import boards
import check
import images
import initrd
import machine
import peers
import table

HERE = pathlib.Path(__file__).resolve().parent
RESULTS_SIZE = 24 << 20
MEMORY = 320                                   # MiB of a guest
SECONDS = {"pv": 300, "pvh": 300, "hvm": 720}  # of a guest's whole life, on busy cores
PEERS_MEMORY = 768
PEERS_SECONDS = 2700
ATTEMPTS = 3                                   # one, and two more if the emulation kills it
PEERS_ATTEMPTS = 8                             # it then goes on where it was
# libxl takes the kernel as it is linked; decompressing it under emulation costs more than all else in its boot. hvmloader's
# BIOS wants a bzImage.
KERNELS = {"pv": "vmlinux", "pvh": "vmlinux", "hvm": "vmlinuz"}
CONSOLES = {"pv": "console=hvc0 $quiet", "pvh": "console=hvc0 $quiet", "hvm": "console=ttyS0 $quiet"}


@dataclasses.dataclass(frozen=True)
class How:
    """What a run is for. `jobs` guests at once; each look times `runs` reports; `stay`: a person will use the guest's
    shell; `ask`: it is the other tools that are asked, not xenfacts alone."""
    jobs: int = 1
    runs: int = 20
    stay: bool = False
    ask: bool = False


def configuration(guest, number, how):
    """The guest's xl.cfg(5); $words are filled in by the agent, which knows where things lie in dom0."""
    # libxl gives the first four disks an emulated twin, whatever they are called (libxl_dm.c).
    letters = "abc" if guest.type != "hvm" or guest.disks == "hd" else "efg"
    disks = [f"{guest.disks if guest.type == 'hvm' else 'xvd'}{letter}" for letter in letters]
    third = f', "$peers,raw,{disks[2]},rw"' if how.ask else ""
    vif = ",".join(filter(None, [f"mac={check.SECRETS['MAC address']}", "bridge=xenbr0,script=vif-bridge", guest.vif]))
    lines = [
        f'name = "{guest.name}"', f'type = "{guest.type}"', f'uuid = "5afac751-0b5e-4c0d-9e3a-{check.SECRETS["UUID"]}{number:02}"',
        f'kernel = "/lab/kernels/{guest.kernel}/{KERNELS[guest.type]}"', 'ramdisk = "$initrd"',
        f'extra = "{" ".join(filter(None, [CONSOLES[guest.type], guest.cmdline]))}"',
        f"memory = {PEERS_MEMORY if how.ask else MEMORY}", f"vcpus = {guest.vcpus}",
        f'disk = ["$data,raw,{disks[0]},rw", "$results,raw,{disks[1]},rw"{third}]',
        f"pci = {json.dumps(spare([guest]))}" if guest.passthrough else f'vif = ["{vif}"]',
        'on_poweroff = "destroy"', 'on_reboot = "destroy"', 'on_crash = "destroy"',
    ]
    if guest.type == "hvm":
        lines += ['serial = "pty"' if how.stay else 'serial = "file:$console"', 'vga = "none"']
    return "\n".join([*lines, *guest.xl]) + "\n"


def spare(guests):
    """Where the devices are that dom0 has to spare for these guests."""
    return [boards.SPARE[device][0] for guest in guests for device in guest.passthrough]


def comment(guest, image, kernel):
    """The first lines of the guest's record: what it is, for the reader of tests/guests."""
    place = "without Xen" if guest.xen == table.NO_XEN else f"inside Xen {images.xen_version(image)}"
    return (f"Recorded by tests/lab on {datetime.date.today()} {place}, with Linux "
            f"{images.kernel_version(kernel)};\nthe processor is emulated by QEMU {machine.qemu_version()}. "
            f"Configuration: {guest.configuration()}.")


def modules(guest, how):
    """What a guest loads. On Arm there is nothing that is emulated."""
    known = [name for name in initrd.GUEST_MODULES if guest.architecture == "amd64" or name.startswith("xen")]
    return known + initrd.PASSTHROUGH_MODULES * bool(guest.passthrough) + initrd.PEERS_MODULES * how.ask


def settings(guest, how):
    return (f'MODULES="{" ".join(modules(guest, how))}"\nSKIP="{" ".join(guest.skip)}"\nLOOKS="{" ".join(guest.looks)}"\n'
            f'RESULTS_SECTORS={RESULTS_SIZE // 512}\nSTAY="{"yes" if how.stay else ""}"\nASK="{"yes" if how.ask else ""}"\n'
            f'RESTORED="{"yes" if guest.restored else ""}"\nDISKS="{"nvme0n1" if "nvme" in guest.passthrough else ""}"\n')


def seconds(guest):
    """Of the guest's whole life. Devices passed through are slow to start, and a restored guest starts twice."""
    return SECONDS[guest.type] * (2 if guest.passthrough or guest.restored else 1)


def limit(guests, ask):
    """Seconds that a boot may take for these guests, if each takes all of its time at every attempt."""
    each = [PEERS_SECONDS * 2 if ask else seconds(guest) * ATTEMPTS for guest in guests if not guest.is_first]
    return 3600 + sum(each)


def guest_plan(guest, number, how):
    return {"name": guest.name, "configuration": configuration(guest, number, how), "strings": guest.strings,
            "initrd": [f"kernels/{guest.kernel}/initrd", f"guests/{guest.name}"], "results_size": RESULTS_SIZE,
            "seconds": PEERS_SECONDS if how.ask else seconds(guest),
            "attempts": PEERS_ATTEMPTS if how.ask else ATTEMPTS, "restored": guest.restored,
            "goes_on": how.ask, "alone": guest.type != "pv"}


def repeats(how):
    """The words that a look counts its runs by."""
    return " ".join(map(str, range(how.runs)))


def guest_files(guest, image, kernel, how):
    """What only this guest is told, {name in its /lab: text}."""
    return {"settings": settings(guest, how), "comment": comment(guest, image, kernel), "runs": repeats(how),
            "peers.list": peers.command_list(peers.load())}


def write(guests, image, kernels, installed, work, how):
    """Makes all that one boot needs below `work`; the files of the input tar, {name: path}."""
    files = {"agent": HERE / "dom0/agent", "guests.py": HERE / "dom0/guests.py", "look": HERE / "guest/look",
             "peers": HERE / "guest/peers", "dest": installed, "plan.json": work / "plan.json",
             "peers.list": work / "peers.list", "runs": work / "runs"}
    (work / "peers.list").write_text(peers.command_list(peers.load()) + peers.version_list(peers.load()), encoding="utf-8")
    (work / "runs").write_text(repeats(how), encoding="utf-8")
    for guest in {guest.kernel: guest for guest in guests if not guest.is_first}.values():
        name, folder = guest.kernel, kernels[guest.kernel]
        files[f"kernels/{name}/vmlinuz"], files[f"kernels/{name}/vmlinux"] = folder / "vmlinuz", folder / "vmlinux"
        files[f"kernels/{name}/initrd"] = work / f"initrd-{name}"
        initrd.make(folder, installed, work / f"initrd-{name}", modules(guest, how))
    plan = {"jobs": 1 if how.ask else how.jobs, "guests": [], "shell": how.stay, "ask": how.ask, "dom0": None,
            "spare": spare(guests), "xen": any(guest.xen != table.NO_XEN for guest in guests)}
    for number, guest in enumerate(guests):
        if guest.is_first:
            plan["dom0"] = {"name": guest.name, "looks": guest.looks,
                            "comment": comment(guest, image, kernels[guest.kernel])}
            continue
        plan["guests"].append(guest_plan(guest, number, how))
        files[f"guests/{guest.name}"] = work / f"settings-{guest.name}"
        initrd.make_settings(guest_files(guest, image, kernels[guest.kernel], how), files[f"guests/{guest.name}"])
    (work / "plan.json").write_text(json.dumps(plan, indent=1), encoding="utf-8")
    return files
