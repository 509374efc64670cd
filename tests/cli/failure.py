# SPDX-License-Identifier: MIT
"""Usage: failure.py KEY... < OBJECT

What an object says that stands in for a report, below these keys: its own keys, domain, mode, schema, and why.
"""
import json
import sys

found = json.load(sys.stdin)
for key in sys.argv[1:]:
    found = found[key]
print(sorted(found), found["domain"], found["mode"], found["schema"], found["error"])
