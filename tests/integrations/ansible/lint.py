# SPDX-License-Identifier: MIT
"""What Ansible's community asks of a collection and its linters answer in a minute: ansible-lint's strictest profile,
antsibull-changelog, and a role whose page, defaults and specification agree. The slow tools are author's."""
import re

import control
import machines
from kit import checks, xenfacts

ROLE = "roles/install"
ADDRESSES = ("repository", "documentation", "homepage", "issues")


def ansible_lint(tool):
    done = tool.run("ansible-lint", "--offline", "--nocolor", cwd=tool.collection)
    passed = re.search(r"Passed: 0 failure\(s\), 0 warning\(s\) in (\d+) files.*'production' was required, and it passed",
                       done.output)
    checks.that(done.status == 0 and passed and int(passed[1]) > 30, "ansible-lint", done.output)


def makes_no_exception(tool):
    """No linter is told to overlook anything."""
    settings = (tool.collection / ".ansible-lint").read_text(encoding="utf-8")
    checks.that("profile: production" in settings, "ansible-lint's profile", settings)
    exceptions = re.findall(r"^(?:skip|warn|exclude|mock|use_default|enable)_\w+", settings, re.M)
    checks.same(exceptions, [], "what .ansible-lint leaves out")
    ignored = [path for path in tool.collection.rglob("*") if re.search(r"^\.ansible-lint-ignore|^ignore-.*txt$", path.name)]
    checks.same(ignored, [], "lists of what linters should ignore")
    for path in (path for path in tool.collection.rglob("*") if path.suffix in (".py", ".yml", ".j2", ".md")):
        checks.that(not re.search(r"# ?(noqa|pylint:|nosec)", path.read_text(encoding="utf-8")), f"{path.name} has exceptions")


def changelog(tool):
    """CHANGELOG.md and changelog.yaml are what antsibull-changelog makes of the fragments."""
    names = ("CHANGELOG.md", "changelogs/changelog.yaml")
    written = {name: (tool.collection / name).read_text(encoding="utf-8") for name in names}
    for words in (["lint"], ["lint-changelog-yaml", "--strict", names[1]], ["generate", "--refresh", "--reload-plugins"]):
        done = tool.run("antsibull-changelog", *words, cwd=tool.collection)
        checks.that(done.status == 0, f"antsibull-changelog {words[0]}", done.output)
    for name, text in written.items():
        checks.same((tool.collection / name).read_text(encoding="utf-8"), text, f"{name} is what antsibull-changelog writes")


def metadata(tool):
    """galaxy.yml, versions and licence."""
    galaxy = tool.yaml("galaxy.yml")
    checks.same(galaxy["version"], xenfacts.version(), "galaxy.yml: the version is the program's")
    checks.same(list(tool.yaml("changelogs/changelog.yaml")["releases"])[-1], galaxy["version"], "the newest release")
    checks.same([key for key in ADDRESSES if not galaxy.get(key)], [], "galaxy.yml: addresses that are missing")
    ours, all_of_it = ((tree / "LICENSE").read_text(encoding="utf-8") for tree in (control.COLLECTION, xenfacts.SOURCE))
    checks.same(ours, all_of_it, "the licence is the repository's")


def role(tool):
    """The role's page, defaults and specification name the same variables with the same defaults."""
    options = tool.yaml(f"{ROLE}/meta/argument_specs.yml")["argument_specs"]["main"]["options"]
    defaults = tool.yaml(f"{ROLE}/defaults/main.yml")
    checks.same({name: option["default"] for name, option in options.items()}, defaults, "the role's defaults")
    page = (tool.collection / ROLE / "README.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(install_\w+)` \| `([^`]+)` \|", page, re.M))
    words = {name: {"": '""', False: "false"}.get(value, value) if value != [] else "[]" for name, value in defaults.items()}
    checks.same(rows, words, "the role's README")
    for name in ("Reload systemd", "Restart the timer"):
        checks.that(f"`{name}`" in page and name in [handler["name"] for handler in tool.yaml(f"{ROLE}/handlers/main.yml")],
                    f"the handler {name}")


def run(tool):
    machines.author(tool)
    makes_no_exception(tool)
    ansible_lint(tool)
    changelog(tool)
    metadata(tool)
    role(tool)
