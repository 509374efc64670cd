# SPDX-License-Identifier: MIT
"""Usage: lists.py JSON YAML

Prints "yes" if both files hold the same map, sorted and not empty.
"""
import json
import pathlib
import sys

import yaml

text, other = (pathlib.Path(name).read_text(encoding="utf-8") for name in sys.argv[1:])
tree = json.loads(text)
print("yes" if tree and tree == yaml.safe_load(other) and list(tree) == sorted(tree) else "no")
