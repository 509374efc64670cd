#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The pages that list the facts of the profile slim list those that the program gives."""
import json
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from kit import checks, processes, xenfacts  # noqa: E402

GUEST = xenfacts.SOURCE / "tests/guests/ec2-2014-pvhvm.guest"  # has a platform, a version and a problem
PAGES = ["docs/INTEGRATIONS.md", "docs/PUPPET.md", "docs/SALT.md", "integrations/ansible/README.md", "integrations/puppet/README.md"]
LIST = re.compile(r"`\w+`(?:,\s`\w+`)+\sand\s`\w+`")

given = json.loads(processes.run([xenfacts.BUILD / "xenfacts", "facts", "--profile", "slim", "--guest", GUEST]).stdout)
for page in PAGES:
    lists = [re.findall(r"`(\w+)`", words) for words in LIST.findall((xenfacts.SOURCE / page).read_text(encoding="utf-8"))]
    checks.same([sorted(words) for words in lists if "problem_count" in words], [sorted(given)], f"the facts that {page} lists")
manual = (xenfacts.SOURCE / "docs/man/xenfacts.1").read_text(encoding="utf-8")
listed = re.search(r"\.It Cm slim\n.*?\n(.*?)\.It Cm full", manual, re.S)[1]
checks.same(sorted(re.findall(r"\w+", re.sub(r"\.Li|\nand\n", " ", listed))), sorted(given), "the facts that the manual lists")
sys.exit(checks.finish())
