# SPDX-License-Identifier: MIT
"""The agent by the class: its configuration, which the program itself judges, and its unit; and Hiera."""
from check_facts import MODULES
from check_module import applied, build_package, declare, DEB
from kit import checks
from machine import HERE, Machine

CONFIG = "/etc/xenfacts/conf.d/puppet.yaml"
BASE = "manage_package => false"
WRITTEN = """# Written by Puppet, class xenfacts; xenfacts.yaml(5) describes every setting.
---
interval: 10m
sinks:
  ours:
    preset: facter
    mode: '0640'
plugins:
  irq: false
"""
HIERA = """version: 5
hierarchy:
  - name: node
    path: node.yaml
  - name: common
    path: common.yaml
"""


def configuration():
    """the class writes a configuration that the program accepts, and no other"""
    with Machine("agent.example", "pvh") as node:
        node.install_module()
        checks.same(declare(node, BASE)[0], 0, "no setting: nothing is to be done")
        settings = (f"{BASE}, settings => {{ 'interval' => '10m' }}, plugins => {{ 'irq' => false }}, "
                    "sinks => { 'ours' => { 'preset' => 'facter', 'mode' => '0640' } }")
        applied(node, settings, "settings")
        checks.same(node.run("cat", CONFIG).stdout, WRITTEN, "the configuration")
        shown = node.run("/usr/local/bin/xenfacts", "config", "show", CONFIG).stdout
        checks.that("interval: 10m" in shown and "/etc/facter/facts.d/xenfacts.json" in shown, "config show", shown)
        code, text = declare(node, f"{BASE}, settings => {{ 'interva' => '10m' }}")
        checks.that(code == 4 and "did you mean interval" in text, f"a wrong setting: exit {code}", text)
        checks.same(node.run("cat", CONFIG).stdout, WRITTEN, "the configuration stays")
        applied(node, BASE, "no settings any more")
        checks.same(node.run("ls", CONFIG).stdout, "", "the configuration is removed")


def unit():
    """the class enables and starts the unit, restarts it for a new configuration, and stops it"""
    with Machine("unit.example") as node:
        node.install_module()
        build_package(node, "pvh")
        node.run("cp", HERE / "systemctl", "/usr/bin/systemctl", check=True)
        # By this, Puppet sees that systemd runs.
        node.write("/var/comm", "systemd\n")
        node.run("mount", "--bind", "/var/comm", "/proc/1/comm", check=True)
        managed = f"package_source => '{DEB}', manage_service => true"
        for parameters, wanted in (
                (managed, ["start xenfacts.service", "enable xenfacts.service"]),
                (f"{managed}, settings => {{ 'interval' => '10m' }}", ["restart xenfacts.service"]),
                (f"{managed}, service_ensure => 'stopped', service_enable => false, settings => {{ 'interval' => '10m' }}",
                 ["stop xenfacts.service", "disable xenfacts.service"]),
                (f"{managed}, service_name => 'xenfacts-once.timer', settings => {{ 'interval' => '10m' }}",
                 ["start xenfacts-once.timer", "enable xenfacts-once.timer"])):
            node.run("rm", "-f", "/var/xf-systemctl/log")
            applied(node, parameters, parameters)
            checks.same(node.run("cat", "/var/xf-systemctl/log").stdout.splitlines(), wanted, f"{parameters}: systemctl")
        applied(node, "package_ensure => 'absent', manage_service => true", "the package is removed")
        checks.same(node.run("ls", CONFIG, "/usr/bin/xenfacts").stdout, "", "nothing is left")


def hiera():
    """an operator's levels of Hiera each add sinks"""
    with Machine("hiera.example", "pvh") as node:
        node.install_module()
        production = MODULES.rpartition("/")[0]
        node.write(f"{production}/hiera.yaml", HIERA)
        node.write(f"{production}/data/common.yaml", "xenfacts::manage_package: false\n"
                   "xenfacts::sinks:\n  ours: {preset: facter, mode: '0644'}\n")
        node.write(f"{production}/data/node.yaml", "xenfacts::sinks:\n  ours: {mode: '0640'}\n  more: {preset: ansible}\n")
        done = node.run("puppet", "apply", "-e", "include xenfacts")
        checks.same((done.returncode, done.stderr), (0, ""), "include xenfacts")
        written = node.run("cat", CONFIG).stdout
        for text in ("preset: facter", "mode: '0640'", "more:"):
            checks.that(text in written, f"{text} is written", written)
        done = node.run("puppet", "lookup", "xenfacts::package_source_provider")
        checks.that("dpkg" in done.stdout, "the module's own data", done.stdout + done.stderr)


PARTS = (configuration, unit, hiera)
