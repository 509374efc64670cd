# SPDX-License-Identifier: MIT
"""Makes what a lab run recorded guests of tests/guests: the manifest, and beside it the facts that were told *live*,
which the tests then want from a replay. And keeps the lists of these guests, in tests/guests/README.md and README.md. A
person reads the diff.
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


def guests_table(text, entries):
    """tests/guests/README.md with the rows of the lab's guests, which are its last, as the lab's table has them."""
    others = [line for line in text.splitlines() if not re.match(r"\| `xen\d", line)]
    rows = [row(f"`{name}`", *guest.truth, f"lab: {guest.configuration()}; seen by {look}")
            for name, guest, look in sorted(entries, key=lambda entry: entry[0])]
    return "\n".join(others + rows) + "\n"


def between(text, body, begin=BEGIN, end=END):
    """A document with what stands between the marks replaced."""
    head, _, rest = text.partition(begin)
    _, _, tail = rest.partition(end)
    return f"{head}{begin}\n{body}\n{end}{tail}"


def row(*cells):
    """Of a Markdown table."""
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def verified_table(entries):
    """For README.md: what xenfacts says in each, which the tests hold to be so."""
    head = [row("guest", *table.CELLS), "|" + "---|" * (1 + len(table.CELLS))]
    return "\n".join(head + [row(f"`{name}`", *guest.truth) for name, guest, _ in entries])


def documents(guests, source):
    """{path: text} of the lists as they should be."""
    folder = source / "tests/guests"
    entries = kept(guests, folder)
    return {
        folder / "README.md": guests_table((folder / "README.md").read_text(encoding="utf-8"), entries),
        source / "README.md": between((source / "README.md").read_text(encoding="utf-8"), verified_table(entries)),
    }


def update(looks, guests, source):
    keep(looks, source / "tests/guests")
    for path, text in documents(guests, source).items():
        path.write_text(text, encoding="utf-8")
