# SPDX-License-Identifier: MIT
"""
Ask the program ``xenfacts`` on a minion: which mode this Xen guest really runs in, what is wrong with it, and the
evidence.

The grain ``xenfacts`` holds the facts by which a master targets minions. The functions of this module run the program
when they are called, so they show the machine as it is now, and the evidence, which stays on the machine.

No configuration is needed if the program is in /usr/bin or /usr/local/bin. Otherwise, configure the minion, as for the
grain::

    xenfacts.command: /opt/xenfacts/bin/xenfacts
"""

import json
import os

import salt.utils.platform
from salt.exceptions import CommandExecutionError
from salt.utils.data import traverse_dict_and_list

__virtualname__ = "xenfacts"

_COMMANDS = ("/usr/bin/xenfacts", "/usr/local/bin/xenfacts")
_SETTING = "xenfacts.command in the minion's configuration"
_SECONDS = 10  # the program itself gives up after five
_MISSING = object()


def __virtual__():
    if salt.utils.platform.is_proxy():
        return False, "xenfacts reports on the machine it runs on; a proxy minion represents another"
    if not salt.utils.platform.is_linux():
        return False, "xenfacts needs Linux"
    command, reason = _command()
    return __virtualname__ if command else (False, reason)


def _command():
    """The path of the program, and why there is none. Only root's configuration names it, never PATH."""
    chosen = __opts__.get("xenfacts.command")
    if chosen is None:
        found = [path for path in _COMMANDS if os.access(path, os.X_OK)]
        if found:
            return found[0], None
        return None, f"xenfacts is not in /usr/bin or /usr/local/bin; install it, or set {_SETTING}"
    if not isinstance(chosen, str) or not os.path.isabs(chosen):
        return None, f"{chosen!r} is not an absolute path; correct {_SETTING}"
    if not os.access(chosen, os.X_OK):
        return None, f"cannot run {chosen}; check {_SETTING}"
    return chosen, None


def _run(*words):
    """What the program prints."""
    command, reason = _command()
    if not command:
        raise CommandExecutionError(reason)
    # With an empty environment, nothing in Salt's own (such as the library path of its bundle) changes the report.
    done = __salt__["cmd.run_all"](
        [command, *words],
        python_shell=False,
        clean_env=True,
        cwd="/",
        timeout=_SECONDS,
        ignore_retcode=True,
    )
    if done["retcode"] != 0:
        said = (done["stderr"] or done["stdout"]).strip().splitlines()
        raise CommandExecutionError(said[0] if said else f"{command} {' '.join(words)} failed: run it to see why")
    return done["stdout"]


def _parsed(*words):
    """What the program prints as JSON."""
    output = _run(*words)
    try:
        tree = json.loads(output)
    except ValueError:
        tree = None
    if not isinstance(tree, dict):
        raise CommandExecutionError(f"`xenfacts {' '.join(words)}` did not print JSON; is it xenfacts?")
    return tree


def report():
    """
    The report for people: the six rows of the spectrum, and what to do.

    CLI Example:

    .. code-block:: bash

        salt '*' xenfacts.report
    """
    return _run()


def explain(name=None, structured=False):
    """
    The evidence for and against an answer, and what to do about it.

    name
        A verdict (``mode``, ``domain``, ``disk``, ``network`` ...), a fact, or a group of facts such as ``block``. The
        default is all verdicts.

    structured
        Return data instead of text.

    CLI Example:

    .. code-block:: bash

        salt '*' xenfacts.explain mode
        salt '*' xenfacts.explain network structured=True --out=json
    """
    words = ["explain", *([str(name)] if name is not None else [])]
    return _parsed(*words, "--format", "json") if structured else _run(*words)


def problems():
    """
    What is wrong with the machine or could be better: for each problem, its severity, a sentence, and the advice for
    this platform. A problem is named as in the grain, such as ``network_emulated:eth1``.

    CLI Example:

    .. code-block:: bash

        salt '*' xenfacts.problems
        salt -G 'xenfacts:problems:pv_only' xenfacts.problems
    """
    found = {}
    for problem in _parsed("explain", "--format", "json")["problems"]:
        name = ":".join(filter(None, (problem["problem"], problem.get("subject"))))
        found[name] = {key: value for key, value in problem.items() if key not in ("problem", "subject")}
    return found


def facts(key=None):
    """
    All facts, or those at or below a key. The grain has only some of them, unless ``xenfacts.profile`` is ``full``.

    key
        A key of the facts, with colons, as in a target: ``block:drivers``.

    CLI Example:

    .. code-block:: bash

        salt '*' xenfacts.facts
        salt '*' xenfacts.facts spectrum
        salt '*' xenfacts.facts block:drivers
    """
    tree = _parsed("facts", "--format", "json")
    if key is None:
        return tree
    value = traverse_dict_and_list(tree, str(key), _MISSING)
    if value is _MISSING:
        raise CommandExecutionError(f"there is no fact {key}; `xenfacts list facts` names all keys")
    return value


def mode():
    """
    The mode that the machine runs in now.

    CLI Example:

    .. code-block:: bash

        salt '*' xenfacts.mode
    """
    return facts("mode")


def version():
    """
    The version of the program.

    CLI Example:

    .. code-block:: bash

        salt '*' xenfacts.version
    """
    return _run("--version").split()[-1]
