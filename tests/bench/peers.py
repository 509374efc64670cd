# SPDX-License-Identifier: MIT
"""The commands that xenfacts is measured against: name -> words, or the reason why there are none."""
import pathlib
import subprocess
import sys

import measure

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))  # tests/
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "integrations/salt"))
import minion  # noqa: E402

QUICK = {"/bin/true": ["true"], "lscpu": ["lscpu"], "systemd-detect-virt": ["systemd-detect-virt"],
         "xen-detect": ["xen-detect"], "virt-what": ["virt-what"]}
SLOW = {"imvirt": ["imvirt"], "facter virtual": ["facter", "virtual"], "ohai": ["ohai"],
        "ansible localhost -m setup": ["ansible", "localhost", "-m", "setup"]}
SALT = "salt-call --local grains.items"


def installed(commands):
    """Each command with the path of its program."""
    for name, (program, *words) in commands.items():
        path = measure.tool(program)
        yield name, [path, *words] if path else f"{program} is not installed"


def salt_call(folder):
    """Salt is not part of Debian 12: from PyPI, as its test has it (tests/integrations/salt)."""
    try:
        one = minion.Minion(folder, "bench", minion.install())
    except (OSError, subprocess.CalledProcessError) as error:
        return f"salt cannot be installed: {error}"
    return [str(word) for word in one.command("salt-call", "--local", "grains.items")]


def quick():
    return dict(installed(QUICK))


def slow(folder):
    """Those that take seconds; `folder` is for Salt's configuration."""
    return {**dict(installed(SLOW)), SALT: salt_call(pathlib.Path(folder))}
