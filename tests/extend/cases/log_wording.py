# SPDX-License-Identifier: MIT
"""A later kernel says in other words what it was started on: the phrase and our word for it join a table."""
from kit import checks

WHAT = "a wording of the kernel log"
CHANGES = ["plugins/boot.c"]
ADDS = []


def extend(tree):
    tree.behind(CHANGES[0], "\tstatic const struct phrase starts[] = {", '\t\t{ "Xen example", "pvh" },')


def check(tree):
    for phrase, facts in (("Xen example", ["boot.log=pvh"]), ("Xen other", [])):
        guest = tree.guest("xen4.17-pvh-linux6.1", ("kernel on Xen PVH", f"kernel on {phrase}"))
        checks.same([fact for fact in tree.facts(guest, "boot") if fact.startswith("boot.log=")], facts,
                    f'what "{phrase}" in the log says')
