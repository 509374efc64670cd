# SPDX-License-Identifier: MIT
"""What the tests of Salt share: Salt itself, minions in a folder of their own, programs that fail, what was logged."""
import json
import os
import pathlib
import re
import shutil

from kit import files, processes, tools, xenfacts

# The newest that can be installed on the day of writing; 3008.4 and later ask for a certifi that PyPI does not have.
SALT = "salt==3008.3"
PARTS = xenfacts.SOURCE / "integrations/salt"
GRAIN = PARTS / "src/saltext/xenfacts/grains/xenfacts.py"

# A sleep that no other test has: they may run at the same time.
SLEEP = f"sleep {100000 + os.getpid()}"
# A program in place of xenfacts: what it does, and what must stand in xenfacts:error.
BROKEN = {
    "garbage": ("echo Segmentation fault, core not dumped", "did not print xenfacts' facts"),
    "nothing": (":", "did not print xenfacts' facts"),
    "a hang": (f"exec {SLEEP}", "did not end within 5 seconds"),
    "a hang of what it started": (f"{SLEEP} | cat", "did not end within 5 seconds"),
    "invalid UTF-8": (r"""printf '{"xenfacts": {"domain": "domU", "mode": "pv\377"}}'""", "did not print"),
    "half of a pair": (r"""printf '{"xenfacts": {"domain": "domU", "mode": "\\ud800"}}'""", "did not print"),
    "an endless nest": ("""printf '{"xenfacts": %.0s' $(seq 50000)""", "did not print xenfacts' facts"),
    "a deep nest": ("""printf '{"xenfacts": {"domain": "domU", "mode": "pv", "n": '
printf '[%.0s' $(seq 400); printf ']%.0s' $(seq 400); printf '}}'""", "did not print xenfacts' facts"),
    "a list": ("echo '[1, 2]'", "did not print xenfacts' facts"),
    "facts without a mode": ("""echo '{"xenfacts": {"domain": "domU"}}'""", "did not print xenfacts' facts"),
    "a drip": ("while :; do printf x; sleep 0.01; done", "did not end within 5 seconds"),
    "no end of work": (f"exec >&-; exec {SLEEP}", "closed its output and did not end"),
    "no end": ("exec cat /dev/zero", "printed more than 1048576 bytes"),
    "an exit status": ("""echo '{"xenfacts": {"domain": "domU", "mode": "pv"}}'; exit 3""", "ended with status 3"),
    "a signal": ("kill -SEGV $$", "ended by signal 11"),
    "its own reason for having no facts": (f'exec "{xenfacts.PROGRAM}" --plugin-dir /none "$@"', "plugins from /none"),
}


def install():
    """The virtual environment with Salt."""
    return tools.venv("salt", SALT)


def with_extension(folder, salt):
    """A copy of the virtual environment in which the extension is installed: as a wheel, made from its sdist."""
    builder = tools.venv("salt-build", "build==1.6.1", "setuptools==84.2.1")
    source, copy = folder / "source", folder / "salt"
    shutil.copytree(PARTS, source)  # a build leaves folders behind, so not in the tree; links become files
    shutil.copytree(salt, copy, symlinks=True)
    processes.run([builder / "bin/python", "-m", "build", "--no-isolation", "--outdir", folder / "dist", source],
                  check=True)
    wheel = next((folder / "dist").glob("*.whl"))
    processes.run([copy / "bin/python", "-m", "pip", "install", "-q", "--no-deps", "--no-index", wheel], check=True)
    return copy


def write(path, given):
    """Writes a configuration: JSON is YAML."""
    return files.write(path, json.dumps(given, default=str))


class Minion:
    """A minion with a root of its own: its configuration, what it cached, its log."""

    def __init__(self, root, name, salt, **options):
        self.root, self.name, self.salt = pathlib.Path(root), name, salt
        self.log = self.root / "minion.log"
        self.configure(**options)

    def configure(self, **options):
        """Writes the configuration: a minion without a master, unless the options say otherwise."""
        given = {"id": self.name, "root_dir": self.root, "user": "root", "file_client": "local", "log_file": self.log,
                 "log_level_logfile": "warning", "file_roots": {"base": [self.root / "files"]},
                 "enable_fqdns_grains": False, **options}
        write(self.root / "minion", given)

    def command(self, tool, *words):
        """The words of one of Salt's commands for this minion's configuration."""
        return [self.salt / "bin/python", self.salt / "bin" / tool, "-c", self.root, *words]

    def call(self, *words, **options):
        """What a function answers to salt-call, or None; and the whole of what the command did."""
        done = processes.run(self.command("salt-call", "--local", "--out=json", *words), timeout=300, **options)
        try:
            return json.loads(done.stdout)["local"], done
        except (ValueError, LookupError):
            return None, done

    def said(self):
        """The lines of the log that speak of xenfacts."""
        return xenfacts_lines(self.log.read_text(encoding="utf-8") if self.log.exists() else "")

    def forget(self):
        """Removes what the minion keeps, its log too."""
        for path in self.root.iterdir():
            if path.name not in ("minion", "files"):
                shutil.rmtree(path) if path.is_dir() else path.unlink()


def xenfacts_lines(text):
    """The lines of a log that our grain wrote, and any that tells of a grain that broke."""
    return [line for line in text.splitlines() if re.search(r"xenfacts[:.]|CRITICAL|Failed to load grains", line)]


def command_lines(words):
    """The command lines of processes that hold these bytes."""
    found = []
    for path in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found += [line for line in [path.read_bytes()] if words in line]
        except OSError:
            pass  # it has just ended
    return found
