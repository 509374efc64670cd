# SPDX-License-Identifier: MIT
"""A real master and minions on 127.0.0.1, each minion with a /usr/bin/xenfacts of its own. Only within `enter`."""
import json
import os
import pathlib
import signal
import socket
import subprocess

import minion as lib
from minion import common

PROGRAM = pathlib.Path("/usr/bin/xenfacts")
# Puts a program over PROGRAM, for the minion alone, and becomes the minion.
ALONE = ["unshare", "--mount", "--propagation", "private", "bash", "-c",
         f'mount --bind "$1" {PROGRAM} && exec "${{@:2}}"', "alone"]
PATIENCE = 300  # seconds until a test gives up; nothing is measured by it


def free_ports(count):
    """Ports of 127.0.0.1 that nobody has."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def wait(what, holds):
    """Waits until `holds` gives something true, and gives that."""
    return common.wait(what, holds, PATIENCE, 0.5)


class Fleet:
    """Minions by name, the first of which is configured in /etc/salt as this machine's own."""

    def __init__(self, work, salt, guests, **options):
        self.work, self.salt, self.running = work, salt, {}
        self.prints = work / "prints"
        ports = dict(zip(("publish_port", "ret_port"), free_ports(2)))
        self.write("/etc/salt/master", {"interface": "127.0.0.1", **ports, "auto_accept": True, "user": "root",
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
            self.write(self.folders[name] / "minion", given)
        PROGRAM.write_bytes(self.program(next(iter(guests))).read_bytes())
        PROGRAM.chmod(0o755)

    @staticmethod
    def write(path, given):
        """Writes a configuration: JSON is YAML."""
        path = pathlib.Path(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(given, default=str), encoding="utf-8")

    def program(self, name):
        """The file that is /usr/bin/xenfacts to that minion."""
        return self.work / "programs" / name

    def replay(self, name, guest):
        """Makes that minion's machine another guest; None: one without xenfacts. The file stays the one in use."""
        common.replay(self.program(name), guest or "pv").chmod(0o755 if guest else 0o644)

    def log(self, name):
        """The lines of a minion's log that speak of xenfacts."""
        root = self.folders[name] if self.folders[name].parent == self.work else pathlib.Path("/")
        path = root / "var/log/salt/minion"
        return lib.xenfacts_lines(path.read_text(encoding="utf-8", errors="replace") if path.exists() else "")

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
            wait(f"answers of {names}", lambda: set(self.ask("-L", ",".join(names), "test.ping")) == set(names))
        except TimeoutError:
            print(self.prints.read_text(encoding="utf-8", errors="replace"))
            raise

    def begin(self, name, command):
        """Starts one process; what it prints is kept."""
        with self.prints.open("ab") as prints:
            self.running[name] = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=prints, stderr=prints,
                                                  start_new_session=True)

    def stop(self, name):
        """Ends a minion, or the master; without asking, since now and then one that is asked stays."""
        os.killpg(self.running[name].pid, signal.SIGKILL)
        self.running.pop(name).wait(PATIENCE)

    def ask(self, *words):
        """What minions answer, by their names."""
        done = subprocess.run([*self.tool("salt"), "--out=json", "--static", *words], capture_output=True, text=True,
                              check=False, timeout=PATIENCE)
        try:
            got = json.loads(done.stdout)
        except ValueError:
            return {}
        return {name: value for name, value in got.items() if value is not False} if isinstance(got, dict) else {}
