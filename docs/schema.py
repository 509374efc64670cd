# SPDX-License-Identifier: MIT
"""The JSON Schema of a report, generated from the catalogue of facts; docs/make-facts writes it.

Keys that the catalogue lacks are allowed: keys may be added within a major version, and third-party plugins have
their own facts.
"""
import json

NAME = "^[a-z][a-z0-9_]*$"
TYPES = {
    "bool": {"type": "boolean"},
    "count": {"type": "integer", "minimum": 0, "maximum": 2**63 - 1},
    "text": {"type": "string", "maxLength": 255},
    "list": {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"type": "string", "maxLength": 255}},
}


def leaf(fact):
    """The schema of one fact's value."""
    value = {"type": "string", "enum": fact["values"]} if fact["type"] == "word" else TYPES[fact["type"]]
    return {"description": f"{fact['sentence']} ({fact['strength']})", **value}


def hang(tree, parts, value):
    """Hangs a value into a tree of objects; a part `*` is any name."""
    tree.setdefault("type", "object")
    if parts[0] == "*":
        children, name = tree.setdefault("patternProperties", {}), NAME
        tree["propertyNames"] = {"pattern": NAME}
    else:
        children, name = tree.setdefault("properties", {}), parts[0]
    if len(parts) == 1:
        children[name] = value
    else:
        hang(children.setdefault(name, {}), parts[1:], value)


def text(catalogue):
    """The schema as text, from the path of the catalogue."""
    tree = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:xenfacts:schema:1",
        "title": "Facts of xenfacts, major version 1",
        "description": "The output of `xenfacts facts`; generated from facts/catalogue.json.",
        "required": ["domain", "mode", "schema"],
        "$defs": {"reasons": {  # below `unknown` stands the key of the fact itself, however deep
            "type": "object", "propertyNames": {"pattern": NAME},
            "additionalProperties": {"anyOf": [{"type": "string", "maxLength": 255}, {"$ref": "#/$defs/reasons"}]}}},
    }
    for key, fact in sorted(json.loads(catalogue.read_text(encoding="utf-8")).items()):
        if fact["strength"] == "moving":
            continue  # it stands in no report
        if key == "unknown.*":
            hang(tree, ["unknown"], {"description": fact["sentence"], "$ref": "#/$defs/reasons"})
        else:
            hang(tree, key.split("."), leaf(fact))
    tree["properties"]["schema"]["const"] = 1
    return json.dumps(tree, indent=2, ensure_ascii=False) + "\n"
