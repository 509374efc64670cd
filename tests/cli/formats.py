# SPDX-License-Identifier: MIT
"""Usage: formats.py FOLDER...

Each folder holds one report in the files json, yaml, flat and text. Prints "agree" for each in which all tell the same,
and for any other what does not.
"""
import json
import pathlib
import sys

import yaml


def flatten(value, path=()):
    """The lines of the flat format."""
    if isinstance(value, dict):
        assert list(value) == sorted(value), f"{path} is not sorted"
        return [line for key in value for line in flatten(value[key], (*path, key))]
    if isinstance(value, list):
        return [line for item in value for line in flatten(item, path)]
    assert isinstance(value, (bool, int, str)), "no null, no float"
    return [".".join(path) + "=" + (value if isinstance(value, str) else json.dumps(value))]


def compare(folder):
    """Fails with what does not agree."""
    raw = (folder / "json").read_bytes()
    other, flat, text = ((folder / name).read_text(encoding="utf-8") for name in ("yaml", "flat", "text"))
    tree = json.loads(raw)
    assert yaml.load(other, yaml.CSafeLoader) == tree, "yaml differs"
    assert flatten(tree) == flat.splitlines(), "flat differs"
    assert raw.endswith(b"}\n") and b"\\u" not in raw, "form"
    assert raw == json.dumps(tree, indent=2, ensure_ascii=False).encode() + b"\n", "indentation"
    keys = [line for line in raw.decode().splitlines() if '": ' in line]
    assert len(text.splitlines()) == len(keys), "text has other keys"


for name in map(pathlib.Path, sys.argv[1:]):
    try:
        compare(name)
        print("agree")
    except Exception as error:  # pylint: disable=broad-except
        print(name, repr(error))
