# SPDX-License-Identifier: MIT
"""Machines with a node_exporter each, a Prometheus that may scrape them, and a reader of the text format. Only within
`enter`: the ports are the usual ones."""
import pathlib
import pwd
import re
import subprocess
import sys
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
sys.dont_write_bytecode = True
import common  # pylint: disable=wrong-import-position

HERE = pathlib.Path(__file__).resolve().parent
PARTS = common.SOURCE / "integrations/prometheus"
SHARE = pathlib.Path("/usr/share/xenfacts/prometheus")
FOLDER = pathlib.Path("/var/lib/prometheus/node-exporter")  # Debian's
PROGRAM = pathlib.Path("/usr/bin/xenfacts")
PATIENCE = 120  # seconds until a test gives up; nothing is measured by it

SAMPLE = re.compile(r'^([a-z_][a-z0-9_]*)(?:\{(.*)\})? (\S+)$')
LABEL = re.compile(r'([a-z_]+)="((?:[^"\\]|\\.)*)"')


def samples(text, prefix=""):
    """{(metric, its labels sorted): number} of an exposition."""
    found = {}
    for line in text.splitlines():
        sample = SAMPLE.match(line)
        if sample and sample[1].startswith(prefix):
            found[sample[1], tuple(sorted(LABEL.findall(sample[2] or "")))] = float(sample[3])
    return found


def wait(what, holds):
    """Waits until `holds` gives something true, and gives that."""
    return common.wait(what, holds, PATIENCE, 0.2)


def fetch(url):
    """The text at a URL, or "" while nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
            return answer.read().decode()
    except OSError:
        return ""


class Daemon:
    """A program of Debian's that runs as its user prometheus, as its unit has it; what it prints is kept."""

    def __init__(self, work, name, command, url):
        user = pwd.getpwnam("prometheus")
        self.prints, self.url = work / f"{name}.log", url
        with self.prints.open("wb") as prints:
            self.process = subprocess.Popen([str(word) for word in command], user=user.pw_uid, group=user.pw_gid,
                                            extra_groups=[], stdin=subprocess.DEVNULL, stdout=prints, stderr=prints)
        try:
            wait(name, lambda: fetch(url))
        except TimeoutError:
            print(self.prints.read_text(errors="replace"))
            raise

    def stop(self):
        """Ends it."""
        self.process.kill()
        self.process.wait()


class Exporter(Daemon):
    """A node_exporter; the other collectors have nothing to do with us. Debian's own folder it must know itself."""

    def __init__(self, work, folder=FOLDER, host="127.0.0.1"):
        command = ["/usr/bin/prometheus-node-exporter", "--collector.disable-defaults", "--collector.textfile",
                   f"--web.listen-address={host}:9100"]
        if folder != FOLDER:
            command.append(f"--collector.textfile.directory={folder}")
        super().__init__(work, f"exporter-{host}", command, f"http://{host}:9100/metrics")

    def scrape(self):
        """All that it exposes."""
        return fetch(self.url)


def install():
    """What the package brings for Prometheus, where it brings it."""
    SHARE.mkdir(parents=True)
    for path in PARTS.iterdir():
        (SHARE / path.name).write_bytes(path.read_bytes())
        (SHARE / path.name).chmod(path.stat().st_mode & 0o777)


def write_metrics(*words, **options):
    """Runs the script as the unit does."""
    return common.run([SHARE / "xenfacts-metrics", *words], **options)


def program(does):
    """Puts a shell script in the place of xenfacts."""
    PROGRAM.unlink(missing_ok=True)
    PROGRAM.write_text(f"#!/bin/sh\n{does}\n", encoding="utf-8")
    PROGRAM.chmod(0o755)


def debian_version(package):
    """The upstream version of an installed package."""
    done = common.run(["dpkg-query", "-W", "-f", "${Version}", package])
    return re.split(r"[+-]", done.stdout)[0]
