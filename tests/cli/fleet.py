# SPDX-License-Identifier: MIT
"""`fleet`: every kind of input says the same of the same machines as the machines themselves; damaged inputs are named."""
import collections
import csv
import io
import json
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))  # tests/

from cli import fleet_inputs  # noqa: E402
from kit import checks, files, xenfacts  # noqa: E402

PROGRAM = xenfacts.BUILD / "xenfacts"
GUESTS = sorted((xenfacts.SOURCE / "tests/guests").glob("*.guest"))
SOME = [guest for guest in GUESTS if guest.stem.startswith("xen4.17")]
HOSTILE = ["</script><script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "=cmd|' /C calc'!A0", "@SUM(1)", "-1+1", "+1",
           "\u2028alert(1)", "javascript:alert(1)", "a\x1b[31mb", "'; drop", "<!--", "]]>", "${7*7}", "\u202egnp.exe", "a,b\"c", "x\ny"]


def run(*words, stdin=None):
    """Exit status, output, messages."""
    done = subprocess.run([PROGRAM, "fleet", *words], input=stdin, capture_output=True, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def fleet(*words, stdin=None):
    """The summary as an object."""
    code, out, err = run(*words, "--format", "json", stdin=stdin)
    checks.same((code, err), (0, ""), f"exit status and messages of {words}")
    return json.loads(out) if out else {}


def rows(*words):
    """The table as a list of dictionaries."""
    code, out, _ = run(*words, "--format", "csv")
    checks.same(code, 0, f"exit status of {words} as CSV")
    return list(csv.DictReader(io.StringIO(out, newline="")))


def said(guest, *words):
    """What the program says about one guest."""
    return subprocess.run([PROGRAM, "--guest", guest, *words], capture_output=True, text=True, check=True).stdout


def test_guests():
    """All guests: modes and advice are those of each guest's own report."""
    summary = fleet(str(xenfacts.SOURCE / "tests/guests"))
    checks.same(summary["machine_count"], len(GUESTS), "every guest is a machine")
    checks.same(summary["damaged"], [], "none is damaged")
    modes = {machine["machine"]: machine["mode"] for machine in summary["machines"]}
    advised, wanted = collections.defaultdict(set), collections.defaultdict(set)
    for group in summary["problems"]:
        for name in group["machines"]:
            advised[name].add((group["problem"], group["advice"]))
    for guest in GUESTS:
        facts = xenfacts.facts(guest.stem)
        checks.same(modes[guest.stem], facts["mode"], f"mode of {guest.stem}")
    for guest in GUESTS[::6]:
        for problem in json.loads(said(guest, "explain", "problems", "--format", "json"))["problems"]:
            # that it was a permission that was lacking is not among the facts
            wanted[guest.stem].add((problem["problem"], "" if problem["problem"] == "undecided" else problem["advice"]))
        checks.same(advised[guest.stem], wanted[guest.stem], f"advice for {guest.stem}")
    checks.same(sum(group["count"] for group in summary["modes"]), len(GUESTS), "each machine has one mode")
    checks.same(sum(summary["colours"].values()), len(GUESTS), "and one colour")
    for cell, counts in summary["spectrum"].items():
        checks.same(sum(counts.values()), len(GUESTS), f"and one verdict of {cell}")
    return summary


def test_kinds(work):
    """What a tool makes of the reports does not change what is said of them."""
    reports = {guest.stem: json.loads(said(guest, "facts")) for guest in SOME}
    wanted = None
    for name, write in fleet_inputs.FULL.items():
        (work / name).mkdir()
        write(work / name, reports)
        got = rows(str(work / name))
        wanted = wanted or got
        checks.same(got, wanted, f"machines of {name}")
        checks.same([row["machine"] for row in got], sorted(reports), f"names of {name}")
        file = next(iter((work / name).iterdir()))
        if len(list((work / name).iterdir())) == 1:
            code, out, _ = run("-", "--format", "csv", stdin=file.read_bytes())
            checks.same((code, list(csv.DictReader(io.StringIO(out, newline="")))), (0, wanted), f"{name} on standard input")
    checks.same([row["mode"] for row in wanted], [reports[name]["mode"] for name in sorted(reports)], "modes")
    (work / "prometheus").mkdir()
    fleet_inputs.prometheus(work / "prometheus", {guest.stem: said(guest, "facts", "--format", "prometheus") for guest in SOME})
    for row in wanted:
        row["kernel"] = row["platform"] = row["advice"] = ""
    checks.same([{**row, "advice": ""} for row in rows(str(work / "prometheus"))], wanted, "machines of prometheus")
    return reports


def test_slim(work, reports):
    """A few facts of each machine are enough for what they say."""
    path = work / "slim.ndjson"
    path.write_text("".join(json.dumps({"host": name, "mode": report["mode"]}) + "\n" for name, report in reports.items()))
    summary = fleet(str(path))
    checks.same(summary["spectrum"]["disk"]["not_reported"], len(reports), "cells that are not reported")
    checks.same([machine["mode"] for machine in summary["machines"]], [reports[name]["mode"] for name in sorted(reports)], "modes")
    checks.same(fleet("-", stdin=b'{"spectrum.disk": "emulated", "mode": "hvm"}')["machines"],
                [{"machine": "stdin", "disk": "emulated", "mode": "hvm", "problems": []}], "flat keys, no name")


def test_damaged(work):
    """Damage is counted and named, and the others are there."""
    good = b'{"host": "good", "mode": "pv"}\n'
    for what, text, why in (
            ("cut off", b'{"host": "bad", "mode": "pv"\n', "malformed JSON"), ("a quote", b'{"host": "bad\n', "malformed JSON"),
            ("a value", b'{"host": "bad", "mode": pv}\n', "line"), ("bytes", b'{"host": "bad", "mode": "\xff"}\n', "line"),
            ("no facts", b'{"colour": "red"}\n', "no facts"),
            ("no answer", b'{"status": "success", "data": {"resultType": "vector"}}\n', "no result"), ("no JSON", b'hello\n', "malformed JSON"),
            ("an array", b'[{"host": "bad", "mode": "pv"}, 3\n', ""), ("depth", b'{"mode":' + b'[' * 9000 + b'\n', ""),
            ("a failure", b'{"host": "bad", "xenfacts": "Failure executing fact script"}\n', "Failure executing")):
        summary = fleet("-", stdin=text + good)
        checks.that("good" in [machine["machine"] for machine in summary["machines"]], f"{what}: the next machine is there", summary)
        checks.that(len(summary["damaged"]) >= 1 and any(why in item["why"] for item in summary["damaged"]), f"{what}: named",
                    summary["damaged"])
    summary = fleet("-", stdin=b'{"a": {"xenfacts": {"mode": "pv"}}, "b": false, "c": "Minion did not return", "d": {"x": 1}}')
    checks.same([item["what"].split()[0] for item in summary["damaged"]], ["b", "c", "d"], "minions that did not answer")
    summary = fleet("-", stdin=good + b'{"host": "good", "mode": "pvh"}')
    checks.same(summary["machines"][0]["mode"], "pvh", "of a machine that comes twice, the last report counts")
    checks.same([item["what"] for item in summary["repeated"]], ["good"], "and it is named")
    (work / "bad.guest").write_text("xenfacts guest 1\nfile\n")
    (work / "good.json").write_text('{"mode": "pv"}')
    summary = fleet(str(work / "bad.guest"), str(work / "good.json"))
    checks.that(len(summary["damaged"]) == 1 and "bad.guest" in summary["damaged"][0]["what"], "a damaged guest", summary)
    (work / "bad.guest").unlink()
    code, _, err = run("-", stdin=b"{}")
    checks.that(code == 4 and "no facts of xenfacts" in err, "nothing but damage is bad input", err)
    code, _, err = run(str(work / "absent"))
    checks.that(code == 4 and "absent" in err, "a file that is not there", err)


def test_hostile(work):
    """Text of machines stays text: in a terminal, a spreadsheet, a page."""
    path = work / "hostile.ndjson"
    path.write_text("".join(json.dumps({"host": text, "mode": "pv", "label": text, "version": text, "problems": [text],
                                        "domain": text, "spectrum": {"disk": text}, text: text}) + "\n" for text in HOSTILE))
    for form in ("table", "json", "csv", "html"):
        _, out, _ = run(str(path), "--format", form)
        checks.that(out and not re.search("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f\u2028\u202e]", out.replace("\t", "")), f"{form}: no control")
    for row in rows(str(path)):
        checks.that(not any(value[:1] in "=+-@" for value in row.values() if value), "no formula", row)
    _, page, _ = run(str(path), "--format", "html")
    data = re.findall(r'<script type="application/json" (?:id|class)="data">(.*?)</script>', page, re.S)
    checks.that(data and not any("<" in text for text in data), "nothing in the data ends its element")
    checks.that(all(json.loads(text) is not None for text in data), "the data are JSON")
    checks.same(len(re.findall(r"<script", page)), len(data) + 1, "one script runs")


def test_outputs(work, reports):
    """The same input gives the same bytes; a file is replaced whole; what is asked for is checked."""
    folder = str(work / "folder")
    for form in ("table", "json", "csv", "html"):
        checks.same(run(folder, "--format", form), run(folder, "--format", form), f"{form} twice")
    names = [str(path) for path in sorted((work / "folder").iterdir())]
    for form in ("json", "csv"):
        checks.same(run(*names, "--format", form), run(*reversed(names), "--format", form), f"{form} in another order")
    checks.same(run(folder, "-o", str(work / "out.html"))[0], 0, "a page by its name")
    checks.same((work / "out.html").read_text(), run(folder, "--format", "html")[1], "the same on standard output")
    checks.same(run(folder, "-o", str(work / "out.txt"))[0], 0, "a table in a file")
    checks.same((work / "out.txt").read_text(), run(folder)[1], "as on standard output")
    checks.same(run(folder, "-o", str(work / "none/out.html"))[0], 4, "a folder that is not there")
    checks.same(run(folder, "--from", "prometheus")[0], 4, "reports are not an answer of Prometheus")
    checks.that("PVHVM guest" in run(folder)[1] and f"{len(reports)} machines" in run(folder)[1], "the table")


def test_page(work, reports):
    """The commands of docs/FLEET.md, with tools that answer as the real ones do; each writes a page of all machines."""
    page = work / "page"
    tools = page / "bin"
    tools.mkdir(parents=True)
    for kind in ("puppetdb", "salt_static", "prometheus"):
        (page / f"{kind}.json").write_bytes(next((work / kind).iterdir()).read_bytes())
    (page / "reports").symlink_to(work.resolve() / "folder")
    files.script(tools / "curl", 'case $* in *pdb*) cat puppetdb.json ;; *) cat prometheus.json ;; esac')
    files.script(tools / "salt", 'cat salt_static.json')
    files.script(tools / "ansible", f'ln -sf {work.resolve()}/ansible_local "$ANSIBLE_CACHE_PLUGIN_CONNECTION"')
    files.script(tools / "xenfacts", f'exec {PROGRAM} "$@"')
    text = (xenfacts.SOURCE / "docs/FLEET.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```\n(.*?)^```$", text, re.M | re.S)
    checks.same(len(blocks), 6, "blocks of commands in docs/FLEET.md")
    for block in blocks:
        (page / "fleet.html").unlink(missing_ok=True)
        done = subprocess.run(["bash", "-euc", f"PATH={tools.resolve()}:$PATH\n{block}"], cwd=page, capture_output=True, text=True,
                              check=False)
        checks.that(done.returncode == 0 and (page / "fleet.html").exists(), f"runs: {block}", done.stderr)
        names = re.findall(r'"(xen4[^"]*)",\d', (page / "fleet.html").read_text()) if (page / "fleet.html").exists() else []
        checks.same(names, sorted(reports), f"machines of: {block}")


def main():
    work = pathlib.Path("work")
    work.mkdir()
    test_guests()
    reports = test_kinds(work)
    test_slim(work, reports)
    test_damaged(work)
    test_hostile(work)
    test_outputs(work, reports)
    test_page(work, reports)
    return checks.finish()


if __name__ == "__main__":
    sys.exit(main())
