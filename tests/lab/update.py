# SPDX-License-Identifier: MIT
"""Makes what a lab run recorded guests of tests/guests: the manifest, and beside it the facts that were told *live*, which
the tests then want from a replay. And keeps the lists of these guests: rows of expected.tsv, tables of
docs/GUESTS.md and README.md. A person reads the diff.
"""
import json
import pathlib
import re
import shutil
import sys

import table

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "guests"))
import expected  # pylint: disable=wrong-import-position

BEGIN, END = "<!-- begin: written by tests/lab/run --update -->", "<!-- end -->"


def keep(looks, folder):
    """Keeps the records and live facts of looks that were right and that the table wants kept."""
    facts = {}
    for look in looks:
        if look.look not in look.guest.keep or look.wrong:
            continue
        name = look.guest.kept_name(look.look)
        shutil.copy(look.folder / "record.guest", folder / f"{name}.guest")
        facts[name] = expected.facts_of(json.loads((look.folder / "report.json").read_text(encoding="utf-8")))
    expected.update(facts)


def kept(guests, folder):
    """(name, guest, look) of all looks of the table whose manifests are there."""
    found = [(guest.kept_name(look), guest, look) for guest in guests for look in guest.keep]
    return [entry for entry in found if (folder / f"{entry[0]}.guest").exists()]


def rows_of_truth(text, entries):
    """expected.tsv with the rows of real Xen guests as the lab's table has them."""
    rows = ["\t".join([name, *guest.truth]) for name, guest, _ in sorted(entries, key=lambda entry: entry[0])]
    lines = [line for line in text.splitlines() if not re.match(r"xen\d", line)]
    at = next(number for number, line in enumerate(lines) if line.startswith("# Hand-made"))
    return "\n".join(lines[:at] + rows + lines[at:]) + "\n"


def between(text, body, begin=BEGIN, end=END):
    """A document with what stands between the marks replaced."""
    head, _, rest = text.partition(begin)
    _, _, tail = rest.partition(end)
    return f"{head}{begin}\n{body}\n{end}{tail}"


def markdown(rows):
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]])


def guests_table(entries):
    """For docs/GUESTS.md: what each guest is."""
    return markdown([("guest", "configuration", "looked at by")] + [
        (f"`{name}`", guest.configuration().replace("|", "\\|"), look) for name, guest, look in entries])


def verified_table(entries):
    """For README.md: what xenfacts says in each, which the tests hold to be so."""
    return markdown([("guest", *table.CELLS)] + [(f"`{name}`", *guest.truth) for name, guest, _ in entries])


def documents(guests, source):
    """{path: text} of the lists as they should be."""
    folder = source / "tests/guests"
    entries = kept(guests, folder)
    return {
        folder / "expected.tsv": rows_of_truth((folder / "expected.tsv").read_text(encoding="utf-8"), entries),
        source / "docs/GUESTS.md": between((source / "docs/GUESTS.md").read_text(encoding="utf-8"), guests_table(entries)),
        source / "README.md": between((source / "README.md").read_text(encoding="utf-8"), verified_table(entries)),
    }


def update(looks, guests, source):
    keep(looks, source / "tests/guests")
    for path, text in documents(guests, source).items():
        path.write_text(text, encoding="utf-8")
