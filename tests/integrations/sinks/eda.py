# SPDX-License-Identifier: MIT
"""Ansible's event-driven webhook: its source plugin, as ansible-rulebook ships it, run without the engine of rules."""
import json
import socket

import certificates
import fleet
import lib
from lib import common

RULEBOOK = "ansible-rulebook==1.3.2"
TOKEN, KEY = "eda-T0ken.31415926", "the key of the webhook"


def install():
    """The virtual environment with the plugin; of what the engine needs, only what the plugin needs too."""
    return common.venv("eda", "aiohttp==3.14.5", "pyyaml==6.0.3", alone=(RULEBOOK,))


class Webhook:
    """The plugin at work, with these arguments; `url` is where it listens."""

    def __init__(self, folder, authority, **arguments):
        (port,) = fleet.free_ports(1)
        certificate, key = authority.certificate("server")
        given = {"host": "127.0.0.1", "port": port, "certfile": str(certificate), "keyfile": str(key), **arguments}
        self.url, self.port = f"https://127.0.0.1:{port}/xenfacts/changed", port
        self.command = [install() / "bin/python", lib.HERE / "eda_receiver.py", json.dumps(given)]
        self.options = {"stderr": (folder / "eda.log").open("ab")}

    def listens(self):
        """Does it take connections?"""
        try:
            socket.create_connection(("127.0.0.1", self.port)).close()
            return True
        except OSError:
            return False


def outcomes(folder, body, arguments, cases):
    """A webhook with these arguments, and what comes of deliveries: (what, kind, words, settings)."""
    authority = certificates.Authority(folder)
    webhook = Webhook(folder, authority, **{name: str(value) for name, value in arguments.items()})
    facts = json.loads(body.read_bytes())
    with lib.running(webhook.command, **webhook.options) as program:
        fleet.wait("the webhook", webhook.listens)
        for what, kind, words, settings in cases:
            lib.is_so(what, body, kind, words, **{"url": webhook.url, "ca_file": authority.file, **settings})
            if kind == "delivered":
                event = json.loads(program.next())
                lib.CHECKS.same(event["payload"], facts, f"{what}: event.payload")
                lib.CHECKS.same(event["meta"]["endpoint"], "xenfacts/changed", f"{what}: event.meta.endpoint")
                lib.CHECKS.that(TOKEN not in json.dumps(event), f"{what}: the token is not in the event", event)
        lib.CHECKS.same(program.lines, [], "events of what was refused")
    lib.is_so("the webhook is down", body, "retry", url=webhook.url, ca_file=authority.file)


def check(folder):
    """All of it."""
    lib.CHECKS.named(*RULEBOOK.split("=="), whole=True)
    body, facts = lib.report(folder)
    lib.CHECKS.same(json.loads(body.read_bytes()), facts, "the report")
    token, key = lib.secret(folder / "token", TOKEN), lib.secret(folder / "key", KEY)
    wrong = lib.secret(folder / "wrong", "something else")
    bearer, signed = {"receiver": "eda", "token_file": token}, {"receiver": "eda", "hmac_file": key}
    bad_token = lib.secret(folder / "bad", "eda-T0ken.other")
    outcomes(folder, body, {}, [("no secret", "delivered", "", {"receiver": "eda"}),
                                ("gzip", "delivered", "", {"receiver": "eda", "compress": "true"})])
    outcomes(folder, body, {"token": TOKEN}, [
        ("bearer", "delivered", "", bearer),
        ("bearer, gzip", "delivered", "", {**bearer, "compress": "true"}),
        ("no token", "refused", "answered 401", {"receiver": "eda"}),
        ("a wrong token", "refused", "Invalid authorization token", {**bearer, "token_file": bad_token})])
    outcomes(folder, body, {"hmac_secret": KEY}, [
        ("HMAC", "delivered", "", signed),
        ("no signature", "refused", "Signature header not found", {"receiver": "eda"}),
        ("a wrong key", "refused", "HMAC verification failed", {**signed, "hmac_file": wrong}),
        # Why the receiver's name refuses these two together.
        ("HMAC, gzip", "refused", "HMAC verification failed", {"hmac_file": key, "compress": "true"})])
    outcomes(folder, body, {"hmac_secret": KEY, "token": TOKEN}, [
        ("HMAC and bearer", "delivered", "", {**signed, **bearer}),
        ("HMAC without bearer", "refused", "answered 401", signed)])
    mutual(folder, body)


def mutual(folder, body):
    """The webhook that asks for a client's certificate."""
    other = folder / "clients"
    other.mkdir()
    clients = certificates.Authority(other, "clients")
    certificate, key = clients.certificate("client")
    ours = {"receiver": "eda", "cert_file": certificate, "key_file": key}
    outcomes(folder, body, {"cafile": clients.file}, [
        ("client certificate", "delivered", "", ours),
        # asyncio hangs up without an alert, so this looks like a server that is ill.
        ("no client certificate", "retry", "no whole answer", {"receiver": "eda"})])
