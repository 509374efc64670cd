# SPDX-License-Identifier: MIT
"""Usage: consumers.py FOLDER...

Each folder holds what the program printed in some formats, a file a format, and in `json` the facts. Holds what
Ansible, Facter and Salt get against these; prints what does not hold, and for each folder how many files were compared.
"""
import json
import pathlib
import sys

import yaml


def wanted(form, facts):
    """The object that a consumer gets."""
    if form in ("json", "ansible"):
        return facts
    if form == "module":
        return {"ansible_facts": {"ansible_xenfacts": facts}, "changed": False}
    return {"xenfacts": facts}


for folder in map(pathlib.Path, sys.argv[1:]):
    known = json.loads((folder / "json").read_text(encoding="utf-8"))
    for path in sorted(folder.iterdir()):
        tree, text = wanted(path.name, known), path.read_text(encoding="utf-8")
        for what, good in (("the facts", json.loads(text) == tree),
                           ("the YAML that Facter reads", yaml.load(text, yaml.CSafeLoader) == tree),
                           ("the form", text == json.dumps(tree, indent=2, ensure_ascii=False) + "\n")):
            if not good:
                print(folder.name, path.name, "does not hold", what)
    print("compared", len(list(folder.iterdir())))
