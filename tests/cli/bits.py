# SPDX-License-Identifier: MIT
"""Usage: bits.py DECODED TABLE FACTS

Compares what `decode` prints as JSON with its table and with the facts of `list facts`. Prints how many bits it has.
"""
import json
import pathlib
import re
import sys

decoded, table, facts = (pathlib.Path(name).read_text(encoding="utf-8") for name in sys.argv[1:])
decoded, facts = json.loads(decoded), json.loads(facts)
rows = {name: (int(number), sentence) for number, name, sentence in re.findall(r"^ *(\d+)  (\S+) +(.+)$", table, re.M)}
assert {name: (bit["number"], bit["sentence"]) for name, bit in decoded.items()} == rows, rows
for name, bit in decoded.items():
    assert sorted(bit) == ["number", "sentence", "strength"], bit
    fact = facts.get(f"features.{name}", {"sentence": bit["sentence"], "strength": "supported"})
    assert bit["strength"] == fact["strength"], (bit, fact)
    assert name.startswith("bit_") or bit["sentence"] == fact["sentence"], (bit, fact)
print(len(decoded))
