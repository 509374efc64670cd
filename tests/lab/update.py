# SPDX-License-Identifier: MIT
"""Makes what a lab run recorded guests of tests/guests: the manifest, and beside it the facts that were told *live*,
which the tests then want from a replay. And keeps the list of these guests, in tests/guests/README.md. A person reads
the diff.
"""
import pathlib
import re
import shutil
import sys

import table

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "guests"))
import expected  # pylint: disable=wrong-import-position


def keep(looks, folder):
    """Keeps the records and live facts of looks that were right and that the table wants kept."""
    facts = {}
    for look in looks:
        if look.look not in look.guest.keep or look.wrong:
            continue
        name = look.guest.kept_name(look.look)
        shutil.copy(look.folder / "record.guest", folder / f"{name}.guest")
        live = {key: value for key, value in look.facts.items() if key != "sandbox"}  # a replay has none
        facts[name] = expected.facts_of(live)
    expected.update(facts)


def kept(guests, folder):
    """(name, guest, look) of all looks of the table whose manifests are there."""
    found = [(guest.kept_name(look), guest, look) for guest in guests for look in guest.keep]
    return [entry for entry in found if (folder / f"{entry[0]}.guest").exists()]


def guests_table(text, entries):
    """tests/guests/README.md with the rows of the lab's guests, which are its last, as the lab's table has them."""
    others = [line for line in text.splitlines() if not re.match(r"\| `.*\| lab: .*\|$", line)]
    rows = [row(f"`{name}`", *guest.truth, f"lab: {guest.configuration()}; seen by {look}")
            for name, guest, look in sorted(entries, key=lambda entry: entry[0])]
    return "\n".join(others + rows) + "\n"


def row(*cells):
    """Of a Markdown table."""
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def documents(guests, source):
    """{path: text} of the list as it should be."""
    path = source / "tests/guests/README.md"
    return {path: guests_table(path.read_text(encoding="utf-8"), kept(guests, path.parent))}


def update(looks, guests, source):
    keep(looks, source / "tests/guests")
    for path, text in documents(guests, source).items():
        path.write_text(text, encoding="utf-8")
