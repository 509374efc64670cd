# SPDX-License-Identifier: MIT
"""A network card that has long been nothing but a device model, whatever ids it carries: its driver joins a list."""
from kit import checks

WHAT = "the driver of a network card"
CHANGES = ["plugins/net.c"]
ADDS = []


def extend(tree):
    tree.replace(CHANGES[0], '"pcnet32", ', '"pcnet32", "tulip", ')


def check(tree):
    for driver, verdict in (("tulip", "emulated"), ("other", "passthrough")):
        guest = tree.guest("hand-13-ec2-i3-nvme-ena", ("drivers/ena", f"drivers/{driver}"))
        facts = [f"net.drivers={driver}", f"spectrum.network={verdict}"]
        checks.same(tree.facts(guest, "spectrum.network", "net.drivers"), facts, f"a guest with a card on {driver}")
