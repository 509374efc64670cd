# SPDX-License-Identifier: MIT
"""What the tools of module authors say: puppet parser, puppet-lint, metadata-json-lint, rspec and rake, puppet strings."""
import json
import re

from check_facts import MODULES
from kit import checks, xenfacts
from machine import ENVIRONMENT, MODULE, Machine

HERE = f"{MODULES}/xenfacts"
# Of the systems that FacterDB knows, those of the Facters that the specs ask for: reading all takes a minute.
FACTERDB = "/usr/share/rubygems-integration/all/gems/facterdb-1.12.1/facts"
RAKE = ("validate", "lint", "metadata_lint", "check:symlinks", "check:test_file", "check:dot_underscore", "spec")
SYSTEMS = {"Debian": "10", "Ubuntu": "18.04", "RedHat": "7", "CentOS": "7", "SLES": "12", "Amazon": "2"}


def linters():
    """puppet parser validate, puppet-lint and metadata-json-lint find nothing, and nothing is switched off"""
    with Machine("author.example") as node:
        node.install_module()
        for command in (("puppet", "parser", "validate", f"{HERE}/manifests"),
                        ("puppet-lint", "--fail-on-warnings", f"{HERE}/manifests"),
                        ("metadata-json-lint", "--strict-license", "--fail-on-warnings", f"{HERE}/metadata.json"),
                        ("ruby", "-wc", f"{HERE}/lib/facter/xenfacts.rb"), ("ruby", "-wc", f"{HERE}/Rakefile"),
                        ("ruby", "-wc", f"{HERE}/Gemfile")):
            done = node.run(*command)
            checks.same((done.returncode, done.stdout.replace("Syntax OK\n", ""), done.stderr), (0, "", ""), command[0])
    for path in files_of("*.pp"):
        checks.that("lint:ignore" not in path.read_text(encoding="utf-8"), f"{path.name}: an exception for puppet-lint")
    checks.same([path.name for path in MODULE.rglob(".puppet-lint.rc")], [], "settings of puppet-lint")


def files_of(pattern):
    return [path for path in MODULE.rglob(pattern) if path.is_file()]


def rake():
    """the module's own rake tasks, rspec on all systems of metadata.json among them"""
    with Machine("author.example") as node:
        node.install_module()
        folders = ":".join(f"{FACTERDB}/{version}" for version in ("4.2", "3.14"))
        environment = {**ENVIRONMENT, "FACTERDB_SKIP_DEFAULTDB": "1", "FACTERDB_SEARCH_PATHS": folders}
        done = node.run("sh", "-c", f"cd {HERE} && exec rake {' '.join(RAKE)}", env=environment)
        found = re.search(r"^(\d+) examples, 0 failures$", done.stdout, re.M)
        print(f"   rspec: {found and found[1]} examples", flush=True)
        checks.that(done.returncode == 0 and found and int(found[1]) >= 250, "rake", done.stdout + done.stderr)
        text = done.stdout + done.stderr
        checks.that("---> syntax:manifests" in text and "---> syntax:hiera" in text, "rake validate", text)


def strings():
    """REFERENCE.md is what puppet strings writes, without a warning"""
    with Machine("author.example") as node:
        node.install_module()
        written = node.run("cat", f"{HERE}/REFERENCE.md").stdout
        done = node.run("sh", "-c", f"cd {HERE} && puppet strings generate --format markdown")
        text = done.stdout + done.stderr
        checks.that("[warn]" not in text and "100.00% documented" in text, "puppet strings finds all documented", text)
        # Its links lead to anchors that Markdown does not have.
        made = re.sub(r"\[(`[\w:]+`)\]\(#\w+\)", r"\1", node.run("cat", f"{HERE}/REFERENCE.md").stdout)
        checks.same(made, written, "REFERENCE.md is what puppet strings writes")


def metadata():
    """metadata, change log and licence"""
    data = json.loads((MODULE / "metadata.json").read_text(encoding="utf-8"))
    wanted = {"name": "xenfacts-xenfacts", "license": "MIT", "dependencies": [], "version": xenfacts.version()}
    checks.same({key: data[key] for key in wanted}, wanted, "metadata.json")
    checks.same([one["name"] for one in data["requirements"]], ["puppet", "openvox"], "what it runs on")
    systems = {one["operatingsystem"]: one["operatingsystemrelease"][0] for one in data["operatingsystem_support"]}
    checks.same({name: systems.get(name) for name in SYSTEMS}, SYSTEMS, "the oldest release of each system")
    changes = (MODULE / "CHANGELOG.md").read_text(encoding="utf-8")
    checks.same(re.search(r"^## (\S+)", changes, re.M)[1], data["version"], "the newest change")
    ours, all_of_it = ((tree / "LICENSE").read_text(encoding="utf-8") for tree in (MODULE, xenfacts.SOURCE))
    checks.same(ours, all_of_it, "the licence is the repository's")
    # What lies there would be pluginsynced to every node beside the custom fact.
    checks.that(not (MODULE / "facts.d").exists(), "the module brings one way only")


PARTS = (linters, rake, strings, metadata)
