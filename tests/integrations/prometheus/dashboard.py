# SPDX-License-Identifier: MIT
"""The dashboard for Grafana. No Grafana can be had here: Debian has none, and its modules are not served. So its JSON is
held against Grafana's own schema, as Grafana publishes it for programs that make dashboards, and its queries are put to a
real Prometheus."""
import collections
import json
import subprocess

import machines
from kit import checks, files, processes, tools

BOARD = machines.PARTS / "grafana-xenfacts.json"
SDK = "grafana-foundation-sdk==1769699998!10.1.0"  # the schema of Grafana 10.1; later ones only add to it
# What the schema's models keep of a dashboard: keys that it does not know are lost, values of a wrong kind raise an error.
KEPT = """
import json, sys
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.plugins import register_default_plugins
from grafana_foundation_sdk.models.dashboard import Dashboard
register_default_plugins()
print(JSONEncoder(sort_keys=True).encode(Dashboard.from_json(json.load(sys.stdin))))
"""


def install():
    """The virtual environment with the schema's models."""
    return tools.venv("grafana", SDK)


def lost(given, kept, path="dashboard"):
    """The paths of what a dashboard has and the schema's models did not keep."""
    if isinstance(given, dict) and isinstance(kept, dict):
        return [one for key in given for one in lost(given[key], kept.get(key), f"{path}.{key}")]
    if isinstance(given, list) and isinstance(kept, list) and len(given) == len(kept):
        return [one for i, pair in enumerate(zip(given, kept)) for one in lost(*pair, f"{path}[{i}]")]
    return [] if given == kept else [path]


def board():
    """The dashboard."""
    return json.loads(BOARD.read_text(encoding="utf-8"))


def kept(given):
    """What the schema's models keep of it, or None if they refuse it."""
    done = subprocess.run([install() / "bin/python", "-c", KEPT], input=json.dumps(given), capture_output=True, text=True, check=False)
    return json.loads(done.stdout) if done.returncode == 0 else None


def check_schema():
    """Grafana's schema knows all of it; and this would notice what it does not know."""
    checks.part("the dashboard: schema")
    given = board()
    checks.same(lost(given, kept(given)), [], "what Grafana's schema does not know")
    wrong = board()
    wrong["panels"][0]["options"]["colourMode"] = "value"
    checks.same(lost(wrong, kept(wrong)), ["dashboard.panels[0].options.colourMode"], "an option that does not exist")
    wrong["panels"][0]["gridPos"] = 7
    checks.same(kept(wrong), None, "a value of a wrong kind")
    check_layout(given["panels"])
    names = [variable["name"] for variable in given["templating"]["list"]]
    checks.same(names, ["datasource", "job", "instance"], "variables")
    sources = {one["datasource"]["uid"] for panel in given["panels"] for one in (panel, *panel["targets"])}
    checks.same(sources, {"${datasource}"}, "data sources of panels and queries")


def check_layout(panels):
    """Panels have numbers of their own, and lie beside each other within the 24 columns."""
    checks.same(len({panel["id"] for panel in panels}), len(panels), "numbers of panels")
    cells = collections.Counter()
    for place in (panel["gridPos"] for panel in panels):
        cells.update((x, y) for x in range(place["x"], place["x"] + place["w"])
                     for y in range(place["y"], place["y"] + place["h"]))
    checks.that(max(cells.values()) == 1 and max(x for x, _ in cells) == 23, "panels overlap, or leave the grid")


def filled(query):
    """A query as Grafana sends it when all jobs and machines are chosen."""
    return query.replace("$job", ".*").replace("$instance", ".*")


def check_queries(ask, work):
    """Prometheus answers each query with data; promtool takes each as the expression of a rule."""
    checks.part("the dashboard: queries")
    given = board()
    queries = {f"{panel['title']}: {target['refId']}": filled(target["expr"])
               for panel in given["panels"] for target in panel["targets"]}
    checks.that(len(queries) >= 12, "queries", queries)
    for what, query in queries.items():
        checks.that(ask(query), f"{what}: data", query)
    annotation = filled(given["annotations"]["list"][0]["expr"])
    rules = [{"record": f"q:{i}", "expr": query} for i, query in enumerate((*queries.values(), annotation))]
    path = files.write(work / "queries.yml", json.dumps({"groups": [{"name": "dashboard", "rules": rules}]}))
    checks.same(processes.run(["promtool", "check", "rules", "--lint=none", path]).returncode, 0, "promtool check rules")
    variables = [variable["query"]["query"] for variable in given["templating"]["list"] if variable["type"] == "query"]
    checks.same(variables, ["label_values(xenfacts_info, job)", 'label_values(xenfacts_info{job=~"$job"}, instance)'],
                "queries of variables")
    values = {label: {one["metric"][label] for one in ask("xenfacts_info")} for label in ("job", "instance")}
    checks.that(all(values.values()), "variables have values", values)
