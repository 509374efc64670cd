# SPDX-License-Identifier: MIT
"""One guest in dom0, through one attempt: its files, `xl create`, perhaps `xl save` and `xl restore`, its end, and what it
left."""
import glob
import os
import pathlib
import shutil
import string
import subprocess
import tarfile
import tempfile
import time

LAB = pathlib.Path("/lab")
RUN = LAB / "run"


def call(*command, seconds=120):
    """Runs a command; its exit code and all that it said. Into a file: of a pipe, the scripts of an xl that hung would
    have to end too."""
    with tempfile.TemporaryFile("w+", errors="replace") as output:
        try:
            code = subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=output,
                                  stderr=subprocess.STDOUT, timeout=seconds, check=False).returncode
        except subprocess.TimeoutExpired:
            return -1, f"{command[0]} did not end within {seconds} s"
        output.seek(0)
        return code, output.read()


def disks(*serials):
    """The disks with one of these serial numbers, as folders of /sys."""
    for path in glob.glob("/sys/block/[sv]d*"):
        for place in ("device/vpd_pg80", "serial"):
            place = pathlib.Path(path, place)
            if place.exists() and any(serial in place.read_bytes() for serial in serials):
                yield path


def peers_disk():
    """
    The root file system once more, for guests in which the other tools are asked; "" if this is not such a run. Both disks
    have one UUID, so dom0 may have booted from either.
    """
    for path in disks(b"lab-peers", b"lab-root"):
        major, minor = pathlib.Path(path, "dev").read_text(encoding="ascii").split(":")
        if os.makedev(int(major), int(minor)) != os.stat("/").st_dev:
            return f"/dev/{os.path.basename(path)}"
    return ""


def keeper_of(configuration):
    """The process that `xl create` leaves behind for a guest, which ends with it; None if there is none."""
    for path in glob.glob("/proc/[0-9]*/cmdline"):
        try:
            words = pathlib.Path(path).read_bytes().split(b"\0")
        except OSError:
            continue
        if words[0].endswith(b"xl") and str(configuration).encode() in words:
            return path.split("/")[2]
    return None


def is_alive(process):
    """Nobody waits for what xl left behind: it stays as a zombie."""
    try:
        return pathlib.Path("/proc", str(process), "stat").read_text(encoding="ascii").rpartition(") ")[2][0] != "Z"
    except OSError:
        return False


class Guest:
    """One guest through one attempt."""

    def __init__(self, plan, attempt):
        self.plan, self.attempt, self.name = plan, attempt, plan["name"]
        self.folder = RUN / self.name
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self.disk = RUN / f"{self.name}.results"
        self.domid, self.keeper = None, None

    def prepare(self):
        initrd = RUN / f"{self.name}.initrd"
        with open(initrd, "wb") as file:
            for part in self.plan["initrd"]:
                file.write((LAB / part).read_bytes())
                file.write(bytes(-file.tell() % 4))
        if self.attempt == 1 or not self.plan["goes_on"]:
            self.disk.unlink(missing_ok=True)
        for disk, size in ((RUN / f"{self.name}.data", 16 << 20), (self.disk, self.plan["results_size"])):
            with open(disk, "ab") as file:
                file.truncate(size)
        text = string.Template(self.plan["configuration"]).substitute(
            initrd=initrd, data=RUN / f"{self.name}.data", results=self.disk, console=self.folder / "console",
            # What goes to a console costs trips to dom0; what died once is heard out.
            quiet="quiet" if self.attempt == 1 else "", peers=peers_disk())
        (self.folder / "xl.cfg").write_text(text, encoding="utf-8")

    def create(self):
        code, text = call("xl", "create", "-p", self.folder / "xl.cfg", seconds=300)
        (self.folder / "xl-create").write_text(text, encoding="utf-8")
        if code:
            return f"xl create: {text.strip().splitlines()[-1] if text.strip() else code}"
        self.domid, self.keeper = call("xl", "domid", self.name)[1].strip(), keeper_of(self.folder / "xl.cfg")
        for key, value in self.plan["strings"].items():
            call("xenstore-write", f"/local/domain/{self.domid}/bios-strings/{key}", value)
        code, text = call("xl", "unpause", self.name)
        return f"xl unpause: {text.strip()}" if code else None

    def restore(self):
        """Saves it and restores it, as a migration to another host does, once it allows that; None, or what failed."""
        end = time.monotonic() + self.plan["seconds"]
        while "lab: may be saved" not in self.console():
            if time.monotonic() > end or not is_alive(self.keeper):
                return "was never ready to be saved"
            time.sleep(1)
        image = RUN / f"{self.name}.save"
        for command in (("save", self.name, image), ("restore", image)):
            (self.folder / f"console-before-{command[0]}").write_text(self.console(), encoding="utf-8")
            start = time.monotonic()
            code, text = call("xl", *command, seconds=self.plan["seconds"])
            text += f"exit code {code} after {time.monotonic() - start:.0f} s\n"
            (self.folder / f"xl-{command[0]}").write_text(text, encoding="utf-8")
            if code:
                return f"xl {command[0]}: {' '.join(text.split())[-300:]}"
        self.domid, self.keeper = call("xl", "domid", self.name)[1].strip(), keeper_of(image)
        image.unlink()
        return None

    def console(self):
        """What it said so far: through the device model of an HVM container, else through Xen's own console."""
        for path in (self.folder / "console", pathlib.Path(f"/var/log/xen/console/guest-{self.name}.log")):
            if path.exists():
                return path.read_text(encoding="utf-8", errors="replace")
        return ""

    def wait(self):
        """Until it is gone; None, or why it was ended. To ask xl again and again would take a third of the machine."""
        end = time.monotonic() + self.plan["seconds"]
        while time.monotonic() < end:
            if not is_alive(self.keeper):
                code, text = call("xl", "domid", self.name)
                if code > 0 and "not exist" in text:
                    return None
                time.sleep(5)
            time.sleep(0.5)
        return f"did not end within {self.plan['seconds']} s"

    def killed(self):
        """How the emulation killed it; "" if it did not. Xen names the domain whose stack ran full of page faults; a kernel
        that comes to a guard page in time reports them itself."""
        log = call("xl", "dmesg")[1]
        if any(f"d{self.domid}v" in line and "Triple fault" in line for line in log.splitlines()):
            return "Triple fault"
        text = self.console()
        endless = text.count("RIP: 0010:exc_page_fault") > 3 and "Kernel panic" in text
        return "page faults without end" if endless else ""

    def gather(self):
        for source, name in ((f"/var/log/xen/console/guest-{self.name}.log", "console"),
                             (f"/var/log/xen/xl-{self.name}.log", "xl.log"),
                             (f"/var/log/xen/qemu-dm-{self.name}.log", "qemu.log")):
            if os.path.exists(source) and not (self.folder / name).exists():
                shutil.copy(source, self.folder / name)
                os.unlink(source)
        try:
            with tarfile.open(self.disk) as tar:
                tar.extractall(self.folder / "out")
        except (OSError, tarfile.TarError):
            pass
        return None if (self.folder / "out/complete").exists() else "ended without all results"

    def slow(self):
        """Did xenfacts run out of its five seconds? Under emulation on a busy machine a report may take them."""
        for report in self.folder.glob("out/*/report.json"):
            text, answers = report.read_text(encoding="utf-8", errors="replace"), report.with_name("answers")
            known = '"mode": "unknown"' not in text
            if '"timed_out"' in text or (known and answers.exists() and " 3\n" in answers.read_text(encoding="ascii")):
                return True
        return False

    def run(self):
        self.prepare()
        why = self.create() or (self.restore() if self.plan["restored"] else None) or self.wait()
        if why:  # whatever is left of it must not run beside the next
            call("xl", "destroy", self.name)
        lost = self.gather()
        if lost and not why:
            killed = self.killed()
            why = f"killed by the emulation ({killed})" if killed else lost
        if not why and self.attempt < self.plan["attempts"] and self.slow():
            why = "slowed down by the emulation (out of time)"  # the last attempt counts as it is
        return why
