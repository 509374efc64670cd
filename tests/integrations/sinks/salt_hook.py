# SPDX-License-Identifier: MIT
"""The hook of Salt's rest_cherrypy: a real master and its API on 127.0.0.1; the master writes down its events."""
import gzip
import json
import ssl
import time
import urllib.error
import urllib.request

import minion
from kit import certificates, checks, delivery, files, processes, servers, waiting, xenfacts

TAG = "salt/netapi/hook/xenfacts"
LOGIN = {"username": "hook", "password": "-", "eauth": "auto"}


class Master:
    """A master and its API, with all that they write below one folder."""

    def __init__(self, folder, salt, authority):
        self.folder, self.salt, self.authority = folder, salt, authority
        self.events, self.processes = folder / "events", []
        publish, ret, api = servers.free_ports(3)
        certificate, key = authority.certificate("server")
        self.url = f"https://127.0.0.1:{api}"
        minion.write(folder / "master", {
            "root_dir": folder, "user": "root", "interface": "127.0.0.1", "publish_port": publish, "ret_port": ret,
            "log_level_logfile": "warning", "event_return": ["rawfile_json"],
            "rawfile_json.filename": self.events, "external_auth": {"auto": {"hook": [".*"]}},
            "rest_cherrypy": {"host": "127.0.0.1", "port": api, "ssl_crt": certificate, "ssl_key": key}})

    def start(self, name):
        """Starts one of Salt's programs."""
        words = [self.salt / "bin/python", self.salt / "bin" / name, "-c", self.folder, "--log-level=quiet"]
        self.processes.append(processes.Daemon(words, self.folder / f"{name}.prints"))

    def stop(self):
        """Ends all of it."""
        for process in self.processes:
            process.stop()

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


def is_so(what, kind, words, **settings):
    """The outcome of a delivery, and what the sentence says."""
    delivery.deliver("http", **settings).is_so(what, kind, words)


def attempts(folder, master, login):
    """What comes of deliveries, and which events the master has then."""
    body, facts = delivery.report(folder), xenfacts.facts("pvhvm")
    token = files.secret(folder / "token", login["token"])
    ours = {"body": body, "url": f"{master.url}/hook/xenfacts", "ca_file": master.authority.file, "receiver": "salt"}
    text = files.write(folder / "text", "no JSON")
    is_so("no token", "refused", "answered 401", **ours)
    is_so("a wrong token", "refused", "answered 401", **ours, token_file=files.secret(folder / "bad", "0" * 64))
    is_so("a bearer, which Salt does not know", "refused", "answered 401", **{**ours, "receiver": "any"},
          token_file=token)
    is_so("no JSON", "refused", "answered 400", **{**ours, "body": text}, token_file=token)
    # Why the receiver's name refuses gzip: Salt breaks on it with 500, and that would be sent again and again.
    try:
        answer = master.post("/hook/xenfacts", gzip.compress(body.read_bytes()), Content_Encoding="gzip",
                             X_Auth_Token=login["token"]).status
    except urllib.error.HTTPError as error:
        answer = error.code
    checks.that(answer >= 400, "Salt takes no gzip", answer)
    checks.same(master.hooked(), [], "events of what was refused")
    is_so("a token", "delivered", "", **ours, token_file=token)
    event = waiting.wait_for(master.hooked, "the event", pause=0.1)[0]
    checks.same(event["tag"], TAG, "the event's tag")
    checks.same(event["data"]["post"], facts, "the event's data.post")
    checks.same(event["data"]["headers"].get("X-Auth-Token"), login["token"], "the token stands in the event")


def check(folder):
    """All of it."""
    authority = certificates.Authority(folder)
    master = Master(folder, minion.install(), authority)
    try:
        master.start("salt-master")
        master.start("salt-api")
        login = waiting.wait_for(master.login, "a token", pause=0.5)
        checks.same(round((login["expire"] - login["start"]) / 3600), 12, "hours that a token lives")
        checks.that(login["start"] <= time.time(), "a token of now", login)
        attempts(folder, master, login)
    finally:
        master.stop()
    is_so("Salt is down", "retry", "", body=folder / "report.json", url=f"{master.url}/hook/xenfacts",
          ca_file=authority.file, receiver="salt", token_file=folder / "token")
