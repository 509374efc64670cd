# SPDX-License-Identifier: MIT
"""The hook of Salt's rest_cherrypy: a real master and its API on 127.0.0.1; the master writes down its events."""
import contextlib
import gzip
import json
import os
import signal
import ssl
import subprocess
import time
import urllib.error
import urllib.request

import certificates
import fleet
import lib
import minion

TAG = "salt/netapi/hook/xenfacts"
LOGIN = {"username": "hook", "password": "-", "eauth": "auto"}


class Master:
    """A master and its API, with all that they write below one folder."""

    def __init__(self, folder, salt, authority):
        self.folder, self.salt, self.authority, self.running = folder, salt, authority, []
        self.events, self.processes = folder / "events", []
        publish, ret, api = fleet.free_ports(3)
        certificate, key = authority.certificate("server")
        self.url = f"https://127.0.0.1:{api}"
        fleet.Fleet.write(folder / "master", {
            "root_dir": folder, "user": "root", "interface": "127.0.0.1", "publish_port": publish, "ret_port": ret,
            "log_level_logfile": "warning", "event_return": ["rawfile_json"],
            "rawfile_json.filename": self.events, "external_auth": {"auto": {"hook": [".*"]}},
            "rest_cherrypy": {"host": "127.0.0.1", "port": api, "ssl_crt": certificate, "ssl_key": key}})

    def start(self, name):
        """Starts one of Salt's programs; it and what it starts are a group of their own."""
        words = [self.salt / "bin/python", self.salt / "bin" / name, "-c", self.folder, "--log-level=quiet"]
        with (self.folder / f"{name}.prints").open("wb") as prints:
            self.processes.append(subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=prints, stderr=prints,
                                                   start_new_session=True))

    def stop(self):
        """Ends all of it."""
        for process in self.processes:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def post(self, path, body, **headers):
        """What the API answers to a request that is not the sink's, opened."""
        trust = ssl.create_default_context(cafile=self.authority.file)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=trust))
        given = {name.replace("_", "-"): text for name, text in headers.items()}
        return opener.open(urllib.request.Request(
            self.url + path, body, {"Content-Type": "application/json", "Accept": "application/json", **given}))

    def login(self):
        """A token of the API, as `salt-api` gives it out; None while it does not."""
        try:
            return json.load(self.post("/login", json.dumps(LOGIN).encode()))["return"][0]
        except (OSError, LookupError, ValueError):
            return None

    def hooked(self):
        """The events of the hook so far; one that is not written to its end yet is none."""
        text = self.events.read_text(encoding="utf-8") if self.events.exists() else ""
        events = map(json.loads, text[:text.rfind("\n") + 1].splitlines())
        return [event for event in events if event["tag"].startswith("salt/netapi/hook")]


def attempts(folder, master, login):
    """What comes of deliveries, and which events the master has then."""
    body, facts = lib.report(folder)
    token = lib.secret(folder / "token", login["token"])
    ours = {"url": f"{master.url}/hook/xenfacts", "ca_file": master.authority.file, "receiver": "salt"}
    text = folder / "text"
    text.write_text("no JSON", encoding="utf-8")
    lib.is_so("no token", body, "refused", "answered 401", **ours)
    lib.is_so("a wrong token", body, "refused", "answered 401", **ours, token_file=lib.secret(folder / "bad", "0" * 64))
    lib.is_so("a bearer, which Salt does not know", body, "refused", "answered 401",
              **{**ours, "receiver": "any"}, token_file=token)
    lib.is_so("no JSON", text, "refused", "answered 400", **ours, token_file=token)
    # Why the receiver's name refuses gzip: Salt breaks on it with 500, and that would be sent again and again.
    try:
        answer = master.post("/hook/xenfacts", gzip.compress(body.read_bytes()), Content_Encoding="gzip",
                             X_Auth_Token=login["token"]).status
    except urllib.error.HTTPError as error:
        answer = error.code
    lib.CHECKS.that(answer >= 400, "Salt takes no gzip", answer)
    lib.CHECKS.same(master.hooked(), [], "events of what was refused")
    lib.is_so("a token", body, "delivered", "", **ours, token_file=token)
    event = fleet.wait("the event", master.hooked)[0]
    lib.CHECKS.same(event["tag"], TAG, "the event's tag")
    lib.CHECKS.same(event["data"]["post"], facts, "the event's data.post")
    lib.CHECKS.same(event["data"]["headers"].get("X-Auth-Token"), login["token"], "the token stands in the event")


def check(folder):
    """All of it."""
    authority = certificates.Authority(folder)
    master = Master(folder, minion.install(), authority)
    try:
        master.start("salt-master")
        master.start("salt-api")
        login = fleet.wait("a token", master.login)
        lib.CHECKS.same(round((login["expire"] - login["start"]) / 3600), 12, "hours that a token lives")
        lib.CHECKS.that(login["start"] <= time.time(), "a token of now", login)
        attempts(folder, master, login)
    finally:
        master.stop()
    lib.is_so("Salt is down", folder / "report.json", "retry", url=f"{master.url}/hook/xenfacts",
              ca_file=authority.file, receiver="salt", token_file=folder / "token")
