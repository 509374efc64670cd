# SPDX-License-Identifier: MIT
"""A command is one file: its row for help, completion and the parser, and the function that runs it."""
from kit import checks

WHAT = "a command"
CHANGES = []
ADDS = ["core/cli/commands/cmd-count.c"]


def extend(tree):
    tree.add(ADDS[0])


def check(tree):
    guest = tree.guest("xen4.17-pv-linux6.1")
    checks.that(int(tree.run("count", "--guest", guest)) > 100, "the command runs")
    checks.that("\n  count  " in tree.run("--help"), "--help lists the command")
    checks.that("Usage: xenfacts count " in tree.run("count", "--help"), "the command has help")
    for shell in ("bash", "zsh", "fish"):
        checks.that("print how many facts are known" in tree.run("--print-completion", shell) or shell == "bash"
                    and " | count | " in tree.run("--print-completion", shell), f"{shell} completes the command")
