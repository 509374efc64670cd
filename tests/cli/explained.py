# SPDX-License-Identifier: MIT
"""Usage: explained.py JSON YAML

Prints the keys that an explanation explains, and how many problems and hints it has, if both files say the same."""
import json
import pathlib
import sys

import yaml

tree, other = (pathlib.Path(path).read_text(encoding="utf-8") for path in sys.argv[1:])
tree = json.loads(tree)
if tree != yaml.safe_load(other):
    sys.exit("the formats differ")
for verdict in tree["explained"].values():
    for side in verdict["for"] + verdict["against"]:
        if not side["rule"] or not side["because"] or not side["evidence"]:
            sys.exit(f"a rule without reason or evidence: {side}")
print(*tree["explained"], len(tree["problems"]), sep="\n")
