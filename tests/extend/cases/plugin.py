# SPDX-License-Identifier: MIT
"""A plugin begins as `xenfacts plugin new` writes it; here it looks at a place that no guest of the tree recorded, so
that nothing which is expected of them changes. One guest shows what it tells."""
from kit import checks

WHAT = "a plugin"
CHANGES = []
ADDS = ["plugins/example.c"]
GUEST = """\
xenfacts guest 1
# hand-made: what the plugin example reads, and nothing else.
file /proc/example
|xen
file /sys/hypervisor/type
|xen
"""
VERDICTS = " | ".join(["unknown"] * 8)


def extend(tree):
    tree.run("plugin", "new", "example")
    written = (tree.guests / "example/example.c").read_text(encoding="utf-8")
    tree.add(ADDS[0], "/* SPDX-License-Identifier: MIT */\n" + written.replace(
        '"/sys/hypervisor/type"', '"/proc/example"'))
    tree.add_guest("hand-example-plugin", GUEST, f"{VERDICTS} | made up: what the plugin example reads")


def check(tree):
    checks.same(tree.facts(tree.guest("hand-example-plugin"), "example"),
                ["example.type=xen", "example.under_xen=true"], "the plugin tells of its guest")
    for name in ("xen4.17-pv-linux6.1", "hand-12-aws-metal"):
        told = [line for line in tree.facts(tree.guest(name)) if line.startswith("example.")]
        checks.same(told, [], f"the plugin says nothing of {name}")
