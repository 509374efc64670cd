# SPDX-License-Identifier: MIT
"""What contributors and hosting sites expect is there and true: CHANGELOG.md knows the version, documents and issue
templates name commands that exist, the CI files run `./dev test` and nothing else, all YAML parses, and what is one file
under two names still is."""
import os
import pathlib
import re
import subprocess
import sys

import yaml

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import documents  # noqa: E402
from kit import checks  # noqa: E402

SOURCE = pathlib.Path(os.environ["XF_SOURCE_DIR"])  # what is judged: a spoilt copy of the tree, in the test of this test

FOR_PEOPLE = ["CONTRIBUTING.md", "SECURITY.md", ".github/ISSUE_TEMPLATE/wrong-report.yml",
              ".github/ISSUE_TEMPLATE/feature.yml", ".gitlab/issue_templates/wrong-report.md"]
CODE = re.compile(r"^```\n(.*?)^```$|`([^`\n]+)`", re.M | re.S)
LINKS = {"integrations/salt/LICENSE": "../../LICENSE",
         "integrations/salt/_grains/xenfacts.py": "../src/saltext/xenfacts/grains/xenfacts.py",
         **{f"integrations/salt/_{kind}/xenfacts_mod.py": f"../src/saltext/xenfacts/{kind}/xenfacts_mod.py"
            for kind in ("modules", "states", "beacons")}}
FIELDS = {"markdown", "textarea", "input", "dropdown", "checkboxes"}  # of GitHub's issue forms
WORK = re.compile(r"\./dev\b|\.ci/|\btests/|\bcmake\b|\bctest\b")     # what a CI file may do by `./dev test` only


def read(name):
    return (SOURCE / name).read_text(encoding="utf-8")


def check_yaml():
    """All YAML of the repository parses, that of the integrations too."""
    found = [path for suffix in ("yml", "yaml") for path in SOURCE.rglob(f"*.{suffix}")
             if not {"build", ".git"} & set(path.relative_to(SOURCE).parts)]
    for path in found:
        try:
            wrong = None
            list(yaml.safe_load_all(path.read_text(encoding="utf-8")))
        except yaml.YAMLError as error:
            wrong = error
        checks.that(not wrong, f"{path} is no YAML: {wrong}")


def check_changelog():
    """The version of CMake is the newest release, or the one that Unreleased announces."""
    version = re.search(r"^project\(xenfacts VERSION (\S+)", read("CMakeLists.txt"), re.M)[1]
    sections = re.split(r"^## (.*)\n", read("CHANGELOG.md"), flags=re.M)
    bodies = dict(zip(sections[1::2], sections[2::2]))
    unreleased = bodies.pop("[Unreleased]", "")
    releases = [re.fullmatch(r"\[(\d+)\.(\d+)\.(\d+)\] - \d{4}-\d\d-\d\d", heading) for heading in bodies]
    checks.that(all(releases), f"CHANGELOG.md: a heading is neither [Unreleased] nor a release: {list(bodies)}")
    numbers = [tuple(map(int, release.groups())) for release in releases if release]
    checks.that(numbers == sorted(set(numbers), reverse=True), "CHANGELOG.md: releases are not newest first")
    now = tuple(map(int, version.split(".")))
    announced = re.search(rf"(?<![\w.]){re.escape(version)}(?![\w.]*\w)", unreleased) and now > max(numbers, default=())
    checks.that(numbers[:1] == [now] or announced,
                 f"CHANGELOG.md: {version} is neither the newest release nor announced by [Unreleased]")


def commands(text):
    """The command lines of a document: lines of fenced blocks, and spans of code."""
    spans = [line for block, span in CODE.findall(text) for line in (block or span).splitlines()]
    return [span.split("#")[0].strip().removeprefix("sudo ") for span in spans]


def known():
    """{first word: the second words that it takes} of our two commands."""
    helped = re.findall(r"^  ([a-z]+) {2,}", documents.output("--help").partition("\nCommands:\n")[2], re.M)
    usage = subprocess.run([SOURCE / "dev", "--help"], capture_output=True, text=True, check=True).stdout
    options = re.findall(r"--[a-z-]+", documents.output("--help"))
    return {"xenfacts": {*helped, *options}, "./dev": set(re.findall(r"^  ([a-z]+)\s", usage, re.M))}


def check_commands():
    words = known()
    for name in FOR_PEOPLE:
        for command in commands(read(name)):
            first, _, rest = command.partition(" ")
            if first in words and rest:
                checks.that(rest.split()[0] in words[first], f"{name}: there is no `{command}`")
            elif "/" in first and re.fullmatch(r"(?!build/)[\w./-]+[\w-]", first):
                checks.that((SOURCE / first).exists(), f"{name}: there is no {first}")


def check_templates():
    for name in FOR_PEOPLE[2:]:
        checks.that("`sudo xenfacts record machine.txt`" in read(name), f"{name} does not ask for a record")
    for path in sorted((SOURCE / ".github/ISSUE_TEMPLATE").glob("*.yml")):
        form = yaml.safe_load(path.read_text(encoding="utf-8"))
        checks.that({"name", "description", "body"} <= set(form), f"{path} lacks a name, a description or a body")
        identities = [field["id"] for field in form["body"]]
        checks.that(len(set(identities)) == len(identities), f"{path}: an id stands twice")
        for field in form["body"]:
            checks.that(field["type"] in FIELDS and field["attributes"].get("label"),
                         f"{path}: {field['id']} is no field of a form")


def check_ci():
    """Both CI files run `./dev test` as their only work: in Debian 12, for at most 90 minutes."""
    github, gitlab = (yaml.safe_load(read(name)) for name in (".github/workflows/test.yml", ".gitlab-ci.yml"))
    job = github["jobs"]["test"]
    lines = {"GitHub": "\n".join(step.get("run", "") for step in job["steps"]).splitlines(),
             "GitLab": [*gitlab["test"].get("before_script", []), *gitlab["test"]["script"]]}
    for site, run in lines.items():
        checks.that([line.strip() for line in run if WORK.search(line)] == ["./dev test"],
                     f"{site} does not run ./dev test alone: {run}")
    checks.that({job["container"]["image"], gitlab["test"]["image"]} == {"debian:12"}, "CI does not use debian:12")
    limits = job["timeout-minutes"], gitlab["test"]["timeout"]
    checks.that(limits == (90, "90 minutes"), f"CI's limit is not 90 minutes but {limits}")
    checks.that(github["permissions"] == {"contents": "read"} and "permissions" not in job,
                 "GitHub's job may do more than read")
    for action in (step["uses"] for step in job["steps"] if "uses" in step):
        checks.that(re.search(r"@[0-9a-f]{40}$", action), f"{action} is not pinned by commit")


def check_hooks():
    for repository in yaml.safe_load(read(".pre-commit-config.yaml"))["repos"]:
        checks.that(repository["repo"] == "local", f"pre-commit downloads {repository['repo']}")
        for hook in repository["hooks"]:
            checks.that(os.access(SOURCE / hook["entry"], os.X_OK), f"pre-commit: cannot run {hook['entry']}")


def check_links():
    """A copy in place of a link, as `sed -i` makes one, would keep its words when the original changes."""
    for name, target in LINKS.items():
        path = SOURCE / name
        checks.that(path.is_symlink() and os.readlink(path) == target, f"{name} is not a symbolic link to {target}")


check_yaml()
check_changelog()
check_commands()
check_templates()
check_ci()
check_hooks()
check_links()
sys.exit(checks.finish())
