# SPDX-License-Identifier: MIT
"""Ansible's event-driven webhook: its source plugin, as ansible-rulebook ships it, run without the engine of rules."""
import contextlib
import json
import pathlib
import socket
import subprocess
import threading

from kit import certificates, checks, delivery, files, processes, servers, tools, waiting, xenfacts

HERE = pathlib.Path(__file__).resolve().parent

RULEBOOK = "ansible-rulebook==1.3.2"
TOKEN, KEY = "eda-T0ken.31415926", "the key of the webhook"


def install():
    """The virtual environment with the plugin; of what the engine needs, only what the plugin needs too."""
    return tools.venv("eda", "aiohttp==3.14.5", "pyyaml==6.0.3", alone=(RULEBOOK,))


class Lines:
    """A program whose output is read line by line while it runs."""

    def __init__(self, command, **options):
        self.lines, self.more = [], threading.Condition()
        self.process = subprocess.Popen(processes.words(command), stdout=subprocess.PIPE, text=True, **options)
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        """Keeps each line."""
        for line in self.process.stdout:
            with self.more:
                self.lines.append(line)
                self.more.notify()

    def next(self):
        """Takes the oldest line; waits for one."""
        with self.more:
            if not self.more.wait_for(lambda: self.lines, timeout=waiting.PATIENCE):
                raise TimeoutError(f"no line within {waiting.PATIENCE} seconds")
            return self.lines.pop(0)


@contextlib.contextmanager
def running(command, **options):
    """The program while the block runs."""
    program = Lines(command, **options)
    try:
        yield program
    finally:
        program.process.kill()
        program.process.wait()


class Webhook:
    """The plugin at work, with these arguments; `url` is where it listens."""

    def __init__(self, folder, authority, **arguments):
        (port,) = servers.free_ports(1)
        certificate, key = authority.certificate("server")
        given = {"host": "127.0.0.1", "port": port, "certfile": str(certificate), "keyfile": str(key), **arguments}
        self.url, self.port = f"https://127.0.0.1:{port}/xenfacts/changed", port
        self.command = [install() / "bin/python", HERE / "eda_receiver.py", json.dumps(given)]
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
    with running(webhook.command, **webhook.options) as program:
        waiting.wait_for(webhook.listens, "the webhook", pause=0.1)
        for what, kind, words, settings in cases:
            given = {"url": webhook.url, "ca_file": authority.file, **settings}
            delivery.deliver("http", body=body, **given).is_so(what, kind, words)
            if kind == "delivered":
                event = json.loads(program.next())
                checks.same(event["payload"], facts, f"{what}: event.payload")
                checks.same(event["meta"]["endpoint"], "xenfacts/changed", f"{what}: event.meta.endpoint")
                checks.that(TOKEN not in json.dumps(event), f"{what}: the token is not in the event", event)
        checks.same(program.lines, [], "events of what was refused")
    down = delivery.deliver("http", body=body, url=webhook.url, ca_file=authority.file)
    down.is_so("the webhook is down", "retry")


def check(folder):
    """All of it."""
    tools.named(*RULEBOOK.split("=="), whole=True)
    body, facts = delivery.report(folder), xenfacts.facts("pvhvm")
    checks.same(json.loads(body.read_bytes()), facts, "the report")
    token, key = files.secret(folder / "token", TOKEN), files.secret(folder / "key", KEY)
    wrong = files.secret(folder / "wrong", "something else")
    bearer, signed = {"receiver": "eda", "token_file": token}, {"receiver": "eda", "hmac_file": key}
    bad_token = files.secret(folder / "bad", "eda-T0ken.other")
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
        ("no client certificate", "retry", "no complete answer", {"receiver": "eda"})])
