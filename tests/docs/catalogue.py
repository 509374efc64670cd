# SPDX-License-Identifier: MIT
"""facts/catalogue.json is what the program prints, and that is what the plugins' tables say."""
import json
import re

import checks

FIELDS = {"owner", "sentence", "since", "strength", "type"}
TYPES = {"bool", "count", "word", "text", "list"}
STRENGTHS = {"active", "configured", "supported", "moving"}

printed = checks.output("list", "facts", "--format", "json")
checks.check(printed == (checks.SOURCE / "facts/catalogue.json").read_text(encoding="utf-8"),
             "facts/catalogue.json is out of date: xenfacts list facts --format json > facts/catalogue.json")
catalogue = json.loads(printed)
checks.check(list(catalogue) == sorted(catalogue), "the catalogue is not sorted")
for key, fact in catalogue.items():
    wanted = FIELDS | ({"values"} if fact.get("type") == "word" else set())
    checks.check(set(fact) == wanted and fact["type"] in TYPES and fact["strength"] in STRENGTHS,
                 f"the catalogue's entry of {key} lacks something, or has too much: {fact}")

owners = set()
for plugin in sorted((checks.BUILD / "plugins").glob("*.so")):
    owners.add(plugin.stem)
    facts, _ = checks.promises(plugin)
    mine = {key: [fact["type"], fact["strength"], fact["sentence"]]
            for key, fact in catalogue.items() if fact["owner"] == plugin.stem}
    checks.check(mine and mine == facts, f"the catalogue and the table of plugin {plugin.stem} differ")
checks.same("owners", {fact["owner"] for fact in catalogue.values()}, owners | {"xenfacts"})

# Two places know the names of the feature bits, for a plugin sees nothing of ours: they must agree.
decoded = dict(re.findall(r"^ *(\d+)  (\w+)", checks.output("decode", "ffffffff"), re.M))
others = {"raw", "names", "count", "capabilities"}
named = {key.removeprefix("features.") for key in catalogue if key.startswith("features.")} - others
checks.same("feature bits: decode and the catalogue", decoded.values(), named)
checks.check(len(decoded) == 32, "decode ffffffff does not name 32 bits")
checks.finish()
