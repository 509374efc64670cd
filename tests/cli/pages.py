# SPDX-License-Identifier: MIT
"""Usage: pages.py FOLDER

Prints "agree" for each guest whose page NAME.html has the facts of NAME.json and what NAME.explained says, a policy with the hash of
each style and script in it, and whose picture NAME.svg is well-formed XML; for any other what is wrong.
"""
import base64
import hashlib
import json
import pathlib
import re
import sys
import xml.etree.ElementTree


def line(piece):
    """A piece of evidence without its places, as the page and as explain have it."""
    return piece["claim"] if isinstance(piece, dict) else piece


def check_data(data, facts, explained):
    """The data says what other formats say."""
    assert data["facts"] == facts, "facts"
    assert data["problems"] == explained["problems"], "problems"
    assert list(data["explained"]) == list(explained["explained"]), "verdicts"
    for key, own in data["explained"].items():
        other = explained["explained"][key]
        assert {name: own.get(name) for name in ("value", "reason", "advice")} == \
            {name: other.get(name) for name in ("value", "reason", "advice")}, key
        for side in ("for", "against"):
            ours, theirs = ([(rule["rule"], len(rule["evidence"])) for rule in tree[side]] for tree in (own, other))
            assert ours == theirs, f"{key} {side}"
            for rule, same in zip(own[side], other[side]):
                assert all(text.startswith(line(piece)) for piece, text in zip(rule["evidence"], same["evidence"])), key


def check_policy(page):
    """The policy allows what is in the page, and nothing else."""
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page).group(1)
    for directive, tag in (("style-src", "style"), ("script-src", "script")):
        parts = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.S)
        hashes = [f"'sha256-{base64.b64encode(hashlib.sha256(part.encode()).digest()).decode()}'" for part in parts]
        assert parts and f"{directive} {' '.join(hashes)};" in policy, directive
    assert policy.startswith("default-src 'none'; "), policy


def check(folder, name):
    """Fails with what is wrong."""
    page = (folder / f"{name}.html").read_text(encoding="utf-8")
    text = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.S).group(1)
    assert not re.search("[<\u2028\u2029]", text), "not escaped"
    check_policy(page)
    facts, explained = (json.loads((folder / f"{name}.{ending}").read_text("utf-8")) for ending in ("json", "explained"))
    check_data(json.loads(text), facts, explained)
    root = xml.etree.ElementTree.parse(folder / f"{name}.svg").getroot()
    assert root[0].tag.endswith("title") and root[1].tag.endswith("desc"), "what a screen reader says"


def main():
    folder = pathlib.Path(sys.argv[1])
    for name in sorted(path.stem for path in folder.glob("*.html")):
        try:
            check(folder, name)
            print("agree")
        except Exception as error:  # pylint: disable=broad-except
            print(name, repr(error))


main()
