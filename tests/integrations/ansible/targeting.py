# SPDX-License-Identifier: MIT
"""What an operator aims at is what he hits: groups of modes, by play and by inventory, and the playbooks."""
import json
import shutil

import control
from kit import checks, files, xenfacts

MODES = {"xen_mode_pv": ["dom0", "pv"], "xen_mode_pvh": ["pvh"], "xen_mode_pvhvm": ["pvhvm"], "xen_mode_hvm": ["hvm"]}
DOMAINS = {"xen_domain_dom0": ["dom0"], "xen_domain_domU": ["hvm", "pv", "pvh", "pvhvm"]}


def playbooks(tool):
    done = tool.run("ansible-playbook", "-i", "hosts.yml", "xenfacts.xenfacts.by_mode")
    checks.same(done.status, 0, f"by_mode\n{done.output}")
    groups = [result["msg"] for result in done.results("List the machines of each mode").values()]
    groups = [{group: sorted(hosts) for group, hosts in each.items()} for each in groups]
    checks.same(groups, [MODES], "by_mode: the groups")
    checks.that("changed=0" in done.output and "changed=1" not in done.output, "by_mode changes something")

    done = tool.run("ansible-playbook", "-i", "hosts.yml", "xenfacts.xenfacts.emulated_nics")
    cards = {host: result["msg"] for host, result in done.results("List interfaces and drivers").items()}
    checks.same((done.status, cards), (0, {"hvm": ["eth0 on 8139cp"]}), f"emulated_nics\n{done.output}")


def hidden_card(tool):
    """A card that a container has taken is counted and has no interface here: no host fails for it."""
    text = xenfacts.guest_file("hvm").read_text(encoding="utf-8")
    guest = tool.write("hidden.guest", text.replace("\ndir /sys/class/net eth0 lo\n", "\ndir /sys/class/net lo\n"))
    program = files.script(tool.work / "hidden", f'exec {xenfacts.PROGRAM} --guest {guest} "$@"')
    tool.write("hidden.yml", control.local({"hidden": program}))
    done = tool.run("ansible-playbook", "-i", "hidden.yml", "xenfacts.xenfacts.emulated_nics")
    cards = {host: result["msg"] for host, result in done.results("List interfaces and drivers").items()}
    checks.same((done.status, cards), (0, {"hidden": []}), f"emulated_nics, a hidden card\n{done.output}")


def aimed(tool):
    done = tool.play("aimed.yml")
    checks.same(list(done.results("touched")), ["pvhvm"], "a play for one mode touches")
    checks.same(list(done.results("by fact")), ["pvhvm"], "a task under a condition runs on")


def hosts_of(tool, pattern, more):
    """The hosts that a pattern selects, by cached facts alone."""
    done = tool.run("ansible", "-i", "inventory", pattern, "--list-hosts", more=more)
    if not done.output.startswith("  hosts ("):
        return done.output
    return sorted(done.output.split()[2:])


def constructed(tool, way, play):
    """Facts are gathered once, into a cache; then the inventory knows the groups and no host is asked again."""
    cache = tool.work / f"cache-{way}"
    more = {"ANSIBLE_CACHE_PLUGIN": "ansible.builtin.jsonfile", "ANSIBLE_CACHE_PLUGIN_CONNECTION": str(cache)}
    tool.play(play, more=more)
    checks.same(xenfacts.fleet(cache), {name: facts["mode"] for name, facts in control.expected().items()},
                f"xenfacts fleet of Ansible's cache, {way}")
    # Whoever asked a host now would be told of mode unknown.
    shutil.rmtree(tool.work / "guests")
    inventory = files.folder(tool.work / "inventory")
    shutil.copy(tool.work / "hosts.yml", inventory / "hosts.yml")
    shutil.copy(tool.collection / "examples/zz_xenfacts.constructed.yml", inventory)
    for group, hosts in {**MODES, **DOMAINS}.items():
        checks.same(hosts_of(tool, group, more), hosts, f"constructed, {way}: {group}")
    both = hosts_of(tool, "xen_mode_pv:&xen_domain_domU", more)
    checks.same(both, ["pv"], f"constructed, {way}: two groups at once")
    cards = hosts_of(tool, "xen_problem_network_emulated", more)
    checks.same(cards, ["hvm"], f"constructed, {way}: emulated network cards")
    tool.inventory()


def run(tool):
    playbooks(tool)
    hidden_card(tool)
    aimed(tool)
    constructed(tool, "module", "gather.yml")
    for name in xenfacts.GUESTS:
        tool.write(f"static/{name}/xenfacts.fact", json.dumps(xenfacts.facts(name)))
    constructed(tool, "local", "local.yml")
