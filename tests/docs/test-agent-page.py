#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""docs/AGENT.md, done as it stands there: /etc, /run, /usr and /var are this test's own, /usr/bin/xenfacts replays a guest, and a
script stands for systemctl, since no systemd runs here."""
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from kit import checks, files, page, xenfacts  # noqa: E402

ENTER = xenfacts.SOURCE / "tests/integrations/prometheus/enter"
SYSTEMCTL = """case $* in
"enable --now xenfacts.service" | "disable --now xenfacts.service") ;;
*) exit 1 ;;
esac"""


def follow():
    xenfacts.replay(pathlib.Path("/usr/bin/xenfacts"), "pvhvm")
    subprocess.run(["mount", "-t", "tmpfs", "none", "/run"], check=True)
    for folder in ("/run/xenfacts", "/var/lib/xenfacts"):
        pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as tools:
        files.script(pathlib.Path(tools) / "systemctl", SYSTEMCTL)
        page.run_page(xenfacts.SOURCE / "docs/AGENT.md", pathlib.Path("/"),
                      {**os.environ, "PATH": f"{tools}:{os.environ['PATH']}", "RUNTIME_DIRECTORY": "/run/xenfacts",
                       "STATE_DIRECTORY": "/var/lib/xenfacts"})
    return checks.finish()


if "--entered" in sys.argv:
    sys.exit(follow())
sys.exit(subprocess.run([ENTER, sys.executable, "-B", __file__, "--entered"], check=False).returncode)
