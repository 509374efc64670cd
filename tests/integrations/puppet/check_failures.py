# SPDX-License-Identifier: MIT
"""What a node says when the program is absent or broken: mode unknown, never an error, and one warning at most."""
from check_facts import EXTERNAL, MODULES, external, facter, puppet_facts
from kit import checks, files, xenfacts
from machine import MODULE, Machine, said

GOOD = '{"xenfacts": {"domain": "domU", "mode": "pv"}}'
# What the program does instead of its work, in shell.
BROKEN = {
    "fails and says nothing": "exit 3",
    "fails and complains": "echo broken >&2; exit 1",
    "is killed": "kill -SEGV $$",
    "hangs": "sleep 1000",
    "hangs and cannot be asked to end": "trap '' TERM; while :; do sleep 1000; done",
    "prints nothing": "true",
    "prints garbage": "echo 'x: [1, 2'",
    "prints key=value": "echo xenfacts=pv; echo virtual=none",
    "prints a list": "echo '[1, 2]'",
    "prints the bare object": "echo '{\"mode\": \"pv\", \"domain\": \"domU\"}'",
    "prints half of it": "echo '{\"xenfacts\": {\"mode\": \"pv\"'",
    "prints more than half of it": "echo '{\"xenfacts\": {\"mode\": \"pv\"}'",
    "prints no mode": "echo '{\"xenfacts\": {}}'",
    "prints half of a pair": r"""echo '{"xenfacts": {"domain": "domU", "mode": "pv", "x": "\\udc00"}}'""",
    "prints a word": "echo '{\"xenfacts\": \"pv\"}'",
    "prints invalid UTF-8": r"""printf '{"xenfacts": {"mode": "\377\376"}}\n'""",
}
LIB = str(MODULE / "lib/facter")
WARNED = "printed no facts within 10 seconds: run it to see why"


def is_unknown(tree, error, what):
    """The one shape that all our consumers give."""
    tree = tree if isinstance(tree, dict) else {"not a hash": tree}
    checks.same(sorted(tree), ["domain", "error", "mode", "schema"], f"{what}: the keys")
    checks.same((tree.get("domain"), tree.get("mode")), ("unknown", "unknown"), f"{what}: domain and mode")
    checks.that(error in tree.get("error", ""), f"{what}: the error", str(tree))


def absent():
    """without the program: mode unknown, and no warning at all"""
    with Machine("absent.example") as node:
        node.install_module()
        for way in ("custom", "external"):
            found, errors = puppet_facts(node)
            is_unknown(found.get("xenfacts"), "install it", f"{way}, absent")
            checks.same(errors, "", f"{way}, absent: no warning")
            external(node)
        found, errors = facter(node)
        is_unknown(found.get("xenfacts"), "install it", "plain facter, absent")
        checks.same(errors, "", "plain facter, absent: no warning")
        done = node.run("puppet", "apply", "-e", "notice($facts['xenfacts']['mode'])")
        checks.same((done.returncode, done.stderr), (0, ""), "puppet apply without the program")


def broken():
    """a program that fails, hangs or prints garbage: mode unknown, one warning, other facts stay"""
    with Machine("broken.example", "pv") as node:
        for what, shell in BROKEN.items():
            files.script(node.program, shell)
            node.run("rm", "-f", EXTERNAL)
            done = node.run("facter", "--json", "--custom-dir", LIB, "xenfacts", "kernel")
            one_warning(done, f"custom: a program that {what}")
            external(node)
            done = node.run("facter", "--json", "xenfacts", "kernel")
            one_warning(done, f"external: a program that {what}")


def one_warning(done, what):
    tree = said(done)
    is_unknown(tree.get("xenfacts"), WARNED, what)
    checks.same((done.returncode, tree.get("kernel")), (0, "Linux"), f"{what}: Facter goes on")
    lines = [line for line in done.stderr.splitlines() if line]
    checks.that(len(lines) == 1 and "WARN" in lines[0] and WARNED in lines[0], f"{what}: one warning", done.stderr)


def noisy():
    """good facts are taken whatever stands on standard error"""
    with Machine("noisy.example", "pv") as node:
        files.script(node.program, f"echo careful >&2\necho '{GOOD}'")
        for way, arguments in (("custom", ("--custom-dir", LIB)), ("external", ())):
            if way == "external":
                external(node)
            found, errors = facter(node, *arguments, "xenfacts.mode")
            checks.same((found, errors), ({"xenfacts.mode": "pv"}, ""), f"{way}: a program that complains")


def survives():
    """puppet apply succeeds on a node whose program is broken"""
    with Machine("survives.example", "pv") as node:
        files.script(node.program, "kill -SEGV $$")
        node.install_module()
        code = "class { 'xenfacts': manage_package => false } notice(\"it is ${facts['xenfacts']['mode']}\")"
        done = node.run("puppet", "apply", "-e", code)
        text = done.stdout + done.stderr
        checks.that(done.returncode == 0 and "it is unknown" in text, "the catalogue is applied", text)
        checks.same(done.stderr.count(WARNED), 1, "warnings of the run")


def user():
    """an ordinary user's Facter sees the mode too"""
    with Machine("user.example", "pvh") as node:
        external(node, "/var/nobody/.facter/facts.d/xenfacts.sh")
        node.run("chown", "-R", "nobody", "/var/nobody")
        done = node.run("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "env", "HOME=/var/nobody",
                        "facter", "--json", "xenfacts")
        checks.same(xenfacts.answer(said(done).get("xenfacts")), xenfacts.answer(xenfacts.facts("pvh")),
                    "facter as nobody")


def caching():
    """facter.conf caches and blocks each way by the names that the page gives"""
    with Machine("cache.example", "pvh") as node:
        node.install_module()
        custom = ("--custom-dir", f"{MODULES}/xenfacts/lib/facter")
        group = 'fact-groups : { xenfacts-group : [ "xenfacts" ] }\n'
        for name, arguments in (("xenfacts-group", custom), ("xenfacts.sh", ())):
            node.write("/etc/facter/facter.conf", group + f'facts : {{ ttls : [ {{ "{name}" : 1 hour }} ] }}\n')
            pvh = ({"xenfacts.mode": "pvh"}, "")
            checks.same(facter(node, *arguments, "xenfacts.mode"), pvh, f"{name}: asked")
            xenfacts.replay(node.program, "pv")
            checks.same(facter(node, *arguments, "xenfacts.mode"), pvh, f"{name}: from the cache")
            node.write("/etc/facter/facter.conf", group + f'facts : {{ blocklist : [ "{name}" ] }}\n')
            checks.same(facter(node, *arguments, "xenfacts"), ({"xenfacts": None}, ""), f"{name}: blocked")
            xenfacts.replay(node.program, "pvh")
            external(node)


PARTS = (absent, broken, noisy, survives, user, caching)
