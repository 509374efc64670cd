# SPDX-License-Identifier: MIT
"""Somebody's build of Xen names itself in a file: the place, what it says there and our word are a row, and the word
joins those of the fact. A guest comes with it, so that the row is tried for ever."""
from kit import checks

WHAT = "a platform"
CHANGES = ["plugins/version.c"]
ADDS = []
GUEST = """\
xenfacts guest 1
# hand-made: a domain of the platform example, which names itself in os-release; nothing else is known.
file /etc/os-release
|NAME="Example Xen"
file /sys/hypervisor/type
|xen
"""
VERDICTS = " | ".join(["unknown"] * 8)


def extend(tree):
    tree.behind(CHANGES[0], '\t{ RELEASE, "NAME=\\"XenServer\\"", "xenserver", ON_XEN },',
                '\t{ RELEASE, "NAME=\\"Example Xen\\"", "example", ON_XEN },')
    tree.replace(CHANGES[0], '"ec2 xcp_ng xenserver', '"ec2 example xcp_ng xenserver')
    tree.add_guest("hand-example-platform", GUEST, f"{VERDICTS} | made up: os-release names the platform example")


def check(tree):
    for name, facts in (("Example Xen", ["platform=example"]), ("Other", [])):
        guest = tree.guest("hand-example-platform", ("Example Xen", name))
        checks.same([fact for fact in tree.facts(guest) if fact.startswith("platform=")], facts,
                    f"the platform of a domain that calls itself {name}")
