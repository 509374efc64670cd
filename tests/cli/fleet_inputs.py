# SPDX-License-Identifier: MIT
"""The same machines as each tool keeps them. Shapes are those that the tools' own tests meet (tests/integrations): Ansible's
cache plugin jsonfile (ansible-core 2.14 and 2.19), PuppetDB's query endpoint, `salt --out=json`, Prometheus' HTTP API."""
import json
import re

SAMPLE = re.compile(r'^(xenfacts_\w+)(?:\{(.*)\})? (\S+)$', re.M)
LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')


def folder(path, reports):
    """A file for each machine, as `facts --format json` prints it."""
    for name, report in reports.items():
        (path / f"{name}.json").write_text(json.dumps(report, indent=2), encoding="utf-8")


def lines(path, reports):
    """One machine on a line, which says whose it is."""
    (path / "all.ndjson").write_text("".join(json.dumps({"host": name} | report) + "\n" for name, report in reports.items()),
                                     encoding="utf-8")


def wrapped(path, reports):
    """The same around our facts, in an array."""
    (path / "all.json").write_text(json.dumps([{"xenfacts": report, "fqdn": name, "kernel": "Linux"} for name, report
                                               in reports.items()]), encoding="utf-8")


def ansible_local(path, reports):
    """ansible-core before 2.19, with our local fact."""
    for name, report in reports.items():
        cached = {"ansible_os_family": "Debian", "ansible_local": {"other": 3, "xenfacts": report}, "ansible_fqdn": "not.this"}
        (path / name).write_text(json.dumps(cached, indent=4), encoding="utf-8")


def ansible_module(path, reports):
    """ansible-core 2.19 and later, with the facts of our module."""
    for name, report in reports.items():
        cached = {"ansible_xenfacts": report, "ansible_env": {"PATH": "/bin"}}
        (path / f"s1_{name}").write_text(json.dumps({"__payload__": json.dumps(cached)}), encoding="utf-8")


def puppetdb(path, reports):
    """An answer of /pdb/query/v4/facts with other facts in it."""
    rows = []
    for name, report in reports.items():
        rows += [{"certname": name, "environment": "production", "name": "kernel", "value": "Linux"},
                 {"certname": name, "environment": "production", "name": "xenfacts", "value": report}]
    (path / "facts.json").write_text(json.dumps(rows), encoding="utf-8")


def salt_static(path, reports):
    """salt '*' grains.items --out=json --static"""
    minions = {name: {"kernel": "Linux", "mode": {"a": 1}, "xenfacts": report} for name, report in reports.items()}
    (path / "grains.json").write_text(json.dumps(minions, indent=4), encoding="utf-8")


def salt_stream(path, reports):
    """salt '*' grains.get xenfacts --out=json"""
    (path / "grains.json").write_text("".join(json.dumps({name: report}, indent=4) + "\n" for name, report
                                              in reports.items()), encoding="utf-8")


def prometheus(path, metrics):
    """An answer of /api/v1/query?query={__name__=~"xenfacts_.*"}; `metrics` are the texts that the machines expose."""
    result = []
    for name, text in metrics.items():
        for metric, labels, value in SAMPLE.findall(text):
            told = {key: re.sub(r"\\(.)", r"\1", text) for key, text in LABEL.findall(labels)}
            result.append({"metric": {"__name__": metric, "instance": f"{name}:9100", "job": "node"} | told,
                           "value": [1764428400.5, value]})
    result.sort(key=lambda series: series["metric"]["__name__"])
    answer = {"status": "success", "data": {"resultType": "vector", "result": result}}
    (path / "answer.json").write_text(json.dumps(answer), encoding="utf-8")


FULL = {"folder": folder, "lines": lines, "wrapped": wrapped, "ansible_local": ansible_local, "ansible_module": ansible_module,
        "puppetdb": puppetdb, "salt_static": salt_static, "salt_stream": salt_stream}
