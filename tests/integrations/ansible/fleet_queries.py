# SPDX-License-Identifier: MIT
"""Each query of docs/ANSIBLE.md, with all bundled guests as the fleet: their facts are in the cache, as those of a big
fleet would be, and no host is contacted. The cache is slim but for the queries that need all facts."""
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
    """What the pages have: [(pattern, sentence)], then [(condition, sentence)] by the profile they need."""
    rows, kinds = queries.tables(*PAGES), ("pattern", "condition", f"condition{queries.FULL}")
    checks.same({kind for kind, _, _ in rows}, set(kinds), "kinds of tables")
    patterns, slim, full = (sorted({row[1:] for row in rows if row[0] == kind}) for kind in kinds)
    commands = [shlex.split(command) for command in queries.commands(PAGES[0])]
    hosts = set(re.findall(r"^    (\w+):$", queries.read(PAGES[0]), re.M))
    typed = {words[1] for words in commands if words[0] == "ansible"} - hosts
    checks.same(typed - {pattern for pattern, _ in patterns}, set(EXAMPLES), "patterns that the tables do not have")
    played = {word for words in commands if words[0] == "ansible-playbook" for word in words if "xenfacts." in word}
    checks.same(played, PLAYBOOKS, "playbooks of the collection on the page")
    return [*patterns, *EXAMPLES.items()], {"slim": slim, "full": full}


def make(tool, profile, conditions):
    """The folder of an operator who has all guests in his inventory."""
    work = tool.work / f"every_guest_{profile}"
    for name, report in queries.reports(profile).items():
        files.write(work / "reports" / name, json.dumps(report))
    shutil.copy(tool.work / "fill_cache.yml", work)
    hosts = {"all": {"hosts": dict.fromkeys(queries.guests(), {})}}
    files.write(work / "inventory/hosts.yml", json.dumps(hosts))
    shutil.copy(tool.collection / "examples/zz_xenfacts.constructed.yml", work / "inventory")
    groups = {f"condition_{number}": condition for number, (condition, _) in enumerate(conditions)}
    files.write(work / "inventory/zzz.constructed.yml", CONDITIONS.format(groups=json.dumps(groups)))
    return work


def playbooks(done):
    """What the playbooks found in the cache."""
    groups = [result["msg"] for result in done.results("List the machines of each mode").values()]
    wanted = {}
    for name, facts in queries.guests().items():
        wanted.setdefault(f"xen_mode_{facts.of('mode')}", []).append(name)
    checks.same([{group: sorted(hosts) for group, hosts in each.items()} for each in groups], [wanted], "by_mode")
    found = done.results("List interfaces and drivers")
    queries.check("emulated_nics", CARDS, found)
    for name, result in found.items():
        wanted = [problem.partition(":")[2] for problem in queries.reports()[name]["problems"]
                  if problem.startswith("network_emulated:")]
        checks.same(result["msg"], wanted, f"emulated_nics: cards of {name}")


def selected(ask, work, patterns):
    """{pattern: hosts}: Ansible lists the hosts of a play for each."""
    plays = [{"name": f"query {number}", "hosts": pattern} for number, pattern in enumerate(patterns)]
    files.write(work / "queries.yml", json.dumps(plays))
    done = ask("ansible-playbook", "--list-hosts", "queries.yml")
    found = re.findall(r": query (\d+)\t.*\n +pattern: .*\n +hosts \(\d+\):\n((?:      .+\n)*)", done.output)
    checks.same(len(found), len(patterns), f"queries that Ansible answered\n{done.output[-2000:]}")
    return {patterns[int(number)]: hosts.split() for number, hosts in found}


def profiled(tool, profile, patterns, conditions):
    """All that is asked of a cache of this profile."""
    work = make(tool, profile, conditions)
    more = {"ANSIBLE_CACHE_PLUGIN": "ansible.builtin.jsonfile", "ANSIBLE_CACHE_PLUGIN_CONNECTION": str(work / "cache"),
            "ANSIBLE_INVENTORY": str(work / "inventory")}

    def ask(*command):
        return tool.run(*command, more=more, cwd=work)

    played = sorted(PLAYBOOKS) if profile == "slim" else []
    done = ask("ansible-playbook", "fill_cache.yml", *played, "--skip-tags", "facts")
    checks.same(done.status, 0, f"the playbooks, {profile}\n{done.output[-2000:]}")
    if played:
        playbooks(done)
    asked = [(pattern, pattern, sentence) for pattern, sentence in patterns]
    asked += [(f"condition_{number}", *row) for number, row in enumerate(conditions)]
    got = selected(ask, work, [pattern for pattern, _, _ in asked])
    for pattern, query, sentence in asked:
        queries.check(query, sentence, got.get(pattern, ()))


def run(tool):
    patterns, conditions = documented()
    profiled(tool, "slim", patterns, conditions["slim"])
    profiled(tool, "full", [], conditions["full"])
