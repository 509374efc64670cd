#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The agent and EC2's metadata service: who is asked, with what, and what becomes of answers good and bad. The servers
are ours, on loopback; tests/integrations/cloud has AWS's own."""
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from agent import Machine  # noqa: E402
from kit import checks, servers  # noqa: E402

VALUES = {"/latest/meta-data/instance-type": "m4.large", "/latest/meta-data/placement/region": "eu-central-1",
          "/latest/meta-data/system": "xen"}
KEYS = {"instance_type": "m4.large", "region": "eu-central-1", "system": "xen"}
TOKEN = "AQAEAFtoken-which-no-log-may-hold=="


def told(request):
    """The answer of the real one: a token for PUT with a time to live, values only with that token."""
    if request.target == "/latest/api/token":
        well = request.method == "PUT" and request.headers.get("x-aws-ec2-metadata-token-ttl-seconds", "").isdigit()
        return servers.status(200, TOKEN.encode()) if well else servers.status(400)
    if request.headers.get("x-aws-ec2-metadata-token") != TOKEN:
        return servers.status(401)
    if request.target not in VALUES:
        return servers.status(404, b"no such thing")
    return servers.status(200, VALUES[request.target].encode())


def good(connection, request):
    """A service that is as the real one."""
    told(request)(connection, request)


def asked(server):
    """What has been asked: method, place, the token, and how long one is to live."""
    return [(request.method, request.target, request.headers.get("x-aws-ec2-metadata-token"),
             request.headers.get("x-aws-ec2-metadata-token-ttl-seconds")) for request in server.requests]


# ---- a machine of EC2: a tree, in which the agent's own folder lies ----

MACHINE = Machine()
TREE = MACHINE.folder("tree")
RUN = MACHINE.folder("tree/run/xenfacts")
ENVIRONMENT = {"RUNTIME_DIRECTORY": str(RUN), "http_proxy": "http://127.0.0.1:1", "ALL_PROXY": "http://127.0.0.1:1"}
UUID = TREE / "sys/hypervisor/uuid"
DMI = TREE / "sys/class/dmi/id"


def signs(**files):
    """What the machine says of itself: the content of files of sysfs."""
    shutil.rmtree(TREE / "sys", ignore_errors=True)
    places = {"uuid": UUID, "vendor": DMI / "sys_vendor", "bios": DMI / "bios_version", "firmware": DMI / "bios_vendor"}
    for place in places.values():
        place.parent.mkdir(parents=True, exist_ok=True)
    (UUID.parent / "type").write_text("xen\n")
    for name, text in files.items():
        places[name].write_text(text + "\n")


def look(settings, fresh=True, root=TREE):
    """One look with these settings of cloud: its facts, and what was said."""
    if fresh:
        shutil.rmtree(RUN / "imds", ignore_errors=True)
    MACHINE.configure("plugins:\n  cloud:\n" + "".join(f"    {line}\n" for line in settings) if settings else "interval: 1h\n")
    status, _, err = MACHINE.run("agent", "--once", "--root", root, "--config", MACHINE.etc, more=ENVIRONMENT)
    checks.same(status, 0, f"the look goes well: {settings}")
    facts = json.loads((RUN / "facts.json").read_text())
    return facts, err


def asks(server, more=()):
    return ["fetch: true", f"url: {server.origin}", *more]


# ---- what is asked, and when ----

signs(uuid="ec2e1916-9099-7caf-fd21-012345abcdef")
service = servers.Server(good)
os.umask(0o077)
facts, said = look(asks(service))
os.umask(0o022)
checks.same((facts.get("cloud"), said), (KEYS, ""), "type, region and system")
checks.same(asked(service),
            [("PUT", "/latest/api/token", None, "60"), *(("GET", path, TOKEN, None) for path in VALUES)],
            "a token is asked for, and with it each value")
checks.same([oct(path.stat().st_mode & 0o777) for path in (RUN / "imds", RUN / "imds/system")], ["0o755", "0o644"],
            "everybody may read the facts, whatever the umask")
checks.that(not any(TOKEN in path.read_text() for path in RUN.rglob("*") if path.is_file()),
            "the token is kept nowhere")
service.requests.clear()
facts, _ = look(asks(service), fresh=False)
checks.same((facts.get("cloud"), asked(service)), (KEYS, []), "what is known is not asked for again")
shown = MACHINE.run("facts", "--root", TREE, "--format", "json")[1]
checks.same(json.loads(shown).get("cloud"), KEYS, "a run without an agent tells the same")
facts, _ = look([], fresh=False)
checks.that("cloud" not in facts and "cloud" not in facts["unknown"] and not (RUN / "imds").exists() and not asked(service),
            "by default nobody is asked, and what was told is forgotten", facts.get("cloud"))
look(["fetch: true", "enabled: false", f"url: {service.origin}"])
checks.same(asked(service), [], "a plugin that is off asks nobody")

for name, text in (("vendor", "Amazon EC2"), ("firmware", "Amazon EC2"), ("bios", "4.2.amazon")):
    signs(**{name: text})
    checks.same(look(asks(service))[0].get("cloud"), KEYS, f"{name} says that this is EC2")
service.requests.clear()
for files in ({}, {"uuid": "a1ec2b00-0000-0000-0000-000000000000"}, {"vendor": "Xen", "bios": "4.17.4", "firmware": "Xen"}):
    signs(**files)
    checks.same((look(asks(service))[0].get("cloud"), asked(service)), (None, []),
                f"nothing says that this is EC2: {files}")
signs(uuid="ec2e1916-9099-7caf-fd21-012345abcdef")
MACHINE.guest("hand-13-ec2-xen")
checks.same(MACHINE.once(more=ENVIRONMENT)[0], 0, "a guest that was recorded")
checks.same(asked(service), [], "is another machine: nobody is asked")

# ---- how far a packet goes ----

def hops_of(raw, port):
    """How many routers the requests to a service may pass, as they come in on a raw socket. What the kernel answers by
    itself for a socket that is closed already is not ours to decide, and has no data."""
    seen = set()
    while True:
        try:
            packet, more, _, _ = raw.recvmsg(65535, 256)
        except BlockingIOError:
            return seen
        header = packet[20:] if raw.family == socket.AF_INET else packet  # IPv6 keeps its own to itself
        if header[2:4] == port.to_bytes(2, "big") and len(header) > header[12] // 16 * 4:
            seen.add(packet[8] if raw.family == socket.AF_INET else int.from_bytes(more[0][2], sys.byteorder))


six = servers.Server(good, host="::1")
SO_RCVBUFFORCE = 33  # asm-generic/socket.h; Python has no name for it
DEFAULT = {socket.AF_INET: "ipv4/ip_default_ttl", socket.AF_INET6: "ipv6/conf/lo/hop_limit"}
for family, server in ((socket.AF_INET, service), (socket.AF_INET6, six)):
    place = server.origin
    for hops in (1, 2, 0):
        with socket.socket(family, socket.SOCK_RAW, socket.IPPROTO_TCP) as raw:
            raw.setblocking(False)
            # What anybody sends over the loopback comes in here: with the usual room, a busy machine leaves none for ours.
            raw.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 64 << 20)
            if family == socket.AF_INET6:
                raw.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_RECVHOPLIMIT, 1)
            checks.same(look(["fetch: true", f"url: {place}", f"hops: {hops}"])[0].get("cloud"), KEYS,
                        f"{place}: is asked")
            wanted = hops or int(pathlib.Path("/proc/sys/net", DEFAULT[family]).read_text())
            checks.same(hops_of(raw, server.port), {wanted}, f"{place}: hops: {hops}")

# ---- bad days ----

def only(path, answer):
    """A service that is good but for one path."""
    return lambda connection, request: (answer if request.target.endswith(path) else told(request))(connection, request)


def system(*status, **headers):
    """A service that is good but for one value."""
    return only("/system", servers.status(*status, **headers))


def token(*status, **headers):
    """A service that is good but for the token."""
    return only("/token", servers.status(*status, **headers))


def slow(connection, request):
    """A service that is good, and takes its time."""
    time.sleep(0.4)
    good(connection, request)


other = servers.Server(good)
WITHOUT = {key: value for key, value in KEYS.items() if key != "system"}
BAD = {
    "a value that is not there": (system(404), WITHOUT, "/latest/meta-data/system with status 404"),
    "a value that is a page": (system(200, b"<html>no</html>"), WITHOUT, "an invalid value for /latest/meta-data/system"),
    "a value with a control byte": (system(200, b"xen\x1b[31m"), WITHOUT, "an invalid value"),
    "a value that is empty": (system(200), WITHOUT, "an invalid value"),
    "a value that is too long": (system(200, b"x" * 64), WITHOUT, "an invalid value"),
    "an answer that is huge": (system(200, b"x" * 100000), WITHOUT, "its answer is too large"),
    "a NUL": (system(200, b"xen\0evil"), WITHOUT, "an invalid value"),
    "no token": (token(403), {}, "/latest/api/token with status 403"),
    "a token of two lines": (token(200, b"a\r\nX-Evil: b"), {}, "invalid IMDSv2 token"),
    "a token that is empty": (token(200), {}, "invalid IMDSv2 token"),
    "a redirect": (token(307, Location=other.origin + "/latest/api/token"), {}, "with status 307"),
    "version 1 only": (token(404), {}, "/latest/api/token with status 404"),
    "a service that hangs": (servers.hangs(), {}, "Timeout was reached"),
    "one that takes its time": (slow, {"instance_type": "m4.large"}, "Timeout was reached"),
}
for name, (answer, wanted, words) in BAD.items():
    server = servers.Server(answer)
    facts, said = look(asks(server))
    cloud = facts.get("cloud", {})
    checks.same(cloud, wanted, f"{name}: what is known")
    unknown = {key for key in KEYS if key not in wanted}
    checks.same(facts["unknown"].get("cloud"), dict.fromkeys(unknown, "absent"), f"{name}: what is unknown")
    checks.that(words in said and said.count("\n") == 1 and TOKEN not in said, f"{name}: it is told in one line", said)
    checks.that("evil" not in json.dumps(facts).lower(), f"{name}: nothing of it is in the report")
    checks.same(look(asks(server), fresh=False)[1], "", f"{name}: it is told once")
    server.close()
checks.same(asked(other), [], "where a redirect leads nobody has been asked")
facts, said = look(["fetch: true", "url: http://127.0.0.1:1"])
checks.that("Couldn't connect" in said and "region" in facts["unknown"]["cloud"], "nobody listens", said)
facts, said = look(asks(service), fresh=False)
checks.same((facts.get("cloud"), said), (KEYS, ""), "it is asked again as long as something is missing")

# ---- what is configured ----

for line, words in (("url: https://169.254.169.254", "url must be http://HOST or http://HOST:PORT"),
                    ("url: http://me@host", "url must be http://HOST"), ("url: http://host/path", "url must be"),
                    ("hops: 256", "hops must be from 0 to 255"), ("fetsh: true", "unknown setting fetsh; did you mean fetch?")):
    MACHINE.configure(f"plugins:\n  cloud:\n    {line}\n")
    status, _, err = MACHINE.run("config", "check", MACHINE.etc)
    checks.that(status == 4 and ":3:" in err and words in err, f"{line} is refused, with its place", err)
MACHINE.configure("plugins:\n  irq:\n    fetch: true\n")
checks.that("unknown setting fetch" in MACHINE.run("config", "check", MACHINE.etc)[2], "it is a setting of cloud alone")

# ---- libcurl is in the process of a look that asks, and nowhere else ----

MACHINE.configure("interval: 1h\nplugins:\n  cloud:\n" + "".join(f"    {line}\n" for line in asks(service)))
shutil.rmtree(RUN / "imds")
process = subprocess.Popen(MACHINE.arguments("agent", "--root", TREE, "--config", MACHINE.etc),
                           env={**MACHINE.environment, **ENVIRONMENT, "LD_PRELOAD": ""})  # set to count what the module does
checks.until((RUN / "imds/system").exists, "the agent has asked")
maps = open(f"/proc/{process.pid}/maps", encoding="utf-8").read()
checks.that("libcurl" not in maps and "imds" not in maps, "the agent maps no libcurl", maps)
process.terminate()
checks.same(process.wait(), 0, "it ends in order")
MACHINE.drop()
sys.exit(checks.finish())
