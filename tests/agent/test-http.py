#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The agent with the sink http and a server that is up and down: each report arrives once, no secret is left behind,
and libcurl is in no process but a delivery's."""
import json
import sys

import kit

sys.path.append(str(kit.SOURCE / "tests/sinks"))
import certificates  # pylint: disable=wrong-import-position
import servers  # pylint: disable=wrong-import-position

MACHINE = kit.Machine()
PV, PVHVM = "xen4.17-pv-linux6.1", "xen4.17-pvhvm-linux6.1"
SECRET = "agent-T0ken.2718281828"
AUTHORITY = certificates.Authority(MACHINE.work)
TOKEN = MACHINE.work / "token"
TOKEN.write_text(SECRET + "\n", encoding="utf-8")
TOKEN.chmod(0o600)

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
    """Is the newest request the report of that guest, as the command line prints it?"""
    wanted = json.loads(MACHINE.run("facts", "--guest", kit.GUESTS / f"{guest}.guest")[1])
    return bool(SERVER.requests) and json.loads(SERVER.requests[-1].body) == wanted


# ---- a server that says no, for a while ----

MACHINE.guest(PVHVM)
agent = MACHINE.start()
kit.until(lambda: len(SERVER.requests) >= 2, "it tries again")
kit.same(len(set(keys())), 1, "with one key")
kit.check('answered 503 "not now"' in agent.says(), "the log tells what the server said", agent.says())
SERVER.answer = servers.status(200)
before = len(SERVER.requests)
kit.until(lambda: len(SERVER.requests) > before, "it tries until the server is well")
kit.check(arrived(PVHVM), "what arrives is the report", SERVER.requests[-1].body)
kit.same((len(set(keys())), SERVER.requests[-1].headers["authorization"]), (1, f"Bearer {SECRET}"), "its key and token")
kit.until(lambda: sorted(path.name for path in MACHINE.state.iterdir()) == ["push.sent"], "it is remembered as sent")

# ---- a change ----

count = len(SERVER.requests)
MACHINE.guest(PV)
kit.until(lambda: len(SERVER.requests) > count, "a changed report is sent")
kit.check(arrived(PV), "what arrives is the new report", SERVER.requests[-1].body)
kit.same((len(SERVER.requests) - count, len(set(keys()))), (1, 2), "once, with a key of its own")
kit.check("libcurl" not in agent.maps() and "http.so" in agent.maps(), "the agent has the sink, and no libcurl")
kit.same(agent.stop(), 0, "it ends")

# ---- a token that is not taken ----

SERVER.answer = servers.status(401, b"who are you")
MACHINE.guest(PVHVM)
status, out, error = MACHINE.once()
kit.check(status != 0 and "token_file" in error, "a refusal says where to look", error)
TOKEN.chmod(0o644)
status, out, error = MACHINE.once()
kit.check(status != 0 and "chmod 0600" in error, "so does a token that all may read", error)
left = [agent.log, *(path for path in MACHINE.state.rglob("*") if path.is_file())]
for text in (out, error, *(path.read_text(encoding="utf-8", errors="replace") for path in left)):
    kit.check(SECRET not in text, "no secret is left behind", text)
MACHINE.drop()
kit.finish()
