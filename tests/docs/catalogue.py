# SPDX-License-Identifier: MIT
"""facts/catalogue.json is what the program prints, and that is what the plugins' tables say."""
import json
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import documents  # noqa: E402
from kit import checks, xenfacts  # noqa: E402

FIELDS = {"owner", "sentence", "since", "strength", "type"}
TYPES = {"bool", "count", "word", "text", "list"}
STRENGTHS = {"active", "configured", "supported", "moving"}

printed = documents.output("list", "facts", "--format", "json")
checks.that(printed == (xenfacts.SOURCE / "facts/catalogue.json").read_text(encoding="utf-8"),
            "facts/catalogue.json is out of date: xenfacts list facts --format json > facts/catalogue.json")
catalogue = json.loads(printed)
checks.that(list(catalogue) == sorted(catalogue), "the catalogue is not sorted")
for key, fact in catalogue.items():
    wanted = FIELDS | ({"values"} if fact.get("type") == "word" else set())
    checks.that(set(fact) == wanted and fact["type"] in TYPES and fact["strength"] in STRENGTHS,
                f"the catalogue's entry of {key} lacks something, or has too much: {fact}")

owners = set()
for plugin in sorted((xenfacts.BUILD / "plugins").glob("*.so")):
    owners.add(plugin.stem)
    facts, _ = documents.promises(plugin)
    mine = {key: [fact["type"], fact["strength"], fact["sentence"]]
            for key, fact in catalogue.items() if fact["owner"] == plugin.stem}
    checks.that(mine and mine == facts, f"the catalogue and the table of plugin {plugin.stem} differ")
documents.agree("owners", {fact["owner"] for fact in catalogue.values()}, owners | {"xenfacts"})

# Two places know the names of the feature bits, for a plugin sees nothing of ours: they must agree.
decoded = dict(re.findall(r"^ *(\d+)  (\w+)", documents.output("decode", "ffffffff"), re.M))
others = {"raw", "names", "count", "capabilities"}
named = {key.removeprefix("features.") for key in catalogue if key.startswith("features.")} - others
documents.agree("feature bits: decode and the catalogue", decoded.values(), named)
checks.that(len(decoded) == 32, "decode ffffffff does not name 32 bits")
sys.exit(checks.finish())
