# SPDX-License-Identifier: MIT
"""What the lab boots, made from Debian's packages: for each hypervisor a dom0 image with Xen beside it, and guests'
kernels. Made once and kept under a key over what goes in: the recipe here, and the packages' versions of the day.

    CACHE/lists-SUITE/       apt's lists of that release
    CACHE/dom0-SUITE-KEY/    root.img (ext4), xen (ELF), vmlinux, initrd.img, versions; machine.py keeps *.state
    CACHE/peers-SUITE-KEY/   the same with the tools of peers.toml
    CACHE/booted-SUITE-KEY/  the same with systemd, and what tests/booted asks
    CACHE/kernel-SUITE-KEY/  vmlinuz, vmlinux, config-RELEASE, lib/modules/RELEASE
"""
import fcntl
import functools
import hashlib
import lzma
import os
import pathlib
import shutil
import struct
import subprocess
import tempfile

HERE = pathlib.Path(__file__).resolve().parent

# Xen's tools need python3; the lab's agent in dom0 is written in it for that.
DOM0_PACKAGES = """xen-system-amd64 xen-utils-common xenstore-utils qemu-system-xen seabios linux-image-amd64 kmod
    iproute2 procps busybox libjansson4 util-linux""".split()
KERNEL_PACKAGES = ["linux-image-amd64"]
PEERS_PACKAGES = "virt-what imvirt dmidecode pciutils systemd facter ansible-core ohai python3-jinja2 udev".split()
# libcurl4 and the other libraries are what our packages depend on: there is no network to fetch them by.
BOOTED_PACKAGES = """systemd-sysv udev facter ansible-core python3-jinja2 prometheus-node-exporter openssl libyaml-0-2
    libsmartcols1 libcurl4""".split()
SALT = "salt==3008.3"
UUID = "8f3a1c52-6b1e-4a57-9d0e-7c3f5b2a9e10"  # of dom0's root: disks change their order from boot to boot
IMAGE_SIZE = "4G"                              # sparse
NO_DOCUMENTS = [f"--dpkgopt=path-exclude=/usr/share/{what}/*" for what in ("doc", "man", "locale", "info")]


class ImageError(Exception):
    """An image cannot be made; says what is missing or what failed."""


def cache_folder():
    base = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    return pathlib.Path(os.environ.get("XF_LAB_CACHE") or pathlib.Path(base) / "xenfacts-lab")


def run(command, **keywords):
    done = subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, errors="replace", check=False, **keywords)
    if done.returncode:
        tail = "\n".join(done.stdout.splitlines()[-15:])
        raise ImageError(f"{command[0]} failed ({done.returncode}):\n{tail}")
    return done.stdout


# ---- where packages come from ----

def mirrors():
    """Debian's own archive and its security archive, as this machine's apt has them."""
    lines = run(["apt-get", "indextargets", "--format", "$(REPO_URI) $(CODENAME) $(ORIGIN)",
                 "Created-By: Packages"]).split("\n")
    found = {}
    for uri, codename, origin in (line.split() for line in lines if len(line.split()) == 3):
        if origin == "Debian":
            found.setdefault("security" if codename.endswith("-security") else "main", uri.rstrip("/"))
    if "main" not in found:
        raise ImageError("apt knows no Debian archive here: run `apt-get update` once, on a Debian")
    return found


def sources(suite):
    found = mirrors()
    lines = [f"deb {found['main']} {suite} main"]
    if "security" in found:
        lines.append(f"deb {found['security']} {suite}-security main")
    return lines


@functools.lru_cache
def archive(suite):
    """apt's options for the lists of a release, brought up to date; kept, so that the next time is quick."""
    top = cache_folder() / f"lists-{suite}"
    for name in ("state/lists/partial", "cache/archives/partial", "preferences.d"):
        (top / name).mkdir(parents=True, exist_ok=True)
    (top / "status").touch()
    (top / "sources.list").write_text("\n".join(sources(suite)) + "\n", encoding="utf-8")
    settings = (f"Dir::State={top}/state", f"Dir::State::status={top}/status", f"Dir::Cache={top}/cache",
                f"Dir::Etc::SourceList={top}/sources.list", "Dir::Etc::SourceParts=-",
                f"Dir::Etc::PreferencesParts={top}/preferences.d", "APT::Architecture=amd64",
                "APT::Architectures=amd64", "Acquire::Languages=none", "APT::Sandbox::User=root")
    options = [word for setting in settings for word in ("-o", setting)]
    run(["apt-get", *options, "-q", "update"])
    return options


def candidates(suite, packages):
    """The versions that an image made now would get, for its key: "package version" lines."""
    versions, name = [], None
    for line in run(["apt-cache", *archive(suite), "policy", *packages]).splitlines():
        if not line.startswith(" "):
            name = line.rstrip(":")
        elif line.strip().startswith("Candidate:") and "(none)" not in line:
            versions.append(f"{name} {line.split()[1]}")
    if len(versions) < len(packages):
        raise ImageError(f"Debian's {suite} lacks one of: {' '.join(packages)}")
    return versions


# ---- making ----

def bootstrap(suite, packages, folder, variant):
    """
    In a mount name space of its own: mmdebstrap binds /proc, /sys and /dev into the new root, and a run that is ended
    in the midst of it removes that folder.
    """
    run(["unshare", "--mount", "mmdebstrap", f"--variant={variant}", "--aptopt=Acquire::Languages \"none\"", *NO_DOCUMENTS,
         f"--include={','.join(packages)}", suite, folder, *sources(suite)])


def only(folder, pattern):
    found = sorted(folder.glob(pattern))
    if not found:
        raise ImageError(f"{folder} holds no {pattern}")
    return found[-1]


def linked(vmlinuz, target):
    """
    The kernel as it is linked, out of a bzImage: decompressed here, and not under emulation at each boot. Where it lies is
    in the head (Documentation/arch/x86/boot.rst: setup_sects, payload_offset, payload_length).
    """
    data = vmlinuz.read_bytes()
    start = (data[0x1f1] + 1) * 512
    offset, length = struct.unpack_from("<II", data, 0x248)
    payload = data[start + offset:start + offset + length]
    if payload[:6] == b"\xfd7zXZ\0":
        target.write_bytes(lzma.LZMADecompressor().decompress(payload))
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
        (root / "lab").mkdir()
        shutil.copy(HERE / "dom0/init", root / "lab/init")
        (root / "etc/resolv.conf").unlink(missing_ok=True)
        if finish:
            finish(root)
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


def make_kernel(suite, folder):
    with tempfile.TemporaryDirectory(dir=folder) as name:
        root = pathlib.Path(name) / "root"
        bootstrap(suite, KERNEL_PACKAGES, root, "extract")
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


MAKERS = {"dom0": (make_dom0, DOM0_PACKAGES), "peers": (make_peers, [*DOM0_PACKAGES, *PEERS_PACKAGES]),
          "booted": (make_booted, [*DOM0_PACKAGES, *BOOTED_PACKAGES]), "kernel": (make_kernel, KERNEL_PACKAGES)}
WORDS = {"dom0": "the image of dom0", "peers": "the image of dom0 with the other tools",
         "booted": "the image of a dom0 with systemd", "kernel": "the kernel"}


def get(kind, suite, say, rebuild=False):
    """The folder of an image, made now if it is not there yet. Runs take turns at the cache."""
    cache_folder().mkdir(parents=True, exist_ok=True)
    with open(cache_folder() / "lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return get_alone(kind, suite, say, rebuild)


def get_alone(kind, suite, say, rebuild):
    make, packages = MAKERS[kind]
    recipe = pathlib.Path(__file__).read_text(encoding="utf-8")
    recipe += "" if kind == "kernel" else (HERE / "dom0/init").read_text(encoding="utf-8")
    key = hashlib.sha256("\n".join([recipe, *packages, *candidates(suite, packages)]).encode()).hexdigest()[:16]
    folder = cache_folder() / f"{kind}-{suite}-{key}"
    if folder.exists() and not rebuild:
        return folder
    say(f"making {WORDS[kind]} from Debian's {suite}")
    for old in folder.parent.glob(f"{kind}-{suite}-*"):
        shutil.rmtree(old)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix="making-") as name:
        made = pathlib.Path(name) / "made"
        made.mkdir()
        make(suite, made)
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
    return f"{first.split()[-1]} (Debian's {config.name.partition('-')[2]})"
