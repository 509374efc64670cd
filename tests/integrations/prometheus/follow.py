# SPDX-License-Identifier: MIT
"""docs/PROMETHEUS.md, done as it stands there: four machines on the loopback, each with a node_exporter, and a
Prometheus. No systemd runs here, so this stands for it, and starts what a unit would."""
import json
import os
import pathlib
import re
import shutil
import urllib.parse

import dashboard
import machines
from kit import checks, page, waiting, xenfacts

# Name, address, and the guest that it is; web-1 is the machine that the page's commands run on.
FLEET = {"web-1": ("127.0.0.2", "pvhvm"), "db-1": ("127.0.0.3", "pvh"), "new-1": ("127.0.0.5", None),
         "old-1": ("127.0.0.4", "xen4.17-hvm_pv_drivers-linux6.1")}
API = "http://127.0.0.1:9090/api/v1/query?query="


def ask(query):
    """What a query gives, as a list; empty while Prometheus does not answer."""
    text = machines.fetch(API + urllib.parse.quote(query))
    return json.loads(text)["data"]["result"] if text else []


class Fleet:
    """The machines, and what runs on them."""

    def __init__(self, work):
        self.work, self.running = work, []
        pathlib.Path("/etc/hosts").unlink()
        lines = ["127.0.0.1 localhost", *(f"{address} {name}" for name, (address, _) in FLEET.items())]
        pathlib.Path("/etc/hosts").write_text("\n".join(lines) + "\n", encoding="utf-8")
        for name, (address, guest) in FLEET.items():
            folder = machines.FOLDER if name == "web-1" else work / name
            folder.mkdir(exist_ok=True)
            if guest and name != "web-1":
                xenfacts.replay(machines.PROGRAM, guest)
                machines.write_metrics(folder / "xenfacts.prom")
            self.running.append(machines.Exporter(work, folder, address))
        xenfacts.replay(machines.PROGRAM, FLEET["web-1"][1])

    def prometheus(self):
        """Starts it as Debian's unit does, and waits until it has scraped all and evaluated the rules."""
        command = ["/usr/bin/prometheus", "--config.file=/etc/prometheus/prometheus.yml", "--web.listen-address=:9090",
                   "--storage.tsdb.path=/var/lib/prometheus/metrics2"]
        self.running.append(machines.Daemon(self.work, "prometheus", command, "http://127.0.0.1:9090/-/ready"))
        waiting.wait_for(lambda: len(ask("up == 1")) == len(FLEET) and len(ask("xenfacts_info")) == 3, "all scraped",
                         pause=0.2)
        waiting.wait_for(lambda: len(ask('ALERTS{alertname="XenProblem"}')) == 2, "alerts", pause=0.2)
        waiting.wait_for(lambda: len(ask("mode:xenfacts_info:count")) == 3, "recording rules", pause=0.2)

    def stop(self):
        """Ends all."""
        for daemon in self.running:
            daemon.stop()


def follow(work):
    """Does what the page says, on a machine that has not met xenfacts' metrics."""
    for path in machines.FOLDER.iterdir():
        path.unlink()
    tools = work / "tools"
    tools.mkdir()
    shutil.copy(pathlib.Path(__file__).resolve().parent / "systemctl", tools)
    fleet = Fleet(work)
    begun = []

    def before(command):
        if "promtool query" in command and not begun:
            begun.append(command)
            fleet.prometheus()

    try:
        page.run_page(xenfacts.SOURCE / "docs/PROMETHEUS.md", pathlib.Path("/"),
                      {**os.environ, "PATH": f"{tools}:{os.environ['PATH']}"}, before)
        answer = machines.fetch(API + urllib.parse.quote('{__name__=~"xenfacts_.*"}'))
        checks.same(xenfacts.fleet(answer), {"web-1": "pvhvm", "db-1": "pvh", "old-1": "hvm_pv_drivers"},
                    "xenfacts fleet of Prometheus' answer")
        dashboard.check_queries(ask, work)
    finally:
        fleet.stop()
    check_tables()


def check_tables():
    """The page's tables have every rule, each alert with its severity."""
    text = (xenfacts.SOURCE / "docs/PROMETHEUS.md").read_text(encoding="utf-8")
    rules = (machines.PARTS / "xenfacts.rules.yml").read_text(encoding="utf-8")
    part = text.partition("## Alert\n")[2].partition("## Dashboard\n")[0]
    alerts = re.findall(r"- alert: (\w+)\n(?: .*\n)*? +severity: (\w+)", rules)
    checks.same(re.findall(r"^\| `(Xen\w+)` \| (\w+) \|", part, re.M), alerts, "alerts of the page")
    checks.same(re.findall(r"^\| `(\w+:\S+)` \|", part, re.M), re.findall(r"- record: (\S+)", rules), "records of the page")
