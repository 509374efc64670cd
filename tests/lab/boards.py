# SPDX-License-Identifier: MIT
"""The machines that QEMU emulates, as its command lines: a PC with AMD's SVM and nested paging, which Xen takes for real,
and Arm's `virt` board, whose processor has EL2. QEMU runs in the folder of the files, as multiboot's -initrd takes no
comma or blank in a path.
"""
import check
import images
import table

# What else the processor may have made Xen 4.17 hang; without nested paging Debian's Xen refuses HVM and PVH.
PC = ["qemu-system-x86_64", "-M", "q35", "-accel", "tcg,thread=multi", "-cpu", "qemu64,+svm,+npt"]
PC_XEN = "dom0_mem=1536M,max:1536M com1=115200,8n1 console=com1 loglvl=all guest_loglvl=all"
PC_MEMORY = "3G"  # dom0's, and a guest's or two; Xen scrubs all that there is as it boots
ARM = ["qemu-system-aarch64", "-accel", "tcg,thread=multi", "-cpu", "cortex-a57"]
ARM_XEN = "dom0_mem=1024M loglvl=all guest_loglvl=all"
ARM_MEMORY = "2G"
DOM0 = f"root=UUID={images.UUID} ro init=/lab/init"
# Behind Xen itself, and the device tree that QEMU puts 128 MiB into the memory.
KERNEL_AT, INITRD_AT = 0x50000000, 0x58000000
# What a dom0 can have for a guest: where it is there, and QEMU's words for it. The NIC does not say that it is QEMU's.
SPARE = {
    "e1000e": ("0000:00:05.0", ["-netdev", "hubport,id=spare,hubid=1", "-device", "e1000e,netdev=spare,addr=5,"
                                f"subsys_ven=0x8086,subsys=0xa01f,mac={check.SECRETS['MAC address']}"]),
    "nvme": ("0000:00:06.0", ["-blockdev", "driver=null-co,node-name=spare,read-zeroes=on,size=67108864", "-device",
                              f"nvme,drive=spare,addr=6,serial={check.SECRETS['serial number']}"]),
}
EVENTS = ["-chardev", "file,id=events,path=events"]


def disks(peers):
    """(name, file, whether no change is kept) of each."""
    found = [("root", "root", "on"), ("input", "input", "off"), ("output", "output", "off")]
    return found + [("peers", "root", "on")] * peers


def drives(device, peers):
    """The disks, each on a device with a serial number to know it by; `device` gives its name for a port."""
    words = []
    for port, (name, file, snapshot) in enumerate(disks(peers)):
        words += ["-drive", f"file={file}.img,format=raw,if=none,id={name},snapshot={snapshot}",
                  "-device", f"{device(port)},drive={name},serial=lab-{name}"]
    return words


def common(processors, memory):
    return ["-smp", str(processors), "-m", memory, "-display", "none", "-no-reboot", "-nodefaults", *EVENTS,
            "-netdev", "hubport,id=net,hubid=0"]


def pc(boot, peers, processors):
    xen = f"{PC_XEN} dom0_max_vcpus={processors} {boot.words}".strip()
    words = [*PC, *common(processors, PC_MEMORY), "-kernel", "xen", "-append", xen,
             "-initrd", f"vmlinux {DOM0} console=hvc0,initrd.img", "-device", "e1000e,netdev=net"]
    # Xen wants an IOMMU for a PVH dom0 and to pass a device through, and one that remaps interrupts to accept it at all.
    words += ["-device", "amd-iommu,intremap=on"] if "dom0=pvh" in boot.words or boot.passthrough else []
    for device in boot.passthrough:
        words += SPARE[device][1]
    return words + drives(lambda port: f"ide-hd,bus=ide.{port}", peers)


def arm(boot, peers, processors):
    virtio = ["-device", "virtio-net-device,netdev=net", *drives(lambda port: "virtio-blk-device", peers)]
    if boot.xen == table.NO_XEN:
        return [*ARM, "-M", "virt,gic-version=3", *common(processors, ARM_MEMORY), "-kernel", "vmlinux", "-initrd",
                "initrd.img", "-append", f"{DOM0} console=ttyAMA0", *virtio]
    # The guest loader describes the two to Xen in the device tree, as boot loaders do.
    return [*ARM, "-M", "virt,virtualization=on,gic-version=3", *common(processors, ARM_MEMORY), "-kernel", "xen",
            "-append", f"{ARM_XEN} dom0_max_vcpus={processors} {boot.words}".strip(),
            "-device", f"guest-loader,addr={KERNEL_AT:#x},kernel=vmlinux,bootargs={DOM0} console=hvc0",
            "-device", f"guest-loader,addr={INITRD_AT:#x},initrd=initrd.img", *virtio]


def command(boot, peers, processors):
    """QEMU's command line for a boot of the table, without the consoles."""
    return (arm if boot.architecture == "arm64" else pc)(boot, peers, processors)


def consoles(boot, console):
    """Where the first console leads, and that the events' port is the other one: of Arm's board Xen takes the only UART,
    and its console is all that dom0 has."""
    port = ["-device", "virtio-serial-device", "-device", "virtserialport,chardev=events,name=lab"] \
        if boot.architecture == "arm64" else ["-serial", "chardev:events"]
    return ["-serial", console, *port]
