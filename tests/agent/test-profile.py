#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""How much of a report each sink gets: slim for other tools and for what leaves the machine, full for other files; and both at once."""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from agent import Machine  # noqa: E402
from kit import checks, xenfacts  # noqa: E402

MACHINE = Machine()
GUEST = "xen4.17-pvhvm-mixed-nics-linux6.1"
KEYS = ["domain", "mode", "platform", "problem_count", "problems", "schema", "spectrum", "version"]


def written(name):
    return (MACHINE.out / name).read_text(encoding="utf-8")


def slim(form="json"):
    return xenfacts.report(GUEST, form, "slim").decode()


checks.same(sorted(json.loads(slim())), KEYS, "what slim has")
checks.that(len(slim()) < 500 < 8000 < len(xenfacts.report(GUEST)), "slim is a small part", len(slim()))

MACHINE.guest(GUEST)
MACHINE.configure(f"""\
sinks:
  ansible: {{preset: ansible, path: {MACHINE.out}/ansible}}
  facter: {{preset: facter, path: {MACHINE.out}/facter}}
  local: {{type: file, path: {MACHINE.out}/local}}
  inventory: {{type: file, path: {MACHINE.out}/inventory, profile: slim}}
  all: {{preset: facter, path: {MACHINE.out}/all, profile: full}}
  t: {{type: told, folder: {MACHINE.out}}}
""")
code, _, wrong = MACHINE.once()
checks.same((code, wrong), (0, ""), "a scan for all of them")
checks.same(written("ansible"), slim("ansible"), "Ansible's file is slim")
checks.same(written("facter"), slim("facter"), "Facter's file is slim")
checks.same(written("inventory"), slim(), "a file that is said to be slim")
checks.same(written("body"), slim(), "what another sink sends is slim")
checks.same(written("local"), xenfacts.report(GUEST).decode(), "another file is whole")
checks.same(written("all"), xenfacts.report(GUEST, "facter").decode(), "a preset that is said to be full")

# A key without a value, such as the list of no problems, is left out; its count tells.
MACHINE.guest("xen4.17-pvh-linux6.1")
MACHINE.once()
checks.same((json.loads(written("inventory")).get("problems"), json.loads(written("inventory"))["problem_count"]), (None, 0), "no problem")

# The profile is part of what was sent: another one is sent at once.
MACHINE.configure(f"sinks:\n  t: {{type: told, folder: {MACHINE.out}, profile: full}}\n")
MACHINE.once()
checks.same(written("body"), xenfacts.report("xen4.17-pvh-linux6.1").decode(), "sent again, whole")

sys.exit(checks.finish())
