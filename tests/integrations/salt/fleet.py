# SPDX-License-Identifier: MIT
"""A real master and minions on 127.0.0.1, each minion with a /usr/bin/xenfacts of its own. Only within `enter`."""
import json
import pathlib
import subprocess

import minion
from kit import processes, servers, waiting, xenfacts

PROGRAM = pathlib.Path("/usr/bin/xenfacts")
# Puts a program over PROGRAM, for the minion alone, and becomes the minion.
ALONE = ["unshare", "--mount", "--propagation", "private", "bash", "-c",
         f'mount --bind "$1" {PROGRAM} && exec "${{@:2}}"', "alone"]


class Fleet:
    """Minions by name, the first of which is configured in /etc/salt as this machine's own."""

    def __init__(self, work, salt, guests, **options):
        self.work, self.salt, self.running = work, salt, {}
        self.prints = work / "prints"
        ports = dict(zip(("publish_port", "ret_port"), servers.free_ports(2)))
        minion.write("/etc/salt/master", {"interface": "127.0.0.1", **ports, "auto_accept": True, "user": "root",
                                          "fileserver_list_cache_time": 0, "log_level_logfile": "warning"})
        self.folders = {name: work / name for name in guests}
        self.folders[next(iter(guests))] = pathlib.Path("/etc/salt")
        for name, guest in guests.items():
            self.replay(name, guest)
            given = {"id": name, "user": "root", "master": "127.0.0.1", "master_port": ports["ret_port"],
                     "publish_port": ports["publish_port"], "enable_fqdns_grains": False,
                     "log_level_logfile": "warning", **options.get(name.replace("-", "_"), {})}
            if self.folders[name].parent == work:
                given = {"root_dir": self.folders[name], **given}
            minion.write(self.folders[name] / "minion", given)
        PROGRAM.write_bytes(self.program(next(iter(guests))).read_bytes())
        PROGRAM.chmod(0o755)

    def program(self, name):
        """The file that is /usr/bin/xenfacts to that minion."""
        return self.work / "programs" / name

    def replay(self, name, guest):
        """Makes that minion's machine another guest; None: one without xenfacts. The file stays the one in use."""
        xenfacts.replay(self.program(name), guest or "pv").chmod(0o755 if guest else 0o644)

    def log(self, name):
        """The lines of a minion's log that speak of xenfacts."""
        root = self.folders[name] if self.folders[name].parent == self.work else pathlib.Path("/")
        path = root / "var/log/salt/minion"
        return minion.xenfacts_lines(path.read_text(encoding="utf-8", errors="replace") if path.exists() else "")

    def tool(self, name):
        """One of Salt's commands."""
        return [self.salt / "bin/python", self.salt / "bin" / name]

    def start(self, *names):
        """Starts minions and waits until they answer; the master first, if it is not running."""
        if "master" not in self.running:
            self.begin("master", [*self.tool("salt-master"), "--log-level=quiet"])
        for name in names:
            words = [*self.tool("salt-minion"), "-c", self.folders[name], "--log-level=quiet"]
            self.begin(name, [*ALONE, self.program(name), *words])
        try:
            waiting.wait_for(lambda: set(self.ask("-L", ",".join(names), "test.ping")) == set(names),
                             f"answers of {names}", pause=0.5)
        except TimeoutError:
            print(self.prints.read_text(encoding="utf-8", errors="replace"))
            raise

    def begin(self, name, command):
        """Starts one process; what it prints is kept."""
        self.running[name] = processes.Daemon(command, self.prints)

    def stop(self, name):
        """Ends a minion, or the master."""
        self.running.pop(name).stop()

    def answer(self, *words):
        """What `salt` prints, as JSON."""
        return subprocess.run([*self.tool("salt"), "--out=json", *words], capture_output=True, text=True, check=False,
                              timeout=waiting.PATIENCE).stdout

    def ask(self, *words):
        """What minions answer, by their names."""
        try:
            got = json.loads(self.answer("--static", *words))
        except ValueError:
            return {}
        return {name: value for name, value in got.items() if value is not False} if isinstance(got, dict) else {}
