#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The agent with the sink http and a server that is up and down: each report arrives once, no secret is left behind,
and libcurl is in no process but a delivery's."""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from agent import Machine  # noqa: E402
from kit import certificates, checks, files, servers, xenfacts  # noqa: E402

MACHINE = Machine()
PV, PVHVM = "xen4.17-pv-linux6.1", "xen4.17-pvhvm-linux6.1"
SECRET = "agent-T0ken.2718281828"
AUTHORITY = certificates.Authority(MACHINE.work)
TOKEN = files.secret(MACHINE.work / "token", SECRET + "\n")

SERVER = servers.Server(servers.status(503, b"not now"), servers.context(AUTHORITY.certificate("server")))
MACHINE.configure(f"""\
interval: 1s
jitter: 0
uevents: false
sinks:
  facts: off
  push:
    type: http
    url: {SERVER.url}
    token_file: {TOKEN}
    ca_file: {AUTHORITY.file}
""")


def keys():
    """The keys of the requests so far."""
    return [request.headers["idempotency-key"] for request in SERVER.requests]


def arrived(guest):
    """Is the newest request the report of that guest?"""
    return bool(SERVER.requests) and json.loads(SERVER.requests[-1].body) == json.loads(xenfacts.report(guest, profile="slim"))


# ---- a server that says no, for a while ----

MACHINE.guest(PVHVM)
agent = MACHINE.start()
checks.until(lambda: len(SERVER.requests) >= 2, "it tries again")
checks.same(len(set(keys())), 1, "with one key")
checks.that('answered 503 "not now"' in agent.says(), "the log tells what the server said", agent.says())
SERVER.answer = servers.status(200)
before = len(SERVER.requests)
checks.until(lambda: len(SERVER.requests) > before, "it tries until the server is well")
checks.that(arrived(PVHVM), "what arrives is the report", SERVER.requests[-1].body)
checks.same((len(set(keys())), SERVER.requests[-1].headers["authorization"]), (1, f"Bearer {SECRET}"),
            "its key and token")
checks.until(lambda: sorted(path.name for path in MACHINE.state.iterdir()) == ["push.sent"], "it is remembered as sent")

# ---- a change ----

count = len(SERVER.requests)
MACHINE.guest(PV)
checks.until(lambda: len(SERVER.requests) > count, "a changed report is sent")
checks.that(arrived(PV), "what arrives is the new report", SERVER.requests[-1].body)
checks.same((len(SERVER.requests) - count, len(set(keys()))), (1, 2), "once, with a key of its own")
checks.that("libcurl" not in agent.maps() and "http.so" in agent.maps(), "the agent has the sink, and no libcurl")
checks.same(agent.stop(), 0, "it ends")

# ---- a token that is not taken ----

SERVER.answer = servers.status(401, b"who are you")
MACHINE.guest(PVHVM)
status, out, error = MACHINE.once()
checks.that(status != 0 and "token_file" in error, "a refusal says where to look", error)
TOKEN.chmod(0o644)
status, out, error = MACHINE.once()
checks.that(status != 0 and "chmod 0600" in error, "so does a token that all may read", error)
left = [agent.log, *(path for path in MACHINE.state.rglob("*") if path.is_file())]
for text in (out, error, *(path.read_text(encoding="utf-8", errors="replace") for path in left)):
    checks.that(SECRET not in text, "no secret is left behind", text)
MACHINE.drop()
sys.exit(checks.finish())
