# SPDX-License-Identifier: MIT
"""The beacon: what it keeps, and what it tells."""

import logging
from unittest.mock import MagicMock

import pytest
from salt.exceptions import CommandExecutionError

import saltext.xenfacts.beacons.xenfacts_mod as xenfacts


def tree(mode, *problems):
    return {"mode": mode, "problems": list(problems)} if problems else {"mode": mode}


@pytest.fixture
def facts():
    return MagicMock(return_value=tree("pvhvm"))


@pytest.fixture
def configure_loader_modules(facts):
    return {xenfacts: {"__salt__": {"xenfacts.facts": facts}, "__context__": {}}}


def test_virtual():
    assert xenfacts.__virtual__() == "xenfacts"


def test_virtual_without_the_module():
    xenfacts.__salt__.clear()
    loaded, reason = xenfacts.__virtual__()
    assert loaded is False
    assert "execution module xenfacts" in reason


@pytest.mark.parametrize(
    "config", [[], [{}], [{"interval": 60}, {"ignore": ["not_root"]}], [{"_beacon_name": "xenfacts"}]]
)
def test_validate(config):
    assert xenfacts.validate(config) == (True, "Valid beacon configuration")


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ({}, "list of dictionaries"),
        (["interval"], "list of dictionaries"),
        ([{"ignore": "not_root"}], "list of problems"),
        ([{"ignore": [1]}], "list of problems"),
    ],
)
def test_validate_refuses(config, said):
    valid, reason = xenfacts.validate(config)
    assert valid is False
    assert said in reason


def test_first_run_only_takes_note(facts):
    facts.return_value = tree("pv", "pv_only")
    assert xenfacts.beacon([]) == []
    assert xenfacts.beacon([]) == []


def test_change_of_mode(facts):
    xenfacts.beacon([])
    facts.return_value = tree("hvm")
    assert xenfacts.beacon([]) == [{"tag": "mode", "mode": "hvm", "was": "pvhvm"}]
    assert xenfacts.beacon([]) == []


def test_new_problems(facts):
    facts.return_value = tree("hvm", "timers_emulated")
    xenfacts.beacon([])
    facts.return_value = tree("hvm", "timers_emulated", "network_emulated:eth1", "disk_emulated:sda")
    assert xenfacts.beacon([]) == [
        {"tag": "problem", "problem": "disk_emulated:sda", "mode": "hvm"},
        {"tag": "problem", "problem": "network_emulated:eth1", "mode": "hvm"},
    ]
    facts.return_value = tree("hvm")
    assert xenfacts.beacon([]) == []
    facts.return_value = tree("hvm", "timers_emulated")
    assert len(xenfacts.beacon([])) == 1


@pytest.mark.parametrize("ignored", ["network_emulated", "network_emulated:eth1"])
def test_ignored_problems(facts, ignored):
    config = [{"ignore": [ignored]}]
    xenfacts.beacon(config)
    facts.return_value = tree("pvhvm", "network_emulated:eth1", "network_unbound")
    assert [event["problem"] for event in xenfacts.beacon(config)] == ["network_unbound"]


def test_a_failure_is_said_once_and_hides_no_change(facts, caplog):
    xenfacts.beacon([])
    facts.side_effect = CommandExecutionError("no program")
    with caplog.at_level(logging.WARNING):
        assert xenfacts.beacon([]) == []
        assert xenfacts.beacon([]) == []
    assert [record.getMessage() for record in caplog.records] == ["the beacon xenfacts has no facts: no program"]
    facts.side_effect = None
    facts.return_value = tree("hvm")
    assert xenfacts.beacon([]) == [{"tag": "mode", "mode": "hvm", "was": "pvhvm"}]
