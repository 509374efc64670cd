# SPDX-License-Identifier: MIT
"""facts/schema/xenfacts-1.json is a valid JSON Schema, every guest's report fits it, and a wrong one does not.

Of our own guests more is asked than of others: no key that the catalogue does not have."""
import copy
import json
import pathlib
import sys

import jsonschema

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import documents  # noqa: E402
from kit import checks, xenfacts  # noqa: E402

SCHEMA = json.loads((xenfacts.SOURCE / "facts/schema/xenfacts-1.json").read_text(encoding="utf-8"))
REPORTS = documents.reports()
GOOD = REPORTS["xen4.17-pvhvm-linux6.1"]
WRONG = [  # a path, and a value that must not be there
    ("mode", "PVHVM"), ("domain", "domu"), ("present", "true"), ("present", None), ("schema", 2), ("major", -1),
    ("block.count", 2**63), ("block.count", 1.5), ("version", 4), ("version", "x" * 256), ("features.names", []),
    ("features.names", ["a", "a"]), ("spectrum.disk", "fast"), ("compat.Facter", {"virtual": "xenu"}),
    ("block.disks.xvda.driver", None), ("block.disks.xvda", "blkfront"), ("block.disks.XVDA", {"name": "x"}),
    ("unknown.block.count", 7), ("plugins.block.status", "well"), ("compat.facter.virtual", ["xenhvm"]),
]


def strict(schema):
    """The same schema without room for keys that it does not name."""
    if isinstance(schema, dict):
        schema = {key: strict(value) for key, value in schema.items()}
        if schema.keys() & {"properties", "patternProperties"} and "type" in schema:
            schema["additionalProperties"] = False
        return schema
    return [strict(item) for item in schema] if isinstance(schema, list) else schema


def changed(path, value):
    """A good report with one other value."""
    report = copy.deepcopy(GOOD)
    *parents, last = path.split(".")
    place = report
    for name in parents:
        place = place.setdefault(name, {})
    place[last] = value
    return report


def error_of(schema, report):
    """What is wrong with a report; "" if nothing is."""
    error = jsonschema.exceptions.best_match(jsonschema.Draft202012Validator(schema).iter_errors(report))
    return f"{error.json_path}: {error.message}"[:200] if error else ""


def fits(what, schema, report):
    """Counts a report that must fit."""
    error = error_of(schema, report)
    checks.that(not error, f"{what} does not fit the schema: {error}")


jsonschema.Draft202012Validator.check_schema(SCHEMA)
checks.that(len(REPORTS) > 50, f"only {len(REPORTS)} guests were found")
for guest, found in REPORTS.items():
    fits(guest, strict(SCHEMA), found)
fits("this machine's report", strict(SCHEMA), json.loads(documents.output("facts")))
fits("an answer without a report", strict(SCHEMA),
     json.loads(documents.output("facts", "--format", "ansible", "--plugin-dir", "/none")))
fits("a report with a key of another's plugin", SCHEMA, changed("pci.count", 3))
for path, value in WRONG:
    checks.that(error_of(SCHEMA, changed(path, value)), f"{path} = {value!r:.40} fits the schema")
for name in SCHEMA["required"]:
    report = {key: value for key, value in GOOD.items() if key != name}
    checks.that(error_of(SCHEMA, report), f"a report without {name} fits the schema")
sys.exit(checks.finish())
