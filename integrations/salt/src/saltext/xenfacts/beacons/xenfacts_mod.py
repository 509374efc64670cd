# SPDX-License-Identifier: MIT
"""
The beacon ``xenfacts``: an event when the mode of a minion changes, and one for each new problem.

A change is one since the beacon's last run. Its first run after the minion has started only takes note.

.. code-block:: yaml

    beacons:
      xenfacts:
        - interval: 60
        - ignore:
          - not_root
          - undecided

``ignore`` lists words of problems that cause no event, with or without a subject (``network_emulated``,
``network_emulated:eth1``). The events are:

``salt/beacon/<minion>/xenfacts/mode``
    with ``mode`` and ``was``

``salt/beacon/<minion>/xenfacts/problem``
    with ``problem``, such as ``network_emulated:eth1``, and ``mode``
"""

import logging

import salt.utils.beacons
from salt.exceptions import CommandExecutionError

log = logging.getLogger(__name__)

__virtualname__ = "xenfacts"

_LAST = "xenfacts.beacon"  # in __context__: {"mode": ..., "problems": [...]}
_SAID = "xenfacts.beacon.error"


def __virtual__():
    if "xenfacts.facts" in __salt__:
        return __virtualname__
    missing = getattr(__salt__, "missing_fun_string", lambda _: "the execution module xenfacts is missing")
    return False, f"the beacon xenfacts cannot run: {missing('xenfacts.facts')}"


def validate(config):
    """
    Validate the beacon configuration.
    """
    if not isinstance(config, list) or not all(isinstance(item, dict) for item in config):
        return False, "Configuration for the beacon xenfacts must be a list of dictionaries."
    ignored = salt.utils.beacons.list_to_dict(config).get("ignore", [])
    if not isinstance(ignored, list) or not all(isinstance(word, str) for word in ignored):
        return False, "Configuration for the beacon xenfacts: ignore must be a list of problems."
    return True, "Valid beacon configuration"


def beacon(config):
    """
    Compare the machine with what it was when the beacon last ran.
    """
    ignored = set(salt.utils.beacons.list_to_dict(config).get("ignore", []))
    try:
        tree = __salt__["xenfacts.facts"]()
        now = {"mode": tree["mode"], "problems": tree.get("problems", [])}
    except (CommandExecutionError, LookupError) as error:
        # Once, not each minute; what was known stays, so that a change is seen when the program works again.
        if __context__.get(_SAID) != str(error):
            log.warning("the beacon xenfacts has no facts: %s", error)
        __context__[_SAID] = str(error)
        return []
    __context__.pop(_SAID, None)
    last = __context__.get(_LAST)
    __context__[_LAST] = now
    return _events(last, now, ignored) if last else []


def _events(last, now, ignored):
    events = []
    if now["mode"] != last["mode"]:
        events.append({"tag": "mode", "mode": now["mode"], "was": last["mode"]})
    for problem in sorted(set(now["problems"]) - set(last["problems"])):
        if not {problem, problem.partition(":")[0]} & ignored:
            events.append({"tag": "problem", "problem": problem, "mode": now["mode"]})
    return events
