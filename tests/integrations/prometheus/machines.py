# SPDX-License-Identifier: MIT
"""Machines with a node_exporter each, a Prometheus that may scrape them, and a reader of the text format. Only within
`enter`: the ports are the usual ones."""
import pathlib
import pwd
import re
import urllib.request

from kit import files, processes, waiting, xenfacts

PARTS = xenfacts.SOURCE / "integrations/prometheus"
SHARE = pathlib.Path("/usr/share/xenfacts/prometheus")
FOLDER = pathlib.Path("/var/lib/prometheus/node-exporter")  # Debian's
PROGRAM = pathlib.Path("/usr/bin/xenfacts")

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


def fetch(url):
    """The text at a URL, or "" while nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=waiting.PATIENCE) as answer:
            return answer.read().decode()
    except OSError:
        return ""


class Daemon(processes.Daemon):
    """A program of Debian's that runs as its user prometheus, as its unit has it, and answers at a URL."""

    def __init__(self, work, name, command, url):
        user, self.url = pwd.getpwnam("prometheus"), url
        super().__init__(command, work / f"{name}.log", user=user.pw_uid, group=user.pw_gid, extra_groups=[])
        try:
            waiting.wait_for(lambda: fetch(url), name, pause=0.2)
        except TimeoutError:
            print(self.printed())
            raise


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
    for path in (*PARTS.iterdir(), xenfacts.SOURCE / "docs/RUNBOOKS.md"):
        (SHARE / path.name).write_bytes(path.read_bytes())
        (SHARE / path.name).chmod(path.stat().st_mode & 0o777)


def write_metrics(*words, **options):
    """Runs the script as the unit does."""
    return processes.run([SHARE / "xenfacts-metrics", *words], **options)


def program(does):
    """Puts a shell script in the place of xenfacts."""
    PROGRAM.unlink(missing_ok=True)
    files.script(PROGRAM, does)
