# SPDX-License-Identifier: MIT
"""Run by Salt's own Python: computes each grain by itself, as Salt's loader does, and prints as JSON how many seconds
of CPU Salt's own took and how many ours, as medians.

Usage: grain_cost.py CONFIGURATION ROUNDS
"""
import json
import resource
import statistics
import sys

import salt.config  # pylint: disable=import-error
import salt.loader  # pylint: disable=import-error


def spent():
    """Seconds of CPU so far, children included."""
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in both)


def cost(functions):
    """Seconds of CPU that these take."""
    before = spent()
    for function in functions:
        function()
    return spent() - before


grains = salt.loader.grain_funcs(salt.config.minion_config(sys.argv[1]))
groups = {"core": [grains[name] for name in grains if name.startswith("core.")], "ours": [grains["xenfacts.xenfacts"]]}
found = {group: [] for group in groups}
for _ in range(int(sys.argv[2])):
    for group, functions in groups.items():
        found[group].append(cost(functions))
print(json.dumps({group: statistics.median(values[1:]) for group, values in found.items()}))  # the first fills caches
