# SPDX-License-Identifier: MIT
"""The state, with mocked states of Salt's own: what it asks of them, and what it makes of their returns."""

from unittest.mock import MagicMock, patch

import pytest

import saltext.xenfacts.states.xenfacts_mod as xenfacts


def part(result=True, comment="", **changes):
    return {"name": "", "result": result, "changes": changes, "comment": comment}


@pytest.fixture
def states():
    names = ("pkg.installed", "pkg.removed", "pkg.purged", "file.managed", "file.absent")
    return {name: MagicMock(return_value=part()) for name in (*names, "service.running", "service.dead")}


@pytest.fixture
def modules():
    return {
        "pkg.list_pkgs": MagicMock(return_value={"bash": "5"}),
        "service.status": MagicMock(return_value=True),
        "service.available": MagicMock(return_value=True),
        "service.reload": MagicMock(return_value=True),
        "saltutil.refresh_grains": MagicMock(return_value=True),
    }


@pytest.fixture
def configure_loader_modules(states, modules):
    return {xenfacts: {"__states__": states, "__salt__": modules, "__opts__": {"test": False}}}


def test_virtual(modules):
    assert xenfacts.__virtual__() == "xenfacts"
    del modules["pkg.list_pkgs"]
    with patch.dict(xenfacts.__salt__, clear=True):
        loaded, reason = xenfacts.__virtual__()
    assert loaded is False
    assert "pkg" in reason


def test_installed(states, modules):
    states["pkg.installed"].return_value = part(comment="installed", xenfacts={"old": "", "new": "1.0.0"})
    ret = xenfacts.installed(adapters=["salt"], refresh=True, __id__="x")
    states["pkg.installed"].assert_called_once_with(name="xenfacts", pkgs=["xenfacts", "xenfacts-salt"], refresh=True)
    assert ret == {
        "name": "xenfacts",
        "result": True,
        "changes": {"xenfacts": {"old": "", "new": "1.0.0"}},
        "comment": "installed",
    }
    modules["saltutil.refresh_grains"].assert_called_once_with()


def test_installed_already(modules):
    assert xenfacts.installed()["changes"] == {}
    modules["saltutil.refresh_grains"].assert_not_called()


def test_installed_from_files(states):
    sources = [{"xenfacts": "salt://xenfacts.deb"}]
    xenfacts.installed(sources=sources)
    states["pkg.installed"].assert_called_once_with(name="xenfacts", sources=sources)


def test_installed_from_files_refuses_adapters(states):
    ret = xenfacts.installed(sources=[{"xenfacts": "salt://xenfacts.deb"}], adapters=["salt"])
    assert ret["result"] is False
    assert "omit adapters" in ret["comment"]
    states["pkg.installed"].assert_not_called()


def test_installed_in_test_mode(states, modules):
    states["pkg.installed"].return_value = part(None, xenfacts={"old": "", "new": "installed"})
    with patch.dict(xenfacts.__opts__, {"test": True}):
        assert xenfacts.installed()["result"] is None
    modules["saltutil.refresh_grains"].assert_not_called()


def test_agent(states, modules):
    ret = xenfacts.agent(config={"interval": "10m"})
    given = states["file.managed"].call_args.kwargs
    assert given["name"] == "/etc/xenfacts/conf.d/salt.yaml"
    assert given["contents"].endswith("\ninterval: 10m\n")
    states["service.running"].assert_called_once_with(name="xenfacts", enable=True)
    assert ret["result"] is True
    modules["service.reload"].assert_not_called()


def test_agent_without_configuration(states):
    assert xenfacts.agent(enable=False)["result"] is True
    states["file.managed"].assert_not_called()
    states["service.running"].assert_called_once_with(name="xenfacts", enable=False)


@pytest.mark.parametrize(("runs", "reloads"), [(True, 1), (False, 0)])
def test_agent_is_reloaded_if_it_ran_before(states, modules, runs, reloads):
    states["file.managed"].return_value = part(diff="New file")
    modules["service.status"].return_value = runs
    assert xenfacts.agent(config={})["result"] is True
    assert modules["service.reload"].call_count == reloads


def test_agent_that_cannot_be_reloaded(states, modules):
    states["file.managed"].return_value = part(diff="New file")
    modules["service.reload"].return_value = False
    ret = xenfacts.agent(config={})
    assert ret["result"] is False
    assert "could not be reloaded" in ret["comment"]


def test_agent_in_test_mode(states, modules):
    states["file.managed"].return_value = part(None, diff="New file")
    assert xenfacts.agent(config={})["result"] is None
    modules["service.reload"].assert_not_called()


def test_agent_whose_file_cannot_be_written(states):
    states["file.managed"].return_value = part(False, "no")
    assert xenfacts.agent(config={})["result"] is False
    states["service.running"].assert_not_called()


def test_absent(states, modules):
    modules["pkg.list_pkgs"].return_value = {"bash": "5", "xenfacts": "1", "xenfacts-salt": "1", "xenfactsx": "1"}
    states["pkg.removed"].return_value = part(xenfacts={"old": "1", "new": ""})
    ret = xenfacts.absent()
    states["service.dead"].assert_called_once_with(name="xenfacts")
    states["pkg.removed"].assert_called_once_with(name="xenfacts", pkgs=["xenfacts", "xenfacts-salt"])
    states["file.absent"].assert_called_once_with(name="/etc/xenfacts/conf.d/salt.yaml")
    assert ret["changes"] == {"xenfacts": {"old": "1", "new": ""}}
    modules["saltutil.refresh_grains"].assert_called_once_with()


def test_absent_purges_what_was_removed_before(states, modules):
    modules["pkg.list_pkgs"].side_effect = lambda removed=False: {"xenfacts-salt": "1"} if removed else {}
    xenfacts.absent(purge=True)
    states["pkg.purged"].assert_called_once_with(name="xenfacts", pkgs=["xenfacts-salt"])


def test_absent_already(states, modules):
    modules["service.available"].return_value = False
    ret = xenfacts.absent()
    assert (ret["result"], ret["changes"], ret["comment"]) == (True, {}, "xenfacts is not installed")
    states["pkg.removed"].assert_not_called()
    states["service.dead"].assert_not_called()
