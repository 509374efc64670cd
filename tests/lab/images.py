# SPDX-License-Identifier: MIT
"""What the lab boots, made from Debian's packages: for each hypervisor a dom0 image with Xen beside it, and guests'
kernels. Made once and kept under a key over what goes in: the recipe here, and the packages' versions of the day.

    CACHE/lists-SUITE/       apt's lists of that release
    CACHE/dom0-SUITE-KEY/    root.img (ext4), xen (ELF), vmlinux, initrd.img, versions; machine.py keeps *.state
    CACHE/peers-SUITE-KEY/   the same with the tools of peers.toml
    CACHE/booted-SUITE-KEY/  the same with systemd, and what tests/booted asks
    CACHE/kernel-SUITE-KEY/  vmlinuz, vmlinux, config-RELEASE, lib/modules/RELEASE

"dom0-arm64" and "kernel-arm64" are the same for Arm; the second has programs/ too, a root with a guest's.
"""
import dataclasses
import fcntl
import hashlib
import lzma
import pathlib
import shutil
import struct
import subprocess
import tempfile
import zlib

import initrd
from kit import archive, ubuntu
from kit.archive import ImageError, bootstrap, cache_folder, candidates, run

HERE = pathlib.Path(__file__).resolve().parent

# Xen's tools need python3; the lab's agent in dom0 is written in it for that.
DOM0_PACKAGES = """xen-system-amd64 xen-utils-common xenstore-utils qemu-system-xen seabios linux-image-amd64 kmod
    iproute2 procps busybox libjansson4 util-linux""".split()
KERNEL_PACKAGES = ["linux-image-amd64"]
# Unpacked alone, they do not bring Debian's essential packages with them.
ARM_DOM0_PACKAGES = """xen-system-arm64 xen-utils-common xenstore-utils linux-image-arm64 kmod iproute2 procps
    busybox-static libjansson4 util-linux mount mawk bash coreutils dash debianutils findutils grep gzip sed tar""".split()
# The libraries are xenfacts's and its modules'.
ARM_KERNEL_PACKAGES = """linux-image-arm64 busybox-static util-linux libjansson4 libyaml-0-2 libsmartcols1 zlib1g
    libssl3""".split()
ARM_DOM0_MODULES = ["virtio_mmio", "virtio_blk", "crc32c_generic", "ext4"]  # until it has its root
PEERS_PACKAGES = "virt-what imvirt dmidecode pciutils systemd facter ansible-core ohai python3-jinja2 udev".split()
# libcurl4 and the other libraries are what our packages depend on: there is no network to fetch them by.
BOOTED_PACKAGES = """systemd-sysv udev facter ansible-core python3-jinja2 prometheus-node-exporter openssl libyaml-0-2
    libsmartcols1 libcurl4""".split()
SALT = "salt==3008.3"
UUID = "8f3a1c52-6b1e-4a57-9d0e-7c3f5b2a9e10"  # of dom0's root: disks change their order from boot to boot
IMAGE_SIZE = "4G"                              # sparse


def only(folder, pattern):
    found = sorted(folder.glob(pattern))
    if not found:
        raise ImageError(f"{folder} holds no {pattern}")
    return found[-1]


def linked(vmlinuz, target):
    """
    The kernel as it is linked, out of a bzImage: decompressed here, and not under emulation at each boot. Where it lies is
    in the head (Documentation/arch/x86/boot.rst: setup_sects, payload_offset, payload_length). Arm's is not compressed
    (Documentation/arm64/booting.rst: the magic at 56).
    """
    data = vmlinuz.read_bytes()
    if data[56:60] == b"ARM\x64":
        target.write_bytes(data)
        return
    start = (data[0x1f1] + 1) * 512
    offset, length = struct.unpack_from("<II", data, 0x248)
    payload = data[start + offset:start + offset + length]
    if payload[:6] == b"\xfd7zXZ\0":
        target.write_bytes(lzma.LZMADecompressor().decompress(payload))
    elif payload[:2] == b"\x1f\x8b":
        target.write_bytes(zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(payload))
    else:  # the four bytes behind it, which are the size, are no frame of zstd's
        target.write_bytes(subprocess.run(["zstd", "-dcq"], input=payload[:-4], stdout=subprocess.PIPE, check=True).stdout)


def make_root(suite, folder, packages, finish=None):
    with tempfile.TemporaryDirectory(dir=folder) as name:
        root = pathlib.Path(name) / "root"
        bootstrap(suite, packages, root, "minbase")
        with open(folder / "xen", "wb") as xen:
            subprocess.run(["gzip", "-dc", only(root / "boot", "xen-4*[0-9]-amd64.gz")], stdout=xen, check=True)
        linked(only(root / "boot", "vmlinuz-*"), folder / "vmlinux")
        shutil.copy(only(root / "boot", "initrd.img-*"), folder / "initrd.img")
        (folder / "versions").write_text(run(["dpkg-query", f"--admindir={root}/var/lib/dpkg", "-W"]), encoding="utf-8")
        if finish:
            finish(root)
        make_disk(root, folder)


def make_disk(root, folder):
    """The file system of dom0, with the lab's first program in it."""
    (root / "lab").mkdir()
    shutil.copy(HERE / "dom0/init", root / "lab/init")
    (root / "etc/resolv.conf").unlink(missing_ok=True)
    run(["mke2fs", "-q", "-t", "ext4", "-U", UUID, "-d", root, folder / "root.img", IMAGE_SIZE])


def make_dom0(suite, folder):
    make_root(suite, folder, DOM0_PACKAGES)


def add_salt(root):
    """Debian 12 has no Salt; Python's package index has, for the same Python as the image's."""
    run(["/usr/bin/python3", "-m", "pip", "install", "--quiet", "--no-compile", "--target",
         root / "usr/local/lib/python3.11/dist-packages", SALT])


def make_peers(suite, folder):
    make_root(suite, folder, DOM0_PACKAGES + PEERS_PACKAGES, add_salt)


def finish_booted(root):
    """Salt, and packages that are installed later with their documents."""
    add_salt(root)
    (root / "etc/dpkg/dpkg.cfg.d/99mmdebstrap").unlink()


def make_booted(suite, folder):
    make_root(suite, folder, DOM0_PACKAGES + BOOTED_PACKAGES, finish_booted)


def take_kernel(root, folder):
    """The kernel of a root whose packages were unpacked, and its modules."""
    vmlinuz = only(root / "boot", "vmlinuz-*")
    release = vmlinuz.name.partition("-")[2]
    shutil.copy(vmlinuz, folder / "vmlinuz")
    linked(vmlinuz, folder / "vmlinux")
    shutil.copy(root / f"boot/config-{release}", folder / f"config-{release}")
    modules = only(root, f"usr/lib/modules/{release}") if (root / "usr/lib/modules").exists() \
        else only(root, f"lib/modules/{release}")
    shutil.copytree(modules, folder / "lib/modules" / release, symlinks=True,
                    ignore=shutil.ignore_patterns("build", "source"))
    run(["depmod", "-b", folder, release])


def make_kernel(suite, folder):
    with tempfile.TemporaryDirectory(dir=folder) as name:
        root = pathlib.Path(name) / "root"
        bootstrap(suite, KERNEL_PACKAGES, root, "extract")
        take_kernel(root, folder)


def make_ubuntu_kernel(_suite, folder):
    with tempfile.TemporaryDirectory(dir=folder) as name:
        root = pathlib.Path(name) / "root"
        run(["dpkg-deb", "--extract", ubuntu.package(ubuntu.KERNEL, "amd64"), root])
        take_kernel(root, folder)


# ---- Arm, whose packages are only unpacked: this machine cannot run their scripts ----

def make_arm_kernel(suite, folder):
    """With the programs and libraries of a guest, which on x86 are this machine's own."""
    with tempfile.TemporaryDirectory(dir=folder) as name:
        root = pathlib.Path(name) / "root"
        bootstrap(suite, ARM_KERNEL_PACKAGES, root, "extract", "arm64")
        take_kernel(root, folder)
        programs = folder / "programs"
        initrd.copy_in(programs, [initrd.BUSYBOX, *initrd.PROGRAMS], root)
        (programs / "lib/aarch64-linux-gnu").mkdir(parents=True)
        for place in (root / "lib", root / "usr/lib"):
            for path in [*place.glob("ld-linux-*"), *place.glob("aarch64-linux-gnu/*.so*")]:
                shutil.copy(path, programs / "lib" / path.relative_to(place))


def make_arm_dom0(suite, folder):
    with tempfile.TemporaryDirectory(dir=folder) as name:
        root = pathlib.Path(name) / "root"
        bootstrap(suite, ARM_DOM0_PACKAGES, root, "extract", "arm64")
        xen = only(root / "boot", "xen-4*-arm64")
        shutil.copy(xen, folder / "xen")
        linked(only(root / "boot", "vmlinuz-*"), folder / "vmlinux")
        hypervisor = candidates(suite, [f"xen-hypervisor-{xen.name.partition('-')[2]}"], "arm64")[0]
        (folder / "versions").write_text(hypervisor.replace(" ", "\t") + "\n", encoding="utf-8")
        run(["depmod", "-b", root, only(root / "lib/modules", "*").name])
        initrd.make_dom0(root, folder / "initrd.img", ARM_DOM0_MODULES)
        # What the packages' scripts would have made.
        (root / "usr/bin/awk").symlink_to("mawk")
        for place in ("dev", "proc", "root", "run", "sys", "tmp"):
            (root / place).mkdir(exist_ok=True)
        make_disk(root, folder)


@dataclasses.dataclass(frozen=True)
class Kind:
    """A kind of image: what makes it of a release, in a folder; the packages that its key is of; what it is."""
    make: callable
    packages: list
    words: str
    architecture: str = "amd64"


KINDS = {
    "dom0": Kind(make_dom0, DOM0_PACKAGES, "the image of dom0"),
    "peers": Kind(make_peers, [*DOM0_PACKAGES, *PEERS_PACKAGES], "the image of dom0 with the other tools"),
    "booted": Kind(make_booted, [*DOM0_PACKAGES, *BOOTED_PACKAGES], "the image of a dom0 with systemd"),
    "kernel": Kind(make_kernel, KERNEL_PACKAGES, "the kernel"),
    "kernel-ubuntu": Kind(make_ubuntu_kernel, [ubuntu.KERNEL], "the kernel"),
    "dom0-arm64": Kind(make_arm_dom0, ARM_DOM0_PACKAGES, "Arm's image of dom0", "arm64"),
    "kernel-arm64": Kind(make_arm_kernel, ARM_KERNEL_PACKAGES, "Arm's kernel", "arm64"),
}


def get(kind, suite, say, rebuild=False):
    """The folder of an image, made now if it is not there yet. Runs take turns at the cache."""
    cache_folder().mkdir(parents=True, exist_ok=True)
    with open(cache_folder() / "lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return get_alone(kind, suite, say, rebuild)


def recipe(kind):
    """The text of what makes a kind of image."""
    files = [pathlib.Path(__file__), pathlib.Path(archive.__file__)]
    files += [] if kind.startswith("kernel") else [HERE / "dom0/init"]
    files += [HERE / "initrd.py"] if kind.endswith("-arm64") else []
    files += [HERE / "dom0/ramdisk"] if kind == "dom0-arm64" else []
    return "".join(file.read_text(encoding="utf-8") for file in files)


def get_alone(kind, suite, say, rebuild):
    packages, versions = KINDS[kind].packages, candidates(suite, KINDS[kind].packages, KINDS[kind].architecture)
    key = hashlib.sha256("\n".join([recipe(kind), *packages, *versions]).encode()).hexdigest()[:16]
    folder = cache_folder() / f"{kind}-{suite}-{key}"
    if folder.exists() and not rebuild:
        return folder
    say(f"making {KINDS[kind].words} from {archive.publisher(suite)}'s {suite}")
    for old in folder.parent.glob(f"{kind}-{suite}-*"):
        shutil.rmtree(old)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix="making-") as name:
        made = pathlib.Path(name) / "made"
        made.mkdir()
        KINDS[kind].make(suite, made)
        made.rename(folder)
    return folder


def xen_version(folder):
    """Of the Xen in a dom0 image, without what only Debian's archive cares about."""
    for line in (folder / "versions").read_text(encoding="utf-8").splitlines():
        name, _, version = line.partition("\t")
        if name.startswith("xen-hypervisor-4"):
            return version.partition("+")[0]
    raise ImageError(f"{folder} holds no Xen")


def kernel_version(folder):
    """Of a kernel: "6.1.192 (Debian's 6.1.0-56-amd64)"."""
    config = only(folder, "config-*")
    first = config.read_text(encoding="utf-8").split(" Kernel Configuration")[0]
    whose = "Ubuntu" if folder.name.startswith("kernel-ubuntu") else "Debian"
    return f"{first.split()[-1]} ({whose}'s {config.name.partition('-')[2]})"
