# SPDX-License-Identifier: MIT
"""What the tests share: a program that stands for xenfacts."""

import json
import logging
import pathlib

import pytest
import salt._logging.impl  # noqa: F401   # installs the handlers that are removed below

import saltext.xenfacts

# Salt keeps what is logged before its logging is set up, and prints it when Python ends: to a stream that is closed.
for handler in logging.root.handlers[:]:
    logging.root.removeHandler(handler)
    handler.close()

TREE = {
    "schema": 1,
    "mode": "pvhvm",
    "domain": "domU",
    "spectrum": {"disk": "paravirtual", "network": "mixed"},
    "problems": ["network_emulated:eth1"],
    "problem_count": 1,
}
EXPLAINED = {
    "explained": {"mode": {"value": "pvhvm", "for": [], "against": []}},
    "problems": [
        {
            "problem": "network_emulated",
            "subject": "eth1",
            "severity": "warning",
            "sentence": "A network interface of this domU is emulated in software.",
            "advice": "remove the emulated NIC",
        },
        {"problem": "pv_only", "severity": "info", "sentence": "A domU that runs as PV.", "advice": "boot it as PVH"},
    ],
}


@pytest.fixture(scope="session")
def salt_factories_config():
    return {"code_dir": str(pathlib.Path(saltext.xenfacts.__file__).parent), "start_timeout": 120}


@pytest.fixture
def program(tmp_path):
    """The path of a program that prints as xenfacts does, and writes its arguments to a file beside it."""
    (tmp_path / "facts.json").write_text(json.dumps({"xenfacts": TREE}), encoding="utf-8")
    (tmp_path / "all.json").write_text(json.dumps({"xenfacts": {**TREE, "block": {"count": 2}}}), encoding="utf-8")
    (tmp_path / "tree.json").write_text(json.dumps(TREE), encoding="utf-8")
    (tmp_path / "explained.json").write_text(json.dumps(EXPLAINED), encoding="utf-8")
    path = tmp_path / "xenfacts"
    path.write_text(
        f"""#!/bin/sh
echo "$*" >>{tmp_path}/arguments
case $* in
"facts --format salt --profile slim") cat {tmp_path}/facts.json ;;
"facts --format salt --profile full") cat {tmp_path}/all.json ;;
"facts --format json") cat {tmp_path}/tree.json ;;
"explain nosuch"*) echo "xenfacts: unknown key nosuch" >&2; exit 2 ;;
explain*"--format json") cat {tmp_path}/explained.json ;;
explain*) echo "mode: pvhvm" ;;
--version) echo "xenfacts 1.0.0" ;;
"") echo "web-1: PVHVM guest (domU)" ;;
*) exit 2 ;;
esac
""",
        encoding="utf-8",
    )
    path.chmod(0o755)
    return path
