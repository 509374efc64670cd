# SPDX-License-Identifier: MIT
"""The fact in its two ways, for each guest, and what Facter makes of it."""
from kit import checks, files, xenfacts
from machine import HERE, MODULE, Machine, said

EXTERNAL = "/etc/facter/facts.d/xenfacts.sh"
FULL = "/etc/xenfacts/facter.full"
MODULES = "/etc/puppet/code/environments/production/modules"
COUNTED = 'echo >>/var/runs\nexec {} --guest {} "$@"'


def external(node, where=EXTERNAL):
    """The external fact, where the class puts it."""
    node.run("install", "-D", "-m", "755", MODULE / "files/xenfacts.sh", where, check=True)


def facter(node, *arguments):
    """What plain Facter says, which sees external facts alone."""
    done = node.run("facter", "--json", *arguments)
    return said(done), done.stderr


def puppet_facts(node):
    """What Puppet's Facter says, which sees what the modules bring."""
    done = node.run("puppet", "facts", "show", "xenfacts")
    return said(done), done.stderr


def guests():
    """each guest: the same facts as `xenfacts facts --profile slim`, in both ways and in a catalogue; then all facts"""
    for guest in xenfacts.GUESTS:
        with Machine(f"{guest}.example", guest) as node:
            wanted = xenfacts.facts(guest, "slim")
            node.install_module()
            checks.same(facter(node, "xenfacts"), ({"xenfacts": None}, ""), f"{guest}: plain facter sees none")
            custom, errors = puppet_facts(node)
            checks.same((custom.get("xenfacts"), errors), (wanted, ""), f"{guest}: the custom fact")
            apply(node, guest, wanted)
            external(node)
            found, errors = facter(node, "xenfacts")
            checks.same((found.get("xenfacts"), errors), (wanted, ""), f"{guest}: the external fact")
            node.write(FULL, "")
            found, errors = facter(node, "xenfacts")
            checks.same((found.get("xenfacts"), errors), (xenfacts.facts(guest), ""), f"{guest}: external, all facts")
            node.run("rm", EXTERNAL, check=True)
            custom, errors = puppet_facts(node)
            checks.same((custom.get("xenfacts"), errors), (xenfacts.facts(guest), ""), f"{guest}: custom, all facts")


def apply(node, guest, wanted):
    """A catalogue sees mode, domain and spectrum."""
    done = node.run("puppet", "apply", HERE / "answer.pp")
    checks.same(done.stderr, "", f"{guest}: puppet apply is silent")
    found = said(node.run("cat", "/var/answer"))
    checks.same(xenfacts.answer(found), xenfacts.answer(wanted), f"{guest}: what a catalogue sees")


def core_facts():
    """Facter's own facts stay as they are"""
    with Machine("core.example", "dom0") as node:
        node.install_module()
        before, _ = facter(node)
        external(node)
        after, _ = facter(node)
        checks.same(sorted(set(after) - set(before)), ["xenfacts"], "the only new fact")
        checks.same(sorted(set(before) - set(after)), [], "facts that are gone")
        for name in ("virtual", "is_virtual", "hypervisors", "xen", "kernel", "os", "dmi", "networking"):
            checks.same(after.get(name), before.get(name), f"the core fact {name}")


def runs(node, what):
    """How often the program ran for one `puppet facts`, which must know the mode."""
    node.run("rm", "-f", "/var/runs")
    found, errors = puppet_facts(node)
    mode = (found.get("xenfacts") or {}).get("mode")
    return mode, errors, len(node.run("cat", "/var/runs").stdout), what


def never_both():
    """a node with both ways asks the program no more often than with the external fact alone"""
    with Machine("both.example", "pvhvm") as node:
        files.script(node.program, COUNTED.format(xenfacts.PROGRAM, xenfacts.guest_file("pvhvm")))
        node.install_module()
        checks.same(runs(node, "custom"), ("pvhvm", "", 1, "custom"), "the custom fact alone")
        external(node)
        # Puppet has Facter read external facts twice; that is not ours to change.
        checks.same(runs(node, "both"), ("pvhvm", "", 2, "both"), "both")
        # A script that is not executable is none to Facter; the custom fact answers again.
        node.run("chmod", "644", EXTERNAL)
        checks.same(runs(node, "no x"), ("pvhvm", "", 1, "no x"), "with a script that is not executable")
        node.run("chmod", "755", EXTERNAL)
        node.run("rm", "-r", MODULES)
        checks.same(runs(node, "external"), ("pvhvm", "", 2, "external"), "the external fact alone")


def hostile_text():
    """texts that YAML or a C locale could spoil arrive as they are"""
    hostile = "2026-01-02 d\u00f6mU \U0001F600 <<: 1e3"
    guest = xenfacts.guest_file("pvhvm").read_text(encoding="utf-8").replace("HVM domU", hostile)
    with Machine("text.example", "pvhvm") as node:
        files.script(node.program, COUNTED.format(xenfacts.PROGRAM, files.write(node.folder / "text.guest", guest)))
        node.install_module()
        node.write(FULL, "")
        done = node.run("/usr/local/bin/xenfacts", "facts", "--format", "facter")
        wanted = said(done)
        checks.that("\u00f6mU \U0001F600" in done.stdout, "the program prints raw UTF-8", done.stdout[:2000])
        for locale in ("C.UTF-8", "C"):
            environment = {"PATH": "/usr/bin:/bin", "HOME": "/root", "LC_ALL": locale}
            node.run("rm", "-f", EXTERNAL)
            done = node.run("puppet", "facts", "show", "xenfacts", env=environment, encoding="utf-8")
            checks.same(said(done), wanted, f"the custom fact, locale {locale}")
            external(node)
            done = node.run("facter", "--json", "xenfacts", env=environment, encoding="utf-8")
            checks.same(said(done), wanted, f"the external fact, locale {locale}")


def environment():
    """no environment chooses the program or a guest"""
    with Machine("env.example", "pvhvm") as node:
        node.install_module()
        for name in ("xenfacts", "timeout", "iconv", "sh", "cat"):
            xenfacts.replay(node.folder / "forged" / name, "dom0")
        forged = {"PATH": f"{node.folder}/forged:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LC_ALL": "C.UTF-8",
                  "XENFACTS_GUEST": str(xenfacts.guest_file("dom0")),
                  "XENFACTS_PROGRAM": f"{node.folder}/forged/xenfacts"}
        done = node.run("puppet", "facts", "show", "xenfacts", env=forged)
        checks.same(xenfacts.answer(said(done)["xenfacts"]), xenfacts.answer(xenfacts.facts("pvhvm")),
                    "the custom fact")
        external(node)
        done = node.run("facter", "--json", "xenfacts", env=forged)
        checks.same(xenfacts.answer(said(done)["xenfacts"]), xenfacts.answer(xenfacts.facts("pvhvm")),
                    "the external fact")


def timing():
    """facter --timing names both ways"""
    with Machine("time.example", "pvh") as node:
        node.install_module()
        done = node.run("facter", "--timing", "--custom-dir", f"{MODULES}/xenfacts/lib/facter", "xenfacts.mode")
        checks.that("fact 'xenfacts', took: " in done.stdout + done.stderr, "the custom fact's time", done.stdout)
        external(node)
        done = node.run("facter", "--timing", "xenfacts.mode")
        checks.that("fact 'xenfacts.sh', took: " in done.stdout + done.stderr, "the external fact's time", done.stdout)


PARTS = (guests, core_facts, never_both, hostile_text, environment, timing)
