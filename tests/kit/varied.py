# SPDX-License-Identifier: MIT
"""The machines of a big fleet. Each is a recorded guest of the lab with disks, interfaces and memory of its own, so that
hardly two reports are the same; and what a tool's own facts say of a machine, with names and addresses of its own."""
import copy
import functools
import random

from . import xenfacts

DISKS = [f"xvd{letter}" for letter in "abcdefghijklmnop"] + [f"nvme{number}n1" for number in range(8)]
INTERFACES = [f"eth{number}" for number in range(8)] + [f"ens{number}" for number in range(3, 9)] + ["enX0", "enX1"]


@functools.cache
def guests():
    """[(all facts, keys of the slim ones)] of the domUs of the lab."""
    names = sorted(path.stem for path in (xenfacts.SOURCE / "tests/guests").glob("xen4*.guest"))
    found = [(xenfacts.facts(name), list(xenfacts.facts(name, "slim"))) for name in names]
    return [(tree, keys) for tree, keys in found if tree["domain"] == "domU"]


def devices(chance, parent, kind, names):
    """Some devices like those that the guest has, by other names."""
    own = list(parent.get(kind, {}).values())
    if own:
        chosen = sorted(chance.sample(names, chance.randint(1, 4)))
        parent[kind] = {name: {**chance.choice(own), "name": name} for name in chosen}
        parent["count"] = len(chosen)


def fleet(count):
    """(number, slim facts, all facts) of each machine; the same machines each time."""
    chance = random.Random(1)
    for number in range(count):
        tree, keys = chance.choice(guests())
        tree = copy.deepcopy(tree)
        devices(chance, tree.get("block", {}), "disks", DISKS)
        devices(chance, tree.get("net", {}), "interfaces", INTERFACES)
        tree.get("memory", {})["total_kb"] = chance.randrange(1 << 26)
        yield number, {key: tree[key] for key in keys}, tree


def renamed(number, tree, name, address):
    """A tool's own facts of another machine: `name` and `address` are this machine's, and stand in many values."""
    if isinstance(tree, dict):
        return {key: renamed(number, value, name, address) for key, value in tree.items()}
    if isinstance(tree, list):
        return [renamed(number, value, name, address) for value in tree]
    if not isinstance(tree, str):
        return tree
    return tree.replace(name, f"web{number:05}").replace(address, f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}")
