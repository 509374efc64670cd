# Copyright: (c) 2026, The xenfacts authors
# SPDX-License-Identifier: MIT OR GPL-3.0-or-later
"""The module without Ansible round it: what it makes of each thing that a program may do."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

import pytest

from ansible_collections.xenfacts.xenfacts.plugins.modules import xenfacts_facts

REPORT = b'{"domain": "domU", "mode": "pvhvm", "schema": 1}'


class Module:
    """Stands for AnsibleModule: a program that ends as it is told."""

    def __init__(self, executable=None, profile="slim", status=0, out=REPORT, err=b"", raises=None):
        self.params = {"executable": executable, "profile": profile}
        self.answer, self.raises, self.command = (status, out, err), raises, None

    def run_command(self, command, **options):
        self.command = command
        if self.raises:
            raise self.raises
        return self.answer


def ask(**options):
    """The report of a program that is there."""
    return xenfacts_facts.report(Module(executable="/bin/sh", **options))


def test_a_report_is_handed_on():
    assert ask() == {"domain": "domU", "mode": "pvhvm", "schema": 1}


def test_text_is_utf8():
    assert ask(out=u'{"domain": "domU", "mode": "pv", "x": "\u00e9"}'.encode("utf-8"))["x"] == u"\u00e9"


@pytest.mark.parametrize("profile", ["slim", "full"])
def test_the_command(profile):
    module = Module(executable="/bin/sh", profile=profile)
    xenfacts_facts.report(module)
    assert module.command == ["/usr/bin/timeout", "-s", "KILL", "3", "/bin/sh", "facts", "--format", "ansible",
                              "--profile", profile]


def test_without_timeout_it_is_run_all_the_same(monkeypatch):
    monkeypatch.setattr(xenfacts_facts, "TIMEOUTS", ())
    module = Module(executable="/bin/sh")
    assert xenfacts_facts.report(module)["mode"] == "pvhvm"
    assert module.command[0] == "/bin/sh"


@pytest.mark.parametrize("options, says", [
    ({"status": 3, "err": b"one\ntwo\n"}, "failed with exit status 3: two"),
    ({"status": 3}, "failed with exit status 3: run it by hand"),
    ({"status": 3, "err": b"\xff\xfe"}, "failed with exit status 3: "),
    ({"status": 137}, "no answer within 3 seconds"),
    ({"status": -9}, "no answer within 3 seconds"),
    ({"raises": OSError("exec format error")}, "cannot be run: exec format error"),
    ({"out": b""}, "not JSON in UTF-8"),
    ({"out": b"garbage"}, "not JSON in UTF-8"),
    ({"out": REPORT[:-3]}, "not JSON in UTF-8"),
    ({"out": REPORT.replace(b"domU", b"\xff")}, "not JSON in UTF-8"),
    ({"out": b"[" * 100000}, "not JSON in UTF-8"),
    ({"out": b"[]"}, "no report"),
    ({"out": b'{"mode": "pv"}'}, "no report"),
    ({"out": b'{"mode": 1, "domain": "domU"}'}, "no report"),
])
def test_anything_else_is_unknown_and_says_why(options, says):
    facts = ask(**options)
    assert facts["mode"] == facts["domain"] == "unknown"
    assert says in facts["error"]
    assert sorted(facts) == ["domain", "error", "mode", "schema"]


def test_a_program_that_was_named_and_is_absent():
    facts = xenfacts_facts.report(Module(executable="/nonexistent"))
    assert facts["error"] == "there is no /nonexistent: install xenfacts, or correct the option executable"


def test_the_first_place_is_preferred(tmp_path, monkeypatch):
    places = [tmp_path / "first", tmp_path / "second"]
    monkeypatch.setattr(xenfacts_facts, "PLACES", tuple(str(place) for place in places))
    facts = xenfacts_facts.report(Module())
    assert facts["error"] == "there is no {0} or {1}: install xenfacts".format(*places)
    places[1].touch()
    assert xenfacts_facts.find(None) == str(places[1])
    places[0].touch()
    assert xenfacts_facts.find(None) == str(places[0])
