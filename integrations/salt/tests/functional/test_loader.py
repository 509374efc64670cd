# SPDX-License-Identifier: MIT
"""Salt's own loader finds everything, and the functions run a program."""

import pytest
import salt.config
import salt.loader

KINDS = {"modules": "report explain problems facts mode version", "states": "installed agent absent"}


@pytest.fixture
def minion_opts(tmp_path, program):
    opts = salt.config.minion_config(None)
    opts.update(
        {
            "xenfacts.command": str(program),
            "cachedir": str(tmp_path / "cache"),
            "extension_modules": str(tmp_path / "extmods"),
            "enable_fqdns_grains": False,
        }
    )
    opts["grains"] = salt.loader.grains(opts)
    return opts


@pytest.fixture
def modules(minion_opts):
    return salt.loader.minion_mods(minion_opts, context={})


def functions(loader):
    return {name.partition(".")[2] for name in loader if name.startswith("xenfacts.")}


def test_grain(minion_opts):
    assert minion_opts["grains"]["xenfacts"]["mode"] == "pvhvm"
    assert "block" not in minion_opts["grains"]["xenfacts"]


def test_grain_of_all_facts(minion_opts):
    grains = salt.loader.grains({**minion_opts, "grains": {}, "xenfacts.profile": "full"})
    assert grains["xenfacts"]["block"] == {"count": 2}


def test_functions(minion_opts, modules):
    assert functions(modules) == set(KINDS["modules"].split())
    states = salt.loader.states(minion_opts, modules, salt.loader.utils(minion_opts), None)
    assert functions(states) == set(KINDS["states"].split())
    beacons = salt.loader.beacons(minion_opts, modules)
    assert functions(beacons) == {"beacon", "validate"}


def test_each_function_has_an_example(modules):
    for name in functions(modules):
        assert f"CLI Example:\n\n    .. code-block:: bash\n\n        salt '*' xenfacts.{name}" in (
            modules[f"xenfacts.{name}"].__doc__
        ), name


def test_answers(modules, program):
    assert modules["xenfacts.report"]() == "web-1: PVHVM guest (domU)"
    assert modules["xenfacts.explain"]("mode") == "mode: pvhvm"
    assert modules["xenfacts.facts"]("spectrum:network") == "mixed"
    assert modules["xenfacts.mode"]() == "pvhvm"
    assert modules["xenfacts.version"]() == "1.0.0"
    assert set(modules["xenfacts.problems"]()) == {"network_emulated:eth1", "pv_only"}
    ran = (program.parent / "arguments").read_text(encoding="utf-8").splitlines()
    assert "explain mode" in ran


def test_beacon_keeps_its_state(minion_opts, modules, program):
    beacons = salt.loader.beacons(minion_opts, modules)
    assert beacons["xenfacts.beacon"]([]) == []
    path = program.parent / "tree.json"
    path.write_text(path.read_text(encoding="utf-8").replace("pvhvm", "hvm"), encoding="utf-8")
    assert beacons["xenfacts.beacon"]([]) == [{"tag": "mode", "mode": "hvm", "was": "pvhvm"}]


def test_why_functions_are_missing(minion_opts, program):
    program.chmod(0o644)
    modules = salt.loader.minion_mods({**minion_opts, "xenfacts.command": "/none/xenfacts"}, context={})
    assert "xenfacts.mode" not in modules
    assert "cannot run /none/xenfacts" in modules.missing_fun_string("xenfacts.mode")
