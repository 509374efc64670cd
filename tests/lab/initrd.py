# SPDX-License-Identifier: MIT
"""A guest's initial ramdisk: busybox, the modules that the lab needs, and xenfacts as `cmake --install` lays it out.
One archive for each kernel, compressed, and a small one behind it with what only one guest is told; the kernel unpacks
both."""
import pathlib
import shutil
import subprocess
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
HOST = pathlib.Path("/")
GUEST_MODULES = """xen-blkfront xen-netfront xen-evtchn xen-privcmd xenfs ata_piix ahci sd_mod e1000 8139cp""".split()
PASSTHROUGH_MODULES = ["xen-pcifront", "e1000e", "nvme"]
PEERS_MODULES = ["crc32c_generic", "ext4", "overlay"]
BUSYBOX = "/bin/busybox"
PROGRAMS = ["/usr/bin/setpriv", "/usr/bin/unshare", "/usr/bin/lscpu"]


class InitrdError(Exception):
    """A part of the ramdisk is missing."""


def install(build, top):
    """What a packager gets, from a build. The files that only a compiler wants stay behind, and what speaks HTTP: no agent runs in a
    guest, and libcurl with all that it loads is two thirds of a ramdisk."""
    run_install(["cmake", "--install", str(build)], top)
    (build / "install_manifest.txt").unlink(missing_ok=True)  # root's, in a folder that need not be root's
    thin(top)


def install_archive(archive, top):
    """The same from an archive of ./dev dist, by its own script: the program for every Linux, instead of this machine's."""
    with tempfile.TemporaryDirectory() as name:
        subprocess.run(["tar", "-xzf", str(archive), "--strip-components=1", "-C", name], check=True)
        run_install([f"{name}/install.sh"], top)
    thin(top)


def run_install(command, top):
    done = subprocess.run(command, env={"DESTDIR": str(top), "PATH": "/usr/bin:/bin"}, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        raise InitrdError(f"{' '.join(command)}:\n{done.stdout}")


def thin(top):
    """Removes what a guest has no use for."""
    for folder in ("include", "share/man", "lib/pkgconfig"):
        shutil.rmtree(top / "usr/local" / folder, ignore_errors=True)
    for file in list(top.rglob("*.so")):
        if needs(file, "libcurl"):
            file.unlink()


def needs(file, library):
    """Whether a program or shared object of any machine asks for a library itself."""
    dynamic = subprocess.run(["readelf", "-d", str(file)], capture_output=True, text=True, check=True).stdout
    return any("(NEEDED)" in line and f"[{library}.so" in line for line in dynamic.splitlines())


def libraries(files, root):
    """The shared objects that these files load, and the loader, as places in the root that holds them."""
    arm = root / "lib/ld-linux-aarch64.so.1"
    command = ["ldd"] if root == HOST else ["qemu-aarch64", "-L", str(root), str(arm), "--list"]
    found = set()
    for file in files:
        lines = subprocess.run([*command, str(file)], capture_output=True, text=True, check=False).stdout.splitlines()
        for line in lines:
            words = [word for word in line.split() if word.startswith("/")]
            found.update(words[:1])
    return sorted(found - {str(arm)} | ({"/lib/ld-linux-aarch64.so.1"} if root != HOST else set()))


def copy_in(root, files, source=HOST):
    """Copies files to the same place below a root, through links: what is loaded there, not how it is kept here."""
    for file in files:
        target = root / str(file).lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source / str(file).lstrip("/"), target)


def module_files(folder, names):
    """The files of some modules and of all that these need, in the order to load them."""
    release = next((folder / "lib/modules").iterdir()).name
    files = []
    for name in names:
        done = subprocess.run(["modprobe", "-d", str(folder), "-S", release, "--show-depends", name],
                              capture_output=True, text=True, check=False)
        if done.returncode:
            raise InitrdError(f"{folder.name} has no module {name}: {done.stderr.strip()}")
        files += [line.split()[1] for line in done.stdout.splitlines() if line.startswith("insmod")]
    return release, list(dict.fromkeys(files))


def add_modules(root, kernel, names):
    release, files = module_files(kernel, names)
    for file in files:
        place = root / pathlib.Path(file).relative_to(kernel)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, place)
        if place.suffix == ".xz":  # busybox's modprobe does not know it
            subprocess.run(["xz", "-d", str(place)], check=True)
    for name in ("modules.order", "modules.builtin", "modules.builtin.modinfo"):
        if (kernel / "lib/modules" / release / name).exists():  # the last one since Linux 5.2
            shutil.copy(kernel / "lib/modules" / release / name, root / "lib/modules" / release / name)
    done = subprocess.run(["depmod", "-b", str(root), release], capture_output=True, text=True, check=False)
    if done.returncode:  # of an old kernel it only warns that there is no modules.builtin.modinfo
        raise InitrdError(f"depmod: {done.stderr.strip()}")


def pack(root, target):
    pathlib.Path(root).chmod(0o755)  # it becomes the guest's "/", which nobody must be able to enter
    names = subprocess.run(["find", ".", "-print0"], cwd=root, stdout=subprocess.PIPE, check=True).stdout
    with open(target, "wb") as file:
        subprocess.run(["cpio", "-o", "-0", "-H", "newc", "--owner=0:0", "--quiet"], cwd=root, input=names, stdout=file,
                       check=True)


def make(kernel, installed, target, modules):
    """The ramdisk of all guests with one kernel, with the modules of these names. Its programs are this machine's, or
    those that lie beside a kernel of another machine."""
    whole, config = target.with_name(f"{target.name}.cpio"), next(kernel.glob("config-*"))
    source = kernel / "programs" if (kernel / "programs").exists() else HOST
    with tempfile.TemporaryDirectory() as name:
        root = pathlib.Path(name)
        for folder in ("bin", "dev", "etc", "lab", "proc", "sys", "run", "tmp", "usr/bin"):
            (root / folder).mkdir(parents=True)
        shutil.copytree(installed, root, dirs_exist_ok=True, symlinks=True)
        objects = list((root / "usr/local").rglob("*.so")) + [root / "usr/local/bin/xenfacts"]
        programs = [source / program.lstrip("/") for program in PROGRAMS]
        copy_in(root, [BUSYBOX, *PROGRAMS, *libraries(programs + objects, source)], source)
        for file in ("init", "container", "look", "peers", "restored"):
            shutil.copy(HERE / "guest" / file, root / "lab" / file)
        (root / "init").symlink_to("lab/init")
        (root / "etc/passwd").write_text("root:x:0:0::/:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n", encoding="utf-8")
        add_modules(root, kernel, modules)
        (root / "boot").mkdir()
        shutil.copy(config, root / "boot")
        pack(root, whole)
    # To an HVM guest the device model hands it a byte at a time (fw_cfg), each through an emulated dom0. Linux knows
    # zstd since 5.9.
    knows_zstd = "\nCONFIG_RD_ZSTD=y\n" in config.read_text(encoding="utf-8")
    packer = ["zstd", "-q", "-12"] if knows_zstd else ["gzip", "-9n"]
    with open(target, "wb") as file:
        subprocess.run([*packer, "-c", whole], stdout=file, check=True)
    whole.unlink()


def make_dom0(system, target, modules):
    """The ramdisk of a dom0 whose packages' scripts did not run, from its root: it only finds that root again."""
    with tempfile.TemporaryDirectory() as name:
        root = pathlib.Path(name)
        for folder in ("bin", "dev", "new", "proc", "sys"):
            (root / folder).mkdir()
        copy_in(root, [BUSYBOX], system)
        shutil.copy(HERE / "dom0/ramdisk", root / "init")
        (root / "modules").write_text("".join(f"{module}\n" for module in modules), encoding="ascii")
        add_modules(root, system, modules)
        pack(root, target)


def make_settings(files, target):
    """The small archive of one guest: text files of /lab."""
    with tempfile.TemporaryDirectory() as name:
        (pathlib.Path(name) / "lab").mkdir()
        for file, text in files.items():
            (pathlib.Path(name) / "lab" / file).write_text(text, encoding="utf-8")
        pack(name, target)
