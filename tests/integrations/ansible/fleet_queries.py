# SPDX-License-Identifier: MIT
"""Each query of docs/ANSIBLE.md, with all bundled guests as the fleet: their facts are in the cache, as those of a big
fleet would be, and no host is contacted."""
import json
import re
import shlex
import shutil

from kit import checks, files, queries

PAGES = ("docs/ANSIBLE.md", "integrations/ansible/README.md")
# Patterns of the tutorial that its table does not have, and what the playbooks find.
EXAMPLES = {"xen_mode_hvm": "machines that run as HVM without PV drivers"}
CARDS = "domUs with an emulated network card"
PLAYBOOKS = {"xenfacts.xenfacts.by_mode", "xenfacts.xenfacts.emulated_nics"}
# A group for each condition of the page, by its number.
CONDITIONS = """plugin: ansible.builtin.constructed
strict: false
groups: {groups}
"""


def documented():
    """What the pages have: [(pattern, sentence)] and [(condition, sentence)]."""
    rows = queries.tables(*PAGES)
    checks.same({kind for kind, _, _ in rows}, {"pattern", "condition"}, "kinds of tables")
    patterns, conditions = (sorted({row[1:] for row in rows if row[0] == kind}) for kind in ("pattern", "condition"))
    commands = [shlex.split(command) for command in queries.commands(PAGES[0])]
    hosts = set(re.findall(r"^    (\w+):$", queries.read(PAGES[0]), re.M))
    typed = {words[1] for words in commands if words[0] == "ansible"} - hosts
    checks.same(typed - {pattern for pattern, _ in patterns}, set(EXAMPLES), "patterns that the tables do not have")
    played = {word for words in commands if words[0] == "ansible-playbook" for word in words if "xenfacts." in word}
    checks.same(played, PLAYBOOKS, "playbooks of the collection on the page")
    return [*patterns, *EXAMPLES.items()], conditions


def make(tool, conditions):
    """The folder of an operator who has all guests in his inventory."""
    work = tool.work / "every_guest"
    for name, report in queries.reports().items():
        files.write(work / "reports" / name, json.dumps(report))
    shutil.copy(tool.work / "fill_cache.yml", work)
    hosts = {"all": {"hosts": dict.fromkeys(queries.reports(), {})}}
    files.write(work / "inventory/hosts.yml", json.dumps(hosts))
    shutil.copy(tool.collection / "examples/zz_xenfacts.constructed.yml", work / "inventory")
    groups = {f"condition_{number}": condition for number, (condition, _) in enumerate(conditions)}
    files.write(work / "inventory/zzz.constructed.yml", CONDITIONS.format(groups=json.dumps(groups)))
    return work


def playbooks(ask):
    """The playbooks, by cached facts."""
    done = ask("ansible-playbook", "fill_cache.yml", *sorted(PLAYBOOKS), "--skip-tags", "facts")
    checks.same(done.status, 0, f"the playbooks\n{done.output[-2000:]}")
    groups = [result["msg"] for result in done.results("List the machines of each mode").values()]
    wanted = {}
    for name, facts in queries.guests().items():
        wanted.setdefault(f"xen_mode_{facts.of('mode')}", []).append(name)
    checks.same([{group: sorted(hosts) for group, hosts in each.items()} for each in groups], [wanted], "by_mode")
    queries.check("emulated_nics", CARDS, done.results("List interfaces and drivers"))


def selected(ask, work, patterns):
    """{pattern: hosts}: Ansible lists the hosts of a play for each."""
    plays = [{"name": f"query {number}", "hosts": pattern} for number, pattern in enumerate(patterns)]
    files.write(work / "queries.yml", json.dumps(plays))
    done = ask("ansible-playbook", "--list-hosts", "queries.yml")
    found = re.findall(r": query (\d+)\t.*\n +pattern: .*\n +hosts \(\d+\):\n((?:      .+\n)*)", done.output)
    checks.same(len(found), len(patterns), f"queries that Ansible answered\n{done.output[-2000:]}")
    return {patterns[int(number)]: hosts.split() for number, hosts in found}


def run(tool):
    patterns, conditions = documented()
    work = make(tool, conditions)
    more = {"ANSIBLE_CACHE_PLUGIN": "ansible.builtin.jsonfile", "ANSIBLE_CACHE_PLUGIN_CONNECTION": str(work / "cache"),
            "ANSIBLE_INVENTORY": str(work / "inventory")}

    def ask(*command):
        return tool.run(*command, more=more, cwd=work)

    playbooks(ask)
    asked = [(pattern, pattern, sentence) for pattern, sentence in patterns]
    asked += [(f"condition_{number}", *row) for number, row in enumerate(conditions)]
    got = selected(ask, work, [pattern for pattern, _, _ in asked])
    for pattern, query, sentence in asked:
        queries.check(query, sentence, got.get(pattern, ()))
