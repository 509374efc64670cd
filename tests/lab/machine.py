# SPDX-License-Identifier: MIT
"""The machine that Xen runs on: QEMU's software emulation, with AMD's SVM and nested paging, which Xen takes for real.
Three disks (dom0's root, of which no change is kept; a raw tar in; raw tars out; the root once more for guests of
--peers) and two serial ports (Xen's and dom0's
console; the agent's events, a line of JSON each).
"""
import json
import os
import shlex
import subprocess
import tarfile
import time

import images

# What else the processor may have made Xen 4.17 hang; without nested paging Debian's Xen refuses HVM and PVH.
CPU = "qemu64,+svm,+npt"
XEN = "dom0_mem=1536M,max:1536M dom0_max_vcpus=2 com1=115200,8n1 console=com1 loglvl=all guest_loglvl=all"
OUTPUT_SIZE = 1 << 30  # sparse
BOOT = 420             # seconds until dom0's first event, on busy cores
SILENCE = 180          # seconds without an event of dom0, which sends one every 20


class MachineError(Exception):
    """The machine did not come up, or fell silent."""


def qemu_version():
    text = images.run(["qemu-system-x86_64", "--version"])
    return text.split("version ")[1].split()[0]


def command(boot, peers):
    """QEMU's command line. It runs in the files' folder, as multiboot's -initrd takes no comma or blank in a path."""
    dom0 = f"root=UUID={images.UUID} rw init=/lab/init console=hvc0"
    words = ["qemu-system-x86_64", "-M", "q35", "-accel", "tcg,thread=multi", "-cpu", CPU, "-smp", "2", "-m", "6G",
             "-display", "none", "-no-reboot", "-nodefaults", "-kernel", "xen", "-append", f"{XEN} {boot}".strip(),
             "-initrd", f"vmlinuz {dom0},initrd.img",
             "-netdev", "hubport,id=net,hubid=0", "-device", "e1000e,netdev=net"]
    # Xen wants an IOMMU for a PVH dom0, and one that remaps interrupts to accept it at all.
    words += ["-device", "amd-iommu,intremap=on"] if "dom0=pvh" in boot else []
    disks = [("root", "root", "on"), ("input", "input", "off"), ("output", "output", "off"), ("peers", "root", "on")]
    for port, (name, file, snapshot) in enumerate(disks if peers else disks[:3]):
        words += ["-drive", f"file={file}.img,format=raw,if=none,id={name},snapshot={snapshot}",
                  "-device", f"ide-hd,drive={name},bus=ide.{port},serial=lab-{name}"]
    return words


class Machine:
    """One boot of Xen. `files` goes into the input tar: {name below /lab: path on this machine}."""

    def __init__(self, image, folder, files, boot="", peers=False):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("root.img", "xen", "vmlinuz", "initrd.img"):
            (folder / name).unlink(missing_ok=True)
            (folder / name).symlink_to(image / name)
        with tarfile.open(folder / "input.img", "w") as tar:
            for name, path in sorted(files.items()):
                tar.add(path, arcname=name)
        with open(folder / "output.img", "wb") as output:
            output.truncate(OUTPUT_SIZE)
        self.words = command(boot, peers)
        self.environment = dict(os.environ, TMPDIR=str(folder.resolve()))  # where the snapshot grows
        self.process, self.read = None, 0

    def start(self):
        for name in ("console.log", "qemu.log", "events"):  # an earlier boot's, which hung
            if (self.folder / name).exists():
                (self.folder / name).replace(self.folder / f"{name}.before")
        self.read = 0
        (self.folder / "events").write_bytes(b"")
        words = self.words + ["-serial", "file:console.log", "-serial", "file:events"]
        (self.folder / "qemu.cmd").write_text(shlex.join(words) + "\n", encoding="utf-8")
        with open(self.folder / "qemu.log", "wb") as log:
            self.process = subprocess.Popen(words, cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=log)

    def interact(self):
        """Runs with this terminal as Xen's console, until dom0 powers off."""
        words = self.words + ["-serial", "mon:stdio", "-serial", "file:events"]
        return subprocess.run(words, cwd=self.folder, env=self.environment, check=False).returncode

    def new_lines(self):
        """The agent's whole lines since the last call."""
        with open(self.folder / "events", "rb") as file:
            file.seek(self.read)
            data = file.read()
        end = data.rfind(b"\n") + 1
        self.read += end
        return data[:end].decode("utf-8", "replace").splitlines()

    def events(self, limit):
        """
        Yields the agent's events until it says that it is done. MachineError if it falls silent, dies, or takes more
        than `limit` seconds: an agent that is alive may wait for something that never comes.
        """
        heard, patience = time.monotonic(), BOOT
        end = heard + BOOT + limit
        while True:
            ended = self.process.poll() is not None
            for line in self.new_lines():
                heard, patience = time.monotonic(), SILENCE
                try:
                    event = json.loads(line)
                except ValueError:
                    continue
                if event["event"] == "down":
                    return
                if event["event"] != "alive":
                    yield event
            if ended:
                raise MachineError(f"the machine ended before its work; see {self.folder}/console.log and qemu.log")
            if time.monotonic() > end:
                raise MachineError(f"not done within {BOOT + limit} s; see {self.folder}/console.log")
            if time.monotonic() - heard > patience:
                raise MachineError(f"no word from dom0 for {patience} s; see {self.folder}/console.log")
            time.sleep(0.5)

    def result(self, event, target):
        """Unpacks what a guest left, as an event says where, into `target`."""
        with open(self.folder / "output.img", "rb") as disk:
            disk.seek(event["offset"])
            with tarfile.open(fileobj=disk, mode="r|") as tar:
                tar.extractall(target)

    def stop(self):
        if self.process and self.process.poll() is None:
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
