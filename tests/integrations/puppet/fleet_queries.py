# SPDX-License-Identifier: MIT
"""Each query of docs/PUPPET.md, with all bundled guests as nodes beside those of the page: PuppetDB is given their
facts by its own command, as a server gives it those of an agent."""
import collections
import json
import re
import urllib.parse
import urllib.request

from kit import checks, queries, xenfacts

PAGES = ("docs/PUPPET.md", "integrations/puppet/README.md")
COMMANDS = "http://127.0.0.1:8080/pdb/cmd/v1"
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))
# Queries of the tutorial, which are whole ones.
COUNTED = "inventory[count(), facts.xenfacts.mode] { group by facts.xenfacts.mode }"
PROBLEMS = 'path ~> ["xenfacts", "problems", ".*"]'
EXAMPLES = {
    "inventory[certname, facts.xenfacts.mode, facts.xenfacts.domain] { order by certname }": "all machines",
    'inventory[certname] { facts.xenfacts.mode = "pvhvm" }': "machines that run as PVHVM",
    'inventory[certname] { facts.xenfacts.mode = "hvm" }': "machines that run as HVM without PV drivers",
    'inventory[certname] { facts.xenfacts.mode = "pv" and facts.xenfacts.domain = "domU" }': "domUs that run as PV",
    "inventory[certname] { facts.xenfacts.features.hvm_callback_vector = true order by certname }":
        "machines to which Xen offers the callback vector",
    f'inventory[certname] {{ fact_contents {{ {PROBLEMS} and value ~ "^network_emulated" }} }}':
        "domUs with an emulated network card",
    f"fact_contents[certname, value] {{ {PROBLEMS} }}": "machines with a problem",
    'inventory[certname, facts.xenfacts.error] { facts.xenfacts.mode = "unknown" }': "machines whose mode is unknown",
    'inventory[certname, facts.xenfacts.compat.facter.virtual] { facts.xenfacts.domain != "unknown" }':
        "machines whose domain is known",
}


def documented():
    """[(query, sentence)] of all queries that the pages have."""
    rows = queries.tables(*PAGES)
    checks.same({kind for kind, _, _ in rows}, {"condition"}, "kinds of tables")
    typed = {query for command in queries.commands(PAGES[0]) for query in re.findall(r"\bpql '([^']+)'", command)}
    checks.same(typed, {*EXAMPLES, COUNTED}, "queries of the tutorial")
    conditions = {(f"inventory[certname] {{ {condition} }}", sentence) for _, condition, sentence in rows}
    return sorted({*EXAMPLES.items(), *conditions})


def send(name, report):
    """Tells PuppetDB the facts of a node."""
    body = {"certname": name, "environment": "production", "producer": "puppet.example",
            "producer_timestamp": "2026-01-01T00:00:00Z", "values": {"xenfacts": report}}
    words = urllib.parse.urlencode({"command": "replace_facts", "version": 5, "certname": name})
    request = urllib.request.Request(f"{COMMANDS}?{words}", json.dumps(body).encode(),
                                     {"Content-Type": "application/json"})
    with DIRECT.open(request) as answer:
        answer.read()


def run(server, nodes):
    """The part of run-server; `nodes`: what PuppetDB has already, {certname: report}."""
    asked = documented()
    for name, report in queries.reports().items():
        send(name, report)
    fleet = {**queries.guests(), **{name: queries.with_report(report) for name, report in nodes.items()}}
    checks.until(lambda: server.query("inventory[count()] {}") == [{"count": len(fleet)}], "PuppetDB has all guests",
                 pause=0.5)
    for query, sentence in asked:
        rows = server.query(query)
        if checks.that(isinstance(rows, list), f"{query}: rows", rows):
            queries.check(query, sentence, {row["certname"] for row in rows}, fleet)
    command = ("curl", "-sG", "http://127.0.0.1:8080/pdb/query/v4/facts", "--data-urlencode", 'query=["=", "name", "xenfacts"]')
    checks.same(xenfacts.fleet(server.run(*command).stdout), {name: facts.of("mode") for name, facts in fleet.items()},
                "xenfacts fleet of PuppetDB's answer")
    counts = {row["facts.xenfacts.mode"]: row["count"] for row in server.query(COUNTED)}
    checks.same(counts, collections.Counter(facts.of("mode") for facts in fleet.values()), "the count of each mode")
