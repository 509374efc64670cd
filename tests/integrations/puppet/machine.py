# SPDX-License-Identifier: MIT
"""Machines for Puppet: /etc, /usr, /var and /opt are the real ones with a layer of memory on top, so a test uses
Puppet's and Facter's own places and leaves nothing behind; the host's name is its own.

`enclosed` runs the whole test in name spaces of its own first: with a network that nobody else sees the servers have
their usual ports, and all processes end with the test.
"""
import os
import pathlib
import shlex
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import common  # noqa: E402  pylint: disable=wrong-import-position

MODULE = common.SOURCE / "integrations/puppet"
ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LC_ALL": "C.UTF-8"}

# In the machine's mount name space: memory over four folders, and the folder that the test sees as /usr/local/bin.
SET_UP = r"""
set -eu
cd "$1"
mount -t tmpfs -o mode=755 none memory
for folder in etc usr var opt; do
	mkdir "memory/$folder" "memory/$folder.work"
	mount -t overlay overlay -o "lowerdir=/$folder,upperdir=memory/$folder,workdir=memory/$folder.work" "/$folder"
done
mount --bind bin /usr/local/bin
mount -t tmpfs -o mode=755 none /run
# Whatever this machine itself has of xenfacts or knows of a Puppet of its own.
rm -rf /usr/bin/xenfacts /usr/share/xenfacts /etc/facter /var/lib/puppet/ssl/* /var/cache/puppet/* /etc/puppet/code/*
hostname "$2"
printf '127.0.0.1 localhost puppet puppetdb %s %s\n' "$2" "${2%%.*}" >/etc/hosts
echo ready
exec sleep infinity
"""

# Puppet warns of a machine without any address.
NETWORK = """
ip link set lo up
ip link add eth0 type veth peer name far
ip addr add 192.0.2.1/24 dev eth0
ip link set eth0 up
ip link set far up
"""


def enclosed():
    """Runs this script again, alone on its network and in its process tree, unless that has been done."""
    if os.environ.get("XF_ENCLOSED") and os.getpid() == 1:
        subprocess.run(["sh", "-ec", NETWORK], check=True, env=ENVIRONMENT)
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
            common.replay(self.program, guest)
        words = ["unshare", "--mount", "--propagation", "private", "--uts",
                 "bash", "-c", SET_UP, "set-up", self.folder, name]
        self.holder = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=ENVIRONMENT)
        if self.holder.stdout.readline() != "ready\n":
            raise RuntimeError(f"the machine {name} could not be set up")
        # Nothing of ours may ever be written to the real machine.
        if self.run("stat", "--file-system", "--format=%T", "/etc").stdout != "overlayfs\n":
            raise RuntimeError(f"the machine {name} has no /etc of its own")

    def words(self, command, *options):
        """The command that runs `command` in the machine, in / unless an option says where."""
        process = f"/proc/{self.holder.pid}"
        # With its root: in a chroot the name space's own root is another, and the layers of memory are not there.
        return ["nsenter", f"--mount={process}/ns/mnt", f"--uts={process}/ns/uts", f"--root={process}/root",
                *(options or ["--wdns=/"]), "--", *map(str, command)]

    def run(self, *command, **options):
        """common.run in the machine."""
        return common.run(self.words(command), **{"env": ENVIRONMENT, "timeout": 900, **options})

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


def needed(checks, tool):
    """Fails with its name when a tool is missing."""
    return checks.that(shutil.which(tool, path=ENVIRONMENT["PATH"]), f"{tool} is missing: install the Debian packages")
