# SPDX-License-Identifier: MIT
"""A format is a word in the table, and an encoder in a file of its own, which gets the facts one by one."""
from kit import checks

WHAT = "an output format"
CHANGES = ["facts/formats/format.c"]
ADDS = ["facts/formats/keys.c"]


def extend(tree):
    tree.behind(CHANGES[0], "\tOWN(flat) \\", "\tOWN(keys) \\")
    tree.add(ADDS[0])


def check(tree):
    guest = tree.guest("xen4.17-pv-linux6.1")
    keys = [line.partition("=")[0] for line in tree.facts(guest, "mode", "version", "net")]
    printed = tree.run("facts", "--format", "keys", "--guest", guest, "mode", "version", "net")
    checks.same(printed.splitlines(), keys, "a report in the format")
    checks.that(" keys " in tree.run("facts", "--help"), "--help lists the format")
    for shell in ("bash", "zsh", "fish"):
        checks.that(" keys " in tree.run("--print-completion", shell), f"{shell} completes the format")
