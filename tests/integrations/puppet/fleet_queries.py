# SPDX-License-Identifier: MIT
"""Each query of docs/PUPPET.md, with all bundled guests as nodes beside those of the page: PuppetDB is given their
facts by its own command, as a server gives it those of an agent."""
import collections
import datetime
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
LABELLED = 'inventory[count()] { facts.xenfacts.label ~ "." }'  # not in slim facts
PROBLEMS = 'path ~> ["xenfacts", "problems", ".*"]'
EXAMPLES = {
    "inventory[certname, facts.xenfacts.mode, facts.xenfacts.domain] { order by certname }": "all machines",
    'inventory[certname] { facts.xenfacts.mode = "pvhvm" }': "machines that run as PVHVM",
    'inventory[certname] { facts.xenfacts.mode = "hvm" }': "machines that run as HVM without PV drivers",
    'inventory[certname] { facts.xenfacts.mode = "pv" and facts.xenfacts.domain = "domU" }': "domUs that run as PV",
    f'inventory[certname] {{ fact_contents {{ {PROBLEMS} and value ~ "^network_emulated" }} }}':
        "domUs with an emulated network card",
    f"fact_contents[certname, value] {{ {PROBLEMS} }}": "machines with a problem",
    'inventory[certname, facts.xenfacts.error] { facts.xenfacts.mode = "unknown" }': "machines whose mode is unknown",
}


def documented():
    """{profile: [(query, sentence)]} of all queries that the pages have, by the profile they need."""
    rows, kinds = queries.tables(*PAGES), {"condition": "slim", f"condition{queries.FULL}": "full"}
    checks.same({kind for kind, _, _ in rows}, set(kinds), "kinds of tables")
    typed = {query for command in queries.commands(PAGES[0]) for query in re.findall(r"\bpql '([^']+)'", command)}
    checks.same(typed, {*EXAMPLES, COUNTED}, "queries of the tutorial")
    found = {"slim": set(EXAMPLES.items()), "full": set()}
    for kind, condition, sentence in rows:
        found[kinds[kind]].add((f"inventory[certname] {{ {condition} }}", sentence))
    return {profile: sorted(asked) for profile, asked in found.items()}


def send(name, facts):
    """Tells PuppetDB the facts of a node, in place of those that it has."""
    now = datetime.datetime.now(datetime.timezone.utc).isoformat()
    body = {"certname": name, "environment": "production", "producer": "puppet.example", "producer_timestamp": now,
            "values": facts}
    words = urllib.parse.urlencode({"command": "replace_facts", "version": 5, "certname": name})
    request = urllib.request.Request(f"{COMMANDS}?{words}", json.dumps(body).encode(),
                                     {"Content-Type": "application/json"})
    with DIRECT.open(request) as answer:
        answer.read()


def ask(server, asked, fleet):
    """Each query, of the fleet's facts as PuppetDB has them."""
    for query, sentence in asked:
        rows = server.query(query)
        if checks.that(isinstance(rows, list), f"{query}: rows", rows):
            queries.check(query, sentence, {row["certname"] for row in rows}, fleet)


def run(server, nodes):
    """The part of run-server; `nodes`: all facts of the machines that PuppetDB has already, {certname: report}."""
    asked = documented()
    for name, report in queries.reports().items():
        send(name, {"xenfacts": report})
    fleet = {**queries.guests(), **{name: queries.with_report(report) for name, report in nodes.items()}}
    checks.until(lambda: server.query("inventory[count()] {}") == [{"count": len(fleet)}], "PuppetDB has all guests",
                 pause=0.5)
    ask(server, asked["slim"], fleet)
    command = ("curl", "-sG", "http://127.0.0.1:8080/pdb/query/v4/facts", "--data-urlencode", 'query=["=", "name", "xenfacts"]')
    checks.same(xenfacts.fleet(server.run(*command).stdout), {name: facts.of("mode") for name, facts in fleet.items()},
                "xenfacts fleet of PuppetDB's answer")
    counts = {row["facts.xenfacts.mode"]: row["count"] for row in server.query(COUNTED)}
    checks.same(counts, collections.Counter(facts.of("mode") for facts in fleet.values()), "the count of each mode")
    whole = {**queries.reports("full"), **nodes}
    for name, report in whole.items():
        send(name, {"xenfacts": report})
    count = sum("label" in report for report in whole.values())
    checks.until(lambda: server.query(LABELLED) == [{"count": count}], "PuppetDB has all facts", pause=0.5)
    ask(server, asked["full"], fleet)
