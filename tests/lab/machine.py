# SPDX-License-Identifier: MIT
"""The machine that Xen runs on, QEMU's software emulation (boards.py).
Three disks (dom0's root, of which no change is kept; a raw tar in; raw tars out; the root once more for guests of
--peers) and two serial ports (Xen's and dom0's console; the events, a line of JSON each).

dom0 waits for the tar once it is up. What the machine is then, is kept beside its image, and the next run goes on from
there instead of booting. dom0 has its root read-only until it has the tar, so that no disk belongs to that state.
"""
import hashlib
import json
import os
import shlex
import shutil
import socket
import subprocess
import tarfile
import time

import boards
import images
import table

DISK_SIZE = 1 << 30    # of input and output; sparse
BOOT = 420             # seconds until dom0's first event, on busy cores
MONITOR = 120          # seconds that QEMU may take for an answer, or for a state
SILENCE = 180          # seconds without an event of dom0, which sends one every 20
BOOTED = table.Boot("xen4.17", "amd64", "", ())  # the machine of tests/booted


class MachineError(Exception):
    """The machine did not come up, or fell silent."""


def qemu_version():
    text = images.run(["qemu-system-x86_64", "--version"])
    return text.split("version ")[1].split()[0]


class Monitor:
    """QEMU's own way to be asked something (QMP), on a socket in the folder where it runs."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(MONITOR)
        here = os.open(path.parent, os.O_PATH)  # the name of a socket is short, that of a folder need not be
        try:
            self.socket.connect(f"/proc/self/fd/{here}/{path.name}")
            self.file = self.socket.makefile("rw", encoding="utf-8")
            self.file.readline()
        except OSError as error:
            raise MachineError(f"QEMU does not answer: {error}") from error
        finally:
            os.close(here)
        self.ask("qmp_capabilities")

    def ask(self, command, **arguments):
        """What it answers."""
        try:
            print(json.dumps({"execute": command, "arguments": arguments}), file=self.file, flush=True)
            for line in self.file:
                answer = json.loads(line)
                if "error" in answer:
                    raise MachineError(f"QEMU: {command}: {answer['error']['desc']}")
                if "return" in answer:
                    return answer["return"]
        except (OSError, ValueError) as error:
            raise MachineError(f"QEMU: {command}: {error}") from error
        raise MachineError(f"QEMU ended before it answered to {command}")

    def go_on(self):
        """Lets a machine run that goes on from a state, once all of it is there."""
        if self.until("query-status", lambda status: status != "inmigrate") == "paused":
            self.ask("cont")

    def until(self, command, holds):
        """The status that a command gives, once it holds."""
        end = time.monotonic() + MONITOR
        while not holds(status := self.ask(command)["status"]):
            if time.monotonic() > end:
                raise MachineError(f"QEMU: {command} says {status} for {MONITOR} s")
            time.sleep(0.1)
        return status

    def save(self, path):
        """Writes the machine's state to a file, and lets it go on; whether it is whole."""
        self.ask("stop")
        self.ask("migrate-set-parameters", **{"max-bandwidth": 1 << 40})
        self.ask("migrate", uri=f"exec:cat >{shlex.quote(str(path))}")
        status = self.until("query-migrate", lambda status: status in ("completed", "failed"))
        self.ask("cont")
        return status == "completed"


class Machine:
    """
    One run of Xen. `files` goes into the input tar: {name below /lab: path on this machine}. One processor takes as long
    as two where something else runs beside it, since of two one spins for what the other holds, and that does not run.
    """

    def __init__(self, image, folder, files, boot=BOOTED, peers=False, processors=2):
        self.folder, self.files, self.boot = folder, files, boot
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("root.img", "xen", "vmlinux", "initrd.img"):
            (folder / name).unlink(missing_ok=True)
            (folder / name).symlink_to(image / name)
        for name in ("input.img", "output.img"):
            with open(folder / name, "wb") as disk:
                disk.truncate(DISK_SIZE)
        self.words = boards.command(boot, peers, processors)
        self.environment = dict(os.environ, TMPDIR=str(folder.resolve()))  # where the snapshot grows
        self.process, self.read, self.kept = None, 0, False
        # QEMU cannot keep the state of an IOMMU.
        key = hashlib.sha256("\n".join([qemu_version(), *self.words]).encode()).hexdigest()[:16]
        self.state = None if boot.words or boot.passthrough or peers else image / f"up-{key}.state"

    def start(self):
        """Boots, or goes on from the state that was kept."""
        for name in ("console.log", "qemu.log", "events"):  # an earlier boot's, which hung
            if (self.folder / name).exists():
                (self.folder / name).replace(self.folder / f"{name}.before")
        (self.folder / "qmp").unlink(missing_ok=True)
        self.read = 0
        (self.folder / "events").write_bytes(b"")
        words = self.words + boards.consoles(self.boot, "file:console.log") + ["-qmp", "unix:qmp,server=on,wait=off"]
        self.kept = bool(self.state and self.state.exists())
        words += ["-incoming", f"exec:cat {shlex.quote(str(self.state))}"] if self.kept else []
        (self.folder / "qemu.cmd").write_text(shlex.join(words) + "\n", encoding="utf-8")
        with open(self.folder / "qemu.log", "wb") as log:
            self.process = subprocess.Popen(words, cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=log)
        if self.kept:
            self.give()
            try:
                self.monitor().go_on()
            except MachineError:
                self.distrust()
                raise

    def distrust(self):
        """A state from which a run came to grief is not tried again: the next attempt boots."""
        if self.kept:
            self.state.unlink(missing_ok=True)

    def monitor(self):
        """The way to ask QEMU, as soon as it listens."""
        end = time.monotonic() + MONITOR
        while True:
            try:
                return Monitor(self.folder / "qmp")
            except MachineError as error:  # it is not there, or bound and nobody listens yet
                if self.process.poll() is not None or time.monotonic() > end:
                    raise MachineError(f"QEMU does not start; see {self.folder}/qemu.log") from error
            time.sleep(0.05)

    def give(self):
        """Lets dom0 have the tar, for which it looks again and again."""
        (self.folder / "now").write_text(f"{time.time():.0f}", encoding="ascii")
        with tarfile.open(self.folder / "tar", "w") as tar:
            for name, path in sorted({**self.files, "now": self.folder / "now"}.items()):
                tar.add(path, arcname=name)
        # Its first block comes last: dom0 must not see half of it.
        with open(self.folder / "tar", "rb") as tar, open(self.folder / "input.img", "r+b") as disk:
            first = tar.read(512)
            disk.seek(512)
            shutil.copyfileobj(tar, disk, 1 << 20)
            disk.seek(0)
            disk.write(first)
        (self.folder / "tar").unlink()

    def up(self):
        """dom0 has booted, and waits for the tar."""
        if self.state and not self.state.exists():
            new = self.state.with_suffix(f".{os.getpid()}")  # another run may save its own
            try:
                if self.monitor().save(new):
                    new.rename(self.state)
            finally:
                new.unlink(missing_ok=True)
        self.give()

    def interact(self):
        """Runs with this terminal as Xen's console, until dom0 powers off."""
        words = self.words + boards.consoles(self.boot, "mon:stdio")
        self.give()
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
                if event["event"] == "next":  # systemd boots, in silence
                    patience = BOOT
                if event["event"] == "down":
                    return
                if event["event"] == "waits":
                    self.up()
                elif event["event"] != "alive":
                    yield event
            why = self.ailing(ended, heard, patience, end, limit)
            if why:
                self.distrust()
                raise MachineError(f"{why}; see {self.folder}/console.log and qemu.log")
            time.sleep(0.5)

    @staticmethod
    def ailing(ended, heard, patience, end, limit):
        """Why nothing more is waited for; None if there is no reason."""
        now = time.monotonic()
        if ended:
            return "the machine ended before its work"
        if now > end:
            return f"not done within {BOOT + limit} s"
        return f"no word from dom0 for {patience} s" if now - heard > patience else None

    def result(self, event, target):
        """Unpacks what a guest left, as an event says where, into `target`."""
        with open(self.folder / "output.img", "rb") as disk:
            disk.seek(event["offset"])
            with tarfile.open(fileobj=disk, mode="r|") as tar:
                tar.extractall(target)

    def stop(self):
        """Ends the machine, and removes the disks that only this run needs."""
        if self.process and self.process.poll() is None:
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        for name in ("output.img", "input.img"):
            (self.folder / name).unlink(missing_ok=True)
