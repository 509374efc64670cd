#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The agent and EC2's metadata service: who is asked, with what, and what becomes of answers good and bad. The servers
are ours, on loopback; tests/integrations/cloud has AWS's own."""
import http.server
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import threading
import time

import kit

VALUES = {"/latest/meta-data/instance-type": "m4.large", "/latest/meta-data/placement/region": "eu-central-1",
          "/latest/meta-data/system": "xen"}
KEYS = {"instance_type": "m4.large", "region": "eu-central-1", "system": "xen"}
TOKEN = "AQAEAFtoken-which-no-log-may-hold=="


class Service(http.server.BaseHTTPRequestHandler):
    """What the server class below says; each request is noted, with its token."""
    protocol_version = "HTTP/1.1"

    def answer(self):
        self.server.asked.append((self.command, self.path, self.headers.get("X-aws-ec2-metadata-token"),
                                  self.headers.get("X-aws-ec2-metadata-token-ttl-seconds")))
        status, text, headers = self.server.judge(self)
        body = text if isinstance(text, bytes) else text.encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            pass  # whoever asked has hung up

    do_GET = do_PUT = answer

    def log_message(self, *_):
        """Nobody reads it."""


def good(request, values=VALUES):
    """As the real one: a token for PUT with a time to live, values only with that token."""
    if request.path == "/latest/api/token":
        well = request.command == "PUT" and request.headers.get("X-aws-ec2-metadata-token-ttl-seconds", "").isdigit()
        return (200, TOKEN, {}) if well else (400, "", {})
    if request.headers.get("X-aws-ec2-metadata-token") != TOKEN:
        return 401, "", {}
    return (200, values[request.path], {}) if request.path in values else (404, "no such thing", {})


class Server(http.server.ThreadingHTTPServer):
    """Whoever hangs up on it does so for a reason that a check is about."""
    daemon_threads = True

    def handle_error(self, *_):
        """Nobody reads it."""


class Server6(Server):
    """The same by IPv6."""
    address_family = socket.AF_INET6


def start(judge, kind=Server, host="127.0.0.1"):
    server = kind((host, 0), Service)
    server.asked, server.judge = [], judge
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def url(server):
    return f"http://127.0.0.1:{server.server_address[1]}"


# ---- a machine of EC2: a tree, in which the agent's own folder lies ----

MACHINE = kit.Machine()
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
    kit.same(status, 0, f"the look goes well: {settings}")
    facts = json.loads((RUN / "facts.json").read_text())
    return facts, err


def asks(server, more=()):
    return ["fetch: true", f"url: {url(server)}", *more]


# ---- what is asked, and when ----

signs(uuid="ec2e1916-9099-7caf-fd21-012345abcdef")
service = start(good)
os.umask(0o077)
facts, said = look(asks(service))
os.umask(0o022)
kit.same((facts.get("cloud"), said), (KEYS, ""), "type, region and system")
kit.same(service.asked, [("PUT", "/latest/api/token", None, "60"), *(("GET", path, TOKEN, None) for path in VALUES)],
         "a token is asked for, and with it each value")
kit.same([oct(path.stat().st_mode & 0o777) for path in (RUN / "imds", RUN / "imds/system")], ["0o755", "0o644"],
         "everybody may read the facts, whatever the umask")
kit.check(not any(TOKEN in path.read_text() for path in RUN.rglob("*") if path.is_file()), "the token is kept nowhere")
service.asked.clear()
facts, _ = look(asks(service), fresh=False)
kit.same((facts.get("cloud"), service.asked), (KEYS, []), "what is known is not asked for again")
shown = MACHINE.run("facts", "--root", TREE, "--format", "json")[1]
kit.same(json.loads(shown).get("cloud"), KEYS, "a run without an agent tells the same")
facts, _ = look([], fresh=False)
kit.check("cloud" not in facts and "cloud" not in facts["unknown"] and not (RUN / "imds").exists() and not service.asked,
          "by default nobody is asked, and what was told is forgotten", facts.get("cloud"))
look(["fetch: true", "enabled: false", f"url: {url(service)}"])
kit.same(service.asked, [], "a plugin that is off asks nobody")

for name, text in (("vendor", "Amazon EC2"), ("firmware", "Amazon EC2"), ("bios", "4.2.amazon")):
    signs(**{name: text})
    kit.same(look(asks(service))[0].get("cloud"), KEYS, f"{name} says that this is EC2")
service.asked.clear()
for files in ({}, {"uuid": "a1ec2b00-0000-0000-0000-000000000000"}, {"vendor": "Xen", "bios": "4.17.4", "firmware": "Xen"}):
    signs(**files)
    kit.same((look(asks(service))[0].get("cloud"), service.asked), (None, []), f"nothing says that this is EC2: {files}")
signs(uuid="ec2e1916-9099-7caf-fd21-012345abcdef")
MACHINE.guest("hand-13-ec2-xen")
kit.same(MACHINE.once(more=ENVIRONMENT)[0], 0, "a guest that was recorded")
kit.same(service.asked, [], "is another machine: nobody is asked")

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


six = start(good, Server6, "::1")
SO_RCVBUFFORCE = 33  # asm-generic/socket.h; Python has no name for it
DEFAULT = {socket.AF_INET: "ipv4/ip_default_ttl", socket.AF_INET6: "ipv6/conf/lo/hop_limit"}
for family, server, place in ((socket.AF_INET, service, url(service)),
                              (socket.AF_INET6, six, f"http://[::1]:{six.server_address[1]}")):
    for hops in (1, 2, 0):
        with socket.socket(family, socket.SOCK_RAW, socket.IPPROTO_TCP) as raw:
            raw.setblocking(False)
            # What anybody sends over the loopback comes in here: with the usual room, a busy machine leaves none for ours.
            raw.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 64 << 20)
            if family == socket.AF_INET6:
                raw.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_RECVHOPLIMIT, 1)
            kit.same(look(["fetch: true", f"url: {place}", f"hops: {hops}"])[0].get("cloud"), KEYS, f"{place}: is asked")
            wanted = hops or int(pathlib.Path("/proc/sys/net", DEFAULT[family]).read_text())
            kit.same(hops_of(raw, server.server_address[1]), {wanted}, f"{place}: hops: {hops}")

# ---- bad days ----

HANGS = threading.Event()


def only(path, status=200, text="", headers=None):
    """A service that is good but for one path."""
    return lambda request: (status, text, headers or {}) if request.path.endswith(path) else good(request)


def hangs(request):
    HANGS.wait()
    return good(request)


def slow(request):
    time.sleep(0.4)
    return good(request)


other = start(good)
WITHOUT = {key: value for key, value in KEYS.items() if key != "system"}
BAD = {
    "a value that is not there": (only("/system", 404), WITHOUT, "/latest/meta-data/system with status 404"),
    "a value that is a page": (only("/system", 200, "<html>no</html>"), WITHOUT, "/latest/meta-data/system is no word"),
    "a value with a control byte": (only("/system", 200, "xen\x1b[31m"), WITHOUT, "is no word"),
    "a value that is empty": (only("/system", 200, ""), WITHOUT, "is no word"),
    "a value that is too long": (only("/system", 200, "x" * 64), WITHOUT, "is no word"),
    "an answer that is huge": (only("/system", 200, "x" * 100000), WITHOUT, "its answer is larger than any"),
    "a NUL": (only("/system", 200, b"xen\0evil"), WITHOUT, "is no word"),
    "no token": (only("/token", 403), {}, "/latest/api/token with status 403"),
    "a token of two lines": (only("/token", 200, "a\r\nX-Evil: b"), {}, "what it gives is no token"),
    "a token that is empty": (only("/token", 200, ""), {}, "what it gives is no token"),
    "a redirect": (only("/token", 307, "", {"Location": url(other) + "/latest/api/token"}), {}, "with status 307"),
    "version 1 only": (only("/token", 404), {}, "/latest/api/token with status 404"),
    "a service that hangs": (hangs, {}, "Timeout was reached"),
    "one that takes its time": (slow, {"instance_type": "m4.large"}, "Timeout was reached"),
}
for name, (judge, wanted, words) in BAD.items():
    server = start(judge)
    facts, said = look(asks(server))
    cloud = facts.get("cloud", {})
    kit.same(cloud, wanted, f"{name}: what is known")
    unknown = {key for key in KEYS if key not in wanted}
    kit.same(facts["unknown"].get("cloud"), dict.fromkeys(unknown, "absent"), f"{name}: what is unknown")
    kit.check(words in said and said.count("\n") == 1 and TOKEN not in said, f"{name}: it is told in one line", said)
    kit.check("evil" not in json.dumps(facts).lower(), f"{name}: nothing of it is in the report")
    kit.same(look(asks(server), fresh=False)[1], "", f"{name}: it is told once")
    server.shutdown()
kit.same(other.asked, [], "where a redirect leads nobody has been asked")
HANGS.set()
facts, said = look(["fetch: true", "url: http://127.0.0.1:1"])
kit.check("Couldn't connect" in said and "region" in facts["unknown"]["cloud"], "nobody listens", said)
facts, said = look(asks(service), fresh=False)
kit.same((facts.get("cloud"), said), (KEYS, ""), "it is asked again as long as something is missing")

# ---- what is configured ----

for line, words in (("url: https://169.254.169.254", "url must be http://HOST or http://HOST:PORT"),
                    ("url: http://me@host", "url must be http://HOST"), ("url: http://host/path", "url must be"),
                    ("hops: 256", "hops must be from 0 to 255"), ("fetsh: true", "unknown setting fetsh; did you mean fetch?")):
    MACHINE.configure(f"plugins:\n  cloud:\n    {line}\n")
    status, _, err = MACHINE.run("config", "check", MACHINE.etc)
    kit.check(status == 4 and ":3:" in err and words in err, f"{line} is refused, with its place", err)
MACHINE.configure("plugins:\n  irq:\n    fetch: true\n")
kit.check("unknown setting fetch" in MACHINE.run("config", "check", MACHINE.etc)[2], "it is a setting of cloud alone")

# ---- libcurl is in the process of a look that asks, and nowhere else ----

MACHINE.configure("interval: 1h\nplugins:\n  cloud:\n" + "".join(f"    {line}\n" for line in asks(service)))
shutil.rmtree(RUN / "imds")
process = subprocess.Popen(MACHINE.arguments("agent", "--root", TREE, "--config", MACHINE.etc),
                           env={**MACHINE.environment, **ENVIRONMENT})
kit.until((RUN / "imds/system").exists, "the agent has asked")
maps = open(f"/proc/{process.pid}/maps", encoding="utf-8").read()
kit.check("libcurl" not in maps and "imds" not in maps, "the agent maps no libcurl", maps)
process.terminate()
kit.same(process.wait(), 0, "it ends in order")
MACHINE.drop()
kit.finish()
