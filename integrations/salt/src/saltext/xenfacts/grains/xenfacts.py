# SPDX-License-Identifier: MIT
"""
The grain ``xenfacts``: which mode this Xen guest really runs in, its spectrum and problems.

Salt computes grains first and without a time limit: a grain that hangs keeps its minion from ever connecting, and one
with bytes that Salt cannot send kills it. So the program has a deadline and its output a size limit. Every failure
becomes ``xenfacts:mode: unknown`` with the reason in ``xenfacts:error``, and one line in the log.

No configuration is needed if the program is in /usr/bin or /usr/local/bin. Otherwise, configure the minion::

    xenfacts.command: /opt/xenfacts/bin/xenfacts

The master keeps the grains of every minion, so this one holds what machines are selected by; the execution module
``xenfacts`` gives the rest on request. For all facts in the grain, configure::

    xenfacts.profile: full
"""

import json
import logging
import os
import select
import signal
import subprocess
import time

_LOG = logging.getLogger(__name__)

_COMMANDS = ("/usr/bin/xenfacts", "/usr/local/bin/xenfacts")
_PROFILES = ("slim", "full")
_SETTING = "xenfacts.command in the minion's configuration"
_SECONDS = 5  # the program itself gives up after two
_BYTES = 1 << 20  # of output; a guest with fifty disks prints a twentieth of it

# The minion's configuration; Salt's loader sets it in each module.
__opts__ = {}


class _Problem(Exception):
    """What is wrong and what to do, in one sentence."""


def __virtual__():
    # Imported late, here and below, because it belongs to Salt: loading this module must not depend on it.
    from salt.utils import platform  # pylint: disable=import-outside-toplevel

    if platform.is_proxy():
        return False, "xenfacts reports on the machine it runs on; a proxy minion represents another"
    return platform.is_linux() or (False, "xenfacts needs Linux")


# The only public function: Salt calls every public function in this module.
def xenfacts():
    """
    The report of xenfacts about this machine, below one key.
    """
    try:
        command = _command()
        tree = _parse(_run(command, _profile()), command)
    except _Problem as problem:
        tree = {"domain": "unknown", "error": str(problem), "mode": "unknown", "schema": 1}
    _say_once(tree.get("error"))
    return {"xenfacts": tree}


def _command():
    """The path of the program. It comes from root's configuration only, never from PATH or another variable."""
    chosen = __opts__.get("xenfacts.command")
    if chosen is None:
        found = [path for path in _COMMANDS if os.access(path, os.X_OK)]
        if not found:
            raise _Problem(f"xenfacts is not in /usr/bin or /usr/local/bin; install it, or set {_SETTING}")
        return found[0]
    if not isinstance(chosen, str) or not os.path.isabs(chosen):
        raise _Problem(f"{chosen!r} is no absolute path; correct {_SETTING}")
    return chosen


def _profile():
    """How much the grain holds."""
    chosen = __opts__.get("xenfacts.profile", _PROFILES[0])
    if chosen not in _PROFILES:
        raise _Problem(f"xenfacts.profile is {chosen!r}; set it to slim or full in the minion's configuration")
    return chosen


def _run(command, profile):
    """What the program prints, as bytes."""
    try:
        # In a new session, so that its children end with it. With an empty environment, nothing in Salt's own (such
        # as the library path of its bundle) changes the report.
        process = subprocess.Popen(  # pylint: disable=consider-using-with
            [command, "facts", "--format", "salt", "--profile", profile],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise _Problem(f"cannot run {command}: {reason}; check {_SETTING}") from None
    try:
        return _output(process, command, time.monotonic() + _SECONDS)
    finally:
        _end(process)


def _output(process, command, deadline):
    """Reads until the program ends. Not by communicate(), which would take any amount into memory."""
    output, chunk = b"", b"?"
    poll = select.poll()  # select() would fail in a minion with more than 1024 files open
    poll.register(process.stdout)
    while chunk:
        left = deadline - time.monotonic()
        if left <= 0 or not poll.poll(left * 1000):
            raise _Problem(f"{command} did not end within {_SECONDS} seconds; run `{command} facts` to see why")
        chunk = os.read(process.stdout.fileno(), 1 << 16)
        output += chunk
        if len(output) > _BYTES:
            raise _Problem(f"{command} printed more than {_BYTES} bytes; is it xenfacts?")
    try:
        status = process.wait(max(0.1, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        raise _Problem(f"{command} closed its output and did not end; is it xenfacts?") from None
    if status:
        how = f"with status {status}" if status > 0 else f"by signal {-status}"
        raise _Problem(f"{command} ended {how}; run `{command} facts` to see why")
    return output


def _end(process):
    """Kills a program that still runs. One that the kernel does not release is left, or the minion would hang."""
    process.stdout.close()
    if process.returncode is not None:
        return  # its pid may belong to another process by now
    try:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(1)
    except (OSError, subprocess.TimeoutExpired):
        pass


def _parse(output, command):
    """The facts in the program's output."""
    from salt import payload  # pylint: disable=import-outside-toplevel

    try:
        tree = json.loads(output.decode("utf-8"))["xenfacts"]
        if not all(isinstance(tree[key], str) for key in ("domain", "mode")):
            raise ValueError("no words")
        # Some JSON kills a minion: deep nesting, and text that Salt cannot send, such as half of a surrogate pair.
        if not _is_flat(tree):
            raise ValueError("too deep")
        payload.dumps(tree)
    except (ArithmeticError, LookupError, TypeError, ValueError, RecursionError):
        raise _Problem(f"{command} did not print xenfacts' facts; run `{command} facts --format salt` to see") from None
    return tree


def _is_flat(value, levels=16):
    """Whether it has at most that many levels. The facts have five."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return levels > 0 and all(_is_flat(one, levels - 1) for one in inner)


def _say_once(problem):
    """Logs a problem, ours or the program's, unless it was the last one logged. The logger stores it: Salt computes
    grains more than once when a minion starts, and reloads this module when they are refreshed."""
    if problem and getattr(_LOG, "xenfacts_problem", None) != problem:
        _LOG.warning("xenfacts:mode is unknown: %s", problem)
    _LOG.xenfacts_problem = problem
