# SPDX-License-Identifier: MIT
"""A later Xen offers a feature that has no name yet: the name takes the place of its NAMELESS."""
from kit import checks

WHAT = "a feature bit of Xen"
CHANGES = ["facts/rules/xenfeat.def"]
ADDS = []


def extend(tree):
    tree.replace(CHANGES[0], "NAMELESS(21)\n", 'XENFEAT(21, example, XF_SUPPORTED, "An example of what Xen offers.")\n')


def check(tree):
    checks.same(tree.run("decode", "200000").split(maxsplit=2)[:2], ["21", "example"], "decode names the bit")
    checks.that("features.example" in tree.run("list", "facts"), "the vocabulary has its fact")
    for word, value in (("00012705", "false"), ("00212705", "true")):
        guest = tree.guest("xen4.17-pvhvm-linux6.1", ("/features\n|00012705", f"/features\n|{word}"))
        checks.same(tree.facts(guest, "features.example"), [f"features.example={value}"], "a guest tells of the bit")


def is_its_line(line):
    """Is a line that changes in what is expected of guests its own? Every guest tells of every bit that has a name."""
    return any(word in line for word in ("features.example", "features.bit_21=", "features.names=", '{feature="'))
