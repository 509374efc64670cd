# SPDX-License-Identifier: MIT
"""Salt's own matching of targets against many minions, none of which runs. Salt's Python runs this.

A minion decides by a matcher whether a target means it; the master finds by its cache of grains whose answers to await,
and whose mine to give. Each takes the grains that are given.

Usage: matching.py FOLDER      reads {"grains": {minion: grains}, "targets": [[type, target]...]} from standard input;
                               prints for each target the minions [by a minion's matcher, by the master's cache]
"""
import json
import pathlib
import sys

import salt.cache
import salt.config
import salt.loader
import salt.utils.minions


def as_minions(folder, grains, targets):
    """For each target the minions that take it for theirs, as salt.minion asks."""
    options = {**salt.config.minion_config(None), "cachedir": folder, "extension_modules": folder}
    matchers = salt.loader.matchers(options)
    minions = [{**options, "id": name, "grains": tree} for name, tree in grains.items()]
    return [[one["id"] for one in minions if matchers[f"{kind}_match.match"](target, opts=one, minion_id=one["id"])]
            for kind, target in targets]


def as_master(folder, grains, targets):
    """For each target the minions that the master's cache has for it, all of which it has accepted."""
    options = {**salt.config.master_config(None), "cachedir": folder, "pki_dir": folder}
    accepted = pathlib.Path(folder) / "minions"
    accepted.mkdir()
    cache = salt.cache.factory(options)
    for name, tree in grains.items():
        (accepted / name).touch()
        cache.store("grains", name, tree)
    master = salt.utils.minions.CkMinions(options)
    return [master.check_minions(target, kind, greedy=False)["minions"] for kind, target in targets]


given = json.load(sys.stdin)
found = [asked(sys.argv[1], given["grains"], given["targets"]) for asked in (as_minions, as_master)]
json.dump(list(zip(*found)), sys.stdout)
