#!/usr/bin/python
# Copyright: (c) 2026, The xenfacts authors
# GNU General Public License v3.0+ (see https://www.gnu.org/licenses/gpl-3.0.txt), or the MIT licence, as you like
# SPDX-License-Identifier: MIT OR GPL-3.0-or-later
"""Runs xenfacts on the target and always returns facts: a facts module that fails takes its host out of the play."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

DOCUMENTATION = r"""
module: xenfacts_facts
short_description: Report which mode a Xen guest really runs in
version_added: "1.0.0"
description:
  - Runs C(xenfacts facts --format ansible) on the target and returns its output, which the manual page
    C(xenfacts-facts(7)) describes.
  - Returns what machines are selected by, some 350 bytes, unless O(profile=full) asks for all facts.
  - Never fails. If the program is absent, fails, hangs or prints anything but a report, C(mode) and C(domain) are
    V(unknown), C(error) says why in one sentence, and the module prints the same sentence as a warning.
options:
  executable:
    description:
      - Path of the program on the target.
      - If not given, C(/usr/bin/xenfacts), or C(/usr/local/bin/xenfacts) if the first does not exist.
      - C(PATH) is not searched, so that the login environment cannot choose the program.
    type: path
  profile:
    description:
      - How much to return.
      - V(slim) is mode, domain, spectrum, problems, version and platform.
      - V(full) is all facts, such as disks, network interfaces, interrupts and the evidence, some 12 KB, which a fact cache
        keeps for each host.
    type: str
    choices: [slim, full]
    default: slim
author:
  - The xenfacts authors (@xenfacts)
attributes:
  check_mode:
    description: Runs in check mode and changes nothing.
    support: full
  diff_mode:
    description: The module changes nothing, so there is no difference to show.
    support: none
  facts:
    description: Returns only facts.
    support: full
"""

EXAMPLES = r"""
- name: Run xenfacts
  xenfacts.xenfacts.xenfacts_facts:

- name: Put each host into a group of its mode
  ansible.builtin.group_by:
    key: "xen_mode_{{ ansible_facts.xenfacts.mode }}"
  changed_when: false

- name: Get all facts
  xenfacts.xenfacts.xenfacts_facts:
    profile: full
"""

RETURN = r"""
ansible_facts:
  description: The facts, which plays read as C(ansible_facts.xenfacts).
  returned: always
  type: complex
  contains:
    ansible_xenfacts:
      description: The report of xenfacts; C(xenfacts list facts) lists all keys of V(full).
      returned: always
      type: complex
      contains:
        mode:
          description: Mode that this guest really runs in; V(none) without Xen.
          returned: always
          type: str
          sample: pvhvm
        domain:
          description: Kind of Xen domain; V(none) without Xen.
          returned: always
          type: str
          sample: domU
        spectrum:
          description: What provides the disk, network, interrupts, timers, motherboard and privileged instructions.
          returned: when the program made a report
          type: dict
          sample:
            disk: paravirtual
            interrupts: paravirtual
            motherboard: emulated
            network: paravirtual
            privileged: hardware
            timers: paravirtual
        problems:
          description: What is wrong with the guest or could be better, most with a device.
          returned: when there are problems
          type: list
          elements: str
          sample: ["network_emulated:eth1"]
        problem_count:
          description: How many problems there are.
          returned: when the program made a report
          type: int
          sample: 1
        platform:
          description: Platform that the guest is known to run on.
          returned: when it is known
          type: str
          sample: ec2
        version:
          description: Version of Xen.
          returned: when it is known
          type: str
          sample: 4.17.7
        error:
          description: Why there is no report, and what to do.
          returned: when there is no report
          type: str
          sample: "there is no /usr/bin/xenfacts or /usr/local/bin/xenfacts: install xenfacts"
"""

import json
import os

from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.common.text.converters import to_text

PLACES = ("/usr/bin/xenfacts", "/usr/local/bin/xenfacts")
TIMEOUTS = ("/usr/bin/timeout", "/bin/timeout")  # not searched in PATH either
# The program answers within 2 s. Ansible gives facts modules that run in parallel 5 s each and then fails the host.
SECONDS = 3
TEXT = type(u"")  # the type of JSON strings, in Python 2 as well


class NoFacts(Exception):
    """There is no report; says why and what to do."""


def find(given):
    """The path of the program."""
    for path in [given] if given else PLACES:
        if os.path.exists(path):
            return path
    if given:
        raise NoFacts("there is no %s: install xenfacts, or correct the option executable" % given)
    raise NoFacts("there is no %s: install xenfacts" % " or ".join(PLACES))


def ask(module, path):
    """The program's output, as bytes."""
    guard = [[path, "-s", "KILL", str(SECONDS)] for path in TIMEOUTS if os.path.exists(path)][:1]
    guard = guard[0] if guard else []
    try:
        command = guard + [path, "facts", "--format", "ansible", "--profile", module.params["profile"]]
        status, out, err = module.run_command(command, encoding=None, handle_exceptions=False)
    except (OSError, IOError) as error:
        raise NoFacts("%s cannot be run: %s" % (path, to_text(error)))
    # The kill takes timeout with it.
    if guard and status in (137, -9):
        raise NoFacts("%s gave no answer within %d seconds: run it by hand" % (path, SECONDS))
    if status != 0:
        lines = to_text(err, errors="replace").strip().splitlines() or ["run it by hand"]
        raise NoFacts("%s failed with exit status %d: %s" % (path, status, lines[-1][:200]))
    return out


def parse(path, out):
    """The report in the program's output."""
    try:
        tree = json.loads(out.decode("utf-8"))
        # Half of a surrogate pair is valid JSON, but no later step can write it.
        json.dumps(tree, ensure_ascii=False).encode("utf-8")
    except (ValueError, RuntimeError):
        raise NoFacts("%s printed something that is not JSON in UTF-8: is it xenfacts?" % path)
    if not isinstance(tree, dict) or not all(isinstance(tree.get(key), TEXT) for key in ("mode", "domain")):
        raise NoFacts("%s printed JSON that contains no report: is it xenfacts?" % path)
    return tree


def report(module):
    """The facts, whatever the program does."""
    try:
        path = find(module.params["executable"])
        return parse(path, ask(module, path))
    except NoFacts as why:
        return {"domain": "unknown", "error": to_text(why), "mode": "unknown", "schema": 1}


def main():
    module = AnsibleModule(
        argument_spec={
            "executable": {"type": "path"},
            "profile": {"type": "str", "choices": ["slim", "full"], "default": "slim"},
        },
        supports_check_mode=True,
    )
    facts = report(module)
    if facts["mode"] == "unknown" and "error" in facts:
        module.warn("xenfacts: %s" % facts["error"])
    module.exit_json(ansible_facts={"ansible_xenfacts": facts})


if __name__ == "__main__":
    main()
