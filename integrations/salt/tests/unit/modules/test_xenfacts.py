# SPDX-License-Identifier: MIT
"""The execution module, with a mocked ``cmd.run_all``."""

import json
from unittest.mock import MagicMock, patch

import pytest
from salt.exceptions import CommandExecutionError

import saltext.xenfacts.modules.xenfacts_mod as xenfacts

COMMAND = "/bin/sh"  # any program that is there
TREE = {"mode": "pvhvm", "block": {"drivers": ["xen-blkfront"]}}
PROBLEMS = [
    {"problem": "network_emulated", "subject": "eth1", "severity": "warning"},
    {"problem": "pv_only", "subject": "", "severity": "info"},
    {"problem": "not_root", "severity": "info"},
]


def done(stdout="", stderr="", retcode=0):
    return {"stdout": stdout, "stderr": stderr, "retcode": retcode, "pid": 1}


@pytest.fixture
def run_all():
    return MagicMock(return_value=done())


@pytest.fixture
def configure_loader_modules(run_all):
    return {xenfacts: {"__salt__": {"cmd.run_all": run_all}, "__opts__": {"xenfacts.command": COMMAND}}}


def ran(run_all):
    """The words of the one command that was run; no shell reads them, and the environment is empty."""
    run_all.assert_called_once()
    options = run_all.call_args.kwargs
    assert options["python_shell"] is False
    assert options["clean_env"] is True
    assert options["timeout"] > 0
    return run_all.call_args.args[0]


def test_virtual():
    assert xenfacts.__virtual__() == "xenfacts"


@pytest.mark.parametrize(
    ("setting", "reason"),
    [
        ("bin/xenfacts", "not an absolute path"),
        (["/usr/bin/xenfacts"], "not an absolute path"),
        ("/none/xenfacts", "cannot run /none/xenfacts"),
    ],
)
def test_virtual_says_what_is_wrong_with_the_setting(setting, reason):
    with patch.dict(xenfacts.__opts__, {"xenfacts.command": setting}):
        loaded, said = xenfacts.__virtual__()
        assert loaded is False
        assert reason in said
        assert "xenfacts.command" in said
        with pytest.raises(CommandExecutionError, match=reason):
            xenfacts.report()


def test_virtual_without_program():
    with patch.dict(xenfacts.__opts__, clear=True), patch.object(xenfacts, "_COMMANDS", ("/none/xenfacts",)):
        loaded, said = xenfacts.__virtual__()
    assert loaded is False
    assert "install it" in said


def test_virtual_finds_the_program():
    with patch.dict(xenfacts.__opts__, clear=True), patch.object(xenfacts, "_COMMANDS", ("/none/x", COMMAND)):
        assert xenfacts.__virtual__() == "xenfacts"


@pytest.mark.parametrize(("what", "said"), [("is_proxy", "proxy minion"), ("is_linux", "Linux")])
def test_virtual_elsewhere(what, said):
    with patch(f"salt.utils.platform.{what}", return_value=what == "is_proxy"):
        loaded, reason = xenfacts.__virtual__()
    assert loaded is False
    assert said in reason


def test_report(run_all):
    run_all.return_value = done("web-1: PVHVM guest")
    assert xenfacts.report() == "web-1: PVHVM guest"
    assert ran(run_all) == [COMMAND]


@pytest.mark.parametrize(("given", "words"), [((), []), (("mode",), ["mode"])])
def test_explain(run_all, given, words):
    run_all.return_value = done("mode: pvhvm")
    assert xenfacts.explain(*given) == "mode: pvhvm"
    assert ran(run_all) == [COMMAND, "explain", *words]


def test_explain_structured(run_all):
    run_all.return_value = done(json.dumps({"explained": {}}))
    assert xenfacts.explain("mode", structured=True) == {"explained": {}}
    assert ran(run_all) == [COMMAND, "explain", "mode", "--format", "json"]


def test_problems(run_all):
    run_all.return_value = done(json.dumps({"problems": PROBLEMS}))
    found = xenfacts.problems()
    assert set(found) == {"network_emulated:eth1", "pv_only", "not_root"}
    assert found["network_emulated:eth1"] == {"severity": "warning"}


@pytest.mark.parametrize(
    ("key", "value"),
    [(None, TREE), ("mode", "pvhvm"), ("block:drivers", ["xen-blkfront"]), ("block:drivers:0", "xen-blkfront")],
)
def test_facts(run_all, key, value):
    run_all.return_value = done(json.dumps(TREE))
    assert xenfacts.facts(key) == value
    assert ran(run_all) == [COMMAND, "facts", "--format", "json"]


def test_facts_without_that_key(run_all):
    run_all.return_value = done(json.dumps(TREE))
    with pytest.raises(CommandExecutionError, match="no fact nosuch"):
        xenfacts.facts("nosuch")


def test_mode(run_all):
    run_all.return_value = done(json.dumps(TREE))
    assert xenfacts.mode() == "pvhvm"


def test_version(run_all):
    run_all.return_value = done("xenfacts 1.0.0")
    assert xenfacts.version() == "1.0.0"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (done("", "xenfacts: unknown key nosuch\nTry `xenfacts explain --help`.", 2), "^xenfacts: unknown key nosuch$"),
        (done("Timed out after 10 seconds", "", None), "Timed out"),
        (done("", "", 139), "run it to see why"),
        (done("garbage"), "is it xenfacts"),
        (done("[1]"), "is it xenfacts"),
    ],
)
def test_failures_are_named(run_all, answer, said):
    run_all.return_value = answer
    with pytest.raises(CommandExecutionError, match=said):
        xenfacts.explain("nosuch", structured=True)
