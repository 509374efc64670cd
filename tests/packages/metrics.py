# SPDX-License-Identifier: MIT
"""The unit that writes metrics for Prometheus, as systemd judges it, and whether its script can do its work within it.
Its powers are tried in tests/integrations/prometheus."""
import os
import re

from kit import checks, files, processes, xenfacts

PARTS = xenfacts.SOURCE / "integrations/prometheus"
UNIT = PARTS / "xenfacts-metrics.service"


def traced(program, work):
    """System calls, and families of sockets, of a run of the script with the program of this build."""
    text = (PARTS / "xenfacts-metrics").read_text(encoding="utf-8")
    script = files.script(work / "xenfacts-metrics", text.replace("program=/usr/bin/xenfacts\n", f"program={program}\n"))
    written = files.folder(work / "metrics") / "xenfacts.prom"
    processes.run(["strace", "-f", "-qq", "-o", work / "trace", script, written],
                  env={**os.environ, "PATH": "/usr/bin:/bin"})
    checks.that(written.exists() and "xenfacts_info" in written.read_text(encoding="utf-8"), "the script writes metrics")
    trace = (work / "trace").read_text(encoding="utf-8", errors="replace")
    return set(re.findall(r"^\d+ +(\w+)\(", trace, re.M)), set(re.findall(r"socket\((AF_\w+)", trace))


def check(program, units, work):
    """Exposure as docs/PROMETHEUS.md says; the filter passes what is called; one folder may be written to."""
    page = (xenfacts.SOURCE / "docs/PROMETHEUS.md").read_text(encoding="utf-8")
    found = units.exposure(UNIT)
    checks.that(found < units.LIMIT, f"{UNIT.name}: exposure {found}, not below {units.LIMIT}")
    checks.same(found, float(re.search(r"security` gives it ([\d.]+)", page)[1]), f"{UNIT.name}: exposure that the page names")
    called, families = traced(program, work)
    checks.that({"landlock_restrict_self", "renameat2", "openat"} <= called, "strace saw whole runs", called)
    checks.same(sorted(called - units.allowed(UNIT)), [], f"{UNIT.name}: system calls that the filter refuses")
    text = UNIT.read_text(encoding="utf-8")
    listed = re.search(r"^RestrictAddressFamilies=(.*)$", text, re.M)[1].split()
    checks.that(families <= set(listed), f"{UNIT.name}: families of sockets that are used", families)
    written = re.search(r"^file=\$\{1:-(/\S+)/[^/]+\}$", (PARTS / "xenfacts-metrics").read_text(encoding="utf-8"), re.M)[1]
    checks.same(re.findall(r"^ReadWritePaths=-(.*)$", text, re.M), [written], f"{UNIT.name}: folders that may be written to")
