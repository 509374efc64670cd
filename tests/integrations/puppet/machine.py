# SPDX-License-Identifier: MIT
"""Machines for Puppet: /etc, /usr, /var and /opt are the real ones with a layer of memory on top, so a test uses
Puppet's and Facter's own places and leaves nothing behind; the host's name is its own.

`enclosed` runs the whole test in name spaces of its own first: with a network that nobody else sees the servers have
their usual ports, and all processes end with the test.
"""
import json
import os
import pathlib
import shlex
import shutil
import subprocess
import sys
import tempfile

from kit import checks, processes, xenfacts

HERE = pathlib.Path(__file__).resolve().parent
MODULE = xenfacts.SOURCE / "integrations/puppet"
ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LC_ALL": "C.UTF-8"}


def enclosed():
    """Runs this script again, alone on its network and in its process tree, unless that has been done."""
    if os.environ.get("XF_ENCLOSED") and os.getpid() == 1:
        subprocess.run([HERE / "network"], check=True, env=ENVIRONMENT)
        return
    words = ["unshare", "--mount", "--propagation", "private", "--net", "--pid", "--fork", "--kill-child",
             "--mount-proc", sys.executable, os.path.abspath(sys.argv[0]), *sys.argv[1:]]
    os.execvpe(words[0], words, {**os.environ, **ENVIRONMENT, "XF_ENCLOSED": "1"})


class Machine:
    """A machine that lives until close(); with `guest`, its /usr/local/bin/xenfacts replays that guest."""

    def __init__(self, name, guest=None):
        self.name = name
        self.temporary = tempfile.TemporaryDirectory(prefix="xf-puppet-")
        self.folder = pathlib.Path(self.temporary.name)
        self.folder.chmod(0o755)
        self.program = self.folder / "bin/xenfacts"
        for part in ("memory", "bin"):
            (self.folder / part).mkdir()
        if guest:
            xenfacts.replay(self.program, guest)
        words = ["unshare", "--mount", "--propagation", "private", "--uts", HERE / "set-up", self.folder, name]
        self.holder = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=ENVIRONMENT)
        if self.holder.stdout.readline() != "ready\n":
            raise RuntimeError(f"the machine {name} could not be set up")
        # The test must never write to the real machine.
        if self.run("stat", "--file-system", "--format=%T", "/etc").stdout != "overlayfs\n":
            raise RuntimeError(f"the machine {name} has no /etc of its own")

    def words(self, command, *options):
        """The command that runs `command` in the machine, in / unless an option says where."""
        process = f"/proc/{self.holder.pid}"
        # With its root: in a chroot the name space's own root is another, and the layers of memory are not there.
        return ["nsenter", f"--mount={process}/ns/mnt", f"--uts={process}/ns/uts", f"--root={process}/root",
                *(options or ["--wdns=/"]), "--", *processes.words(command)]

    def run(self, *command, **options):
        """processes.run in the machine."""
        return processes.run(self.words(command), **{"env": ENVIRONMENT, "timeout": 900, **options})

    def start(self, *command, **options):
        """A process in the machine that goes on."""
        return subprocess.Popen(self.words(command), env=ENVIRONMENT, **options)

    def write(self, path, text, mode=0o644):
        """Writes a file in the machine, and the folders above it."""
        quoted, folder = shlex.quote(path), shlex.quote(os.path.dirname(path))
        self.run("sh", "-c", f"mkdir -p {folder} && cat >{quoted} && chmod {mode:o} {quoted}", input=text, check=True)

    def install_module(self, folder="/etc/puppet/code/environments/production/modules/xenfacts"):
        """The module as a checkout has it."""
        self.run("mkdir", "-p", os.path.dirname(folder), check=True)
        self.run("cp", "-r", MODULE, folder, check=True)

    def close(self):
        self.holder.kill()
        self.holder.wait()
        self.temporary.cleanup()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def said(done):
    """The object that a tool printed."""
    try:
        return json.loads(done.stdout)
    except ValueError:
        return {"not JSON": done.stdout}


def needed(tool):
    """Fails with its name when a tool is missing."""
    return checks.that(shutil.which(tool, path=ENVIRONMENT["PATH"]), f"{tool} is missing: install the Debian packages")
