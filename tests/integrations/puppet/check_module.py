# SPDX-License-Identifier: MIT
"""The module: its class applied for real, and installed from a tarball."""
import json

from check_facts import EXTERNAL, MODULES, puppet_facts
from kit import checks, files, tools, xenfacts
from machine import MODULE, Machine

CONTROL = """Package: xenfacts
Version: 1.0.0
Architecture: all
Maintainer: xenfacts <xenfacts@example.org>
Description: stands for the package of xenfacts
"""
DEB = "/var/xenfacts_1.0.0_all.deb"


def build_package(node, guest, where=DEB):
    """A package whose /usr/bin/xenfacts replays a guest; the node has no other program then."""
    root = node.folder / "deb"
    xenfacts.replay(root / "usr/bin/xenfacts", guest)
    files.write(root / "DEBIAN/control", CONTROL)
    node.run("dpkg-deb", "--build", "--root-owner-group", root, where, check=True)


def declare(node, parameters):
    """Applies the class; (exit code, what was said): 0 if nothing was to be done, 2 if something was."""
    done = node.run("sh", "-c", 'puppet apply --detailed-exitcodes -e "$1"; echo "exit $?"', "sh",
                    f"class {{ 'xenfacts': {parameters} }}")
    text, _, code = done.stdout.rpartition("exit ")
    return int(code), text + done.stderr


def applied(node, parameters, what):
    """Applies the class, which must change something, and once more, which must not."""
    code, text = declare(node, parameters)
    checks.that(code == 2, f"{what}: is applied, exit {code}", text)
    code, text = declare(node, parameters)
    checks.that(code == 0, f"{what}: a second time nothing is to be done, exit {code}", text)


def package():
    """the class installs and removes the package, and the fact follows"""
    with Machine("package.example") as node:
        node.install_module()
        build_package(node, "pvh")
        checks.same(puppet_facts(node)[0]["xenfacts"]["mode"], "unknown", "before the package is there")
        applied(node, f"package_source => '{DEB}'", "a package file")
        found = puppet_facts(node)[0]["xenfacts"]
        checks.same(xenfacts.answer(found), xenfacts.answer(xenfacts.facts("pvh")), "with the package")
        applied(node, "package_ensure => 'absent'", "no package")
        checks.same(puppet_facts(node)[0]["xenfacts"]["mode"], "unknown", "without the package again")


def ways():
    """the class puts the external fact there, repairs it and takes it away"""
    external_fact = "manage_package => false, fact => 'external'"
    with Machine("ways.example", "pvhvm") as node:
        node.install_module()
        plain = ("facter", "xenfacts.mode")
        checks.same(declare(node, "manage_package => false")[0], 0, "the custom fact: nothing is to be done")
        applied(node, external_fact, "the external fact")
        checks.same(node.run(*plain).stdout, "pvhvm\n", "plain facter has it")
        node.run("chmod", "644", EXTERNAL)
        applied(node, external_fact, "a script that lost its mode")
        checks.same(node.run(*plain).stdout, "pvhvm\n", "plain facter has it again")
        applied(node, "manage_package => false", "back to the custom fact")
        checks.same(node.run(*plain).stdout, "\n", "plain facter has none")
        upstream = "/etc/puppetlabs/facter/facts.d"
        applied(node, f"{external_fact}, external_dir => '{upstream}'", "upstream's folder")
        done = node.run("facter", "--external-dir", upstream, "xenfacts.mode")
        checks.same(done.stdout, "pvhvm\n", "Facter reads upstream's folder")


def profile():
    """the class chooses what the fact holds, and its default is slim again"""
    with Machine("profile.example", "pvhvm") as node:
        node.install_module()
        applied(node, "manage_package => false, fact_profile => 'full'", "all facts")
        checks.same(puppet_facts(node)[0]["xenfacts"], xenfacts.facts("pvhvm"), "all facts")
        applied(node, "manage_package => false", "slim again")
        checks.same(puppet_facts(node)[0]["xenfacts"], xenfacts.facts("pvhvm", "slim"), "slim facts")


def tarball():
    """a tarball is installed into an empty folder and works from there"""
    with Machine("tarball.example", "pv") as node:
        name = "xenfacts-xenfacts-" + json.loads((MODULE / "metadata.json").read_text(encoding="utf-8"))["version"]
        node.run("tar", "-czf", f"/var/{name}.tar.gz", "--transform", f"s,^\\.,{name},", "-C", MODULE, ".", check=True)
        done = node.run("puppet", "module", "install", f"/var/{name}.tar.gz", "--target-dir", "/var/modules",
                        "--ignore-dependencies")
        checks.same(done.returncode, 0, "puppet module install")
        wanted = sorted(str(path.relative_to(MODULE)) for path in MODULE.rglob("*") if path.is_file())
        listed = node.run("sh", "-c", "cd /var/modules/xenfacts && find . -type f ! -name checksums.json").stdout
        checks.same(sorted(line[2:] for line in listed.splitlines()), wanted, "its files")
        code = "class { 'xenfacts': manage_package => false, fact => 'external' } notice($facts['xenfacts']['mode'])"
        done = node.run("puppet", "apply", "--color=false", "--modulepath", "/var/modules", "-e", code)
        text = done.stdout + done.stderr
        checks.that(": pv\n" in text and done.returncode == 0, "the fact and the class", text)
        checks.same(node.run("facter", "xenfacts.mode").stdout, "pv\n", "its external fact")
        done = node.run("puppet", "module", "list", "--modulepath", "/var/modules")
        checks.that("xenfacts-xenfacts" in done.stdout, "puppet module list", done.stdout)


def versions():
    """INTEGRATIONS.md names what is driven here"""
    for tool, package_name in (("Facter", "facter"), ("Puppet", "puppet-agent"), ("puppetserver", "puppetserver"),
                               ("PuppetDB", "puppetdb")):
        tools.named(tool, tools.debian_version(package_name))


PARTS = (versions, package, ways, profile, tarball)
