# SPDX-License-Identifier: MIT
"""Run by Salt's own Python: stores grains in the cache of a master, as the master does when a minion sends them.

Usage: store_grains.py FOLDER      reads lines [NAME, GRAINS] from standard input
"""
import json
import sys

import salt.cache  # pylint: disable=import-error
import salt.config  # pylint: disable=import-error

options = {**salt.config.master_config(None), "cachedir": sys.argv[1], "pki_dir": sys.argv[1]}
cache = salt.cache.factory(options)
for line in sys.stdin:
    name, grains = json.loads(line)
    cache.store("grains", name, grains)
