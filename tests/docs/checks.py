# SPDX-License-Identifier: MIT
"""For the Python halves of the tests beside this file: counting, comparing, and where things are."""
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys

SOURCE = pathlib.Path(os.environ["XF_SOURCE_DIR"])
BUILD = pathlib.Path(os.environ["XF_BUILD_DIR"])
PROGRAM = str(BUILD / "xenfacts")
PASSED, FAILED = [], []


def check(holds, what):
    """One check; `what` is the complaint."""
    (PASSED if holds else FAILED).append(what)
    if not holds:
        print(f"FAILED: {what}")


def same(what, got, wanted):
    """Two sets that must be equal; tells the difference both ways."""
    got, wanted = set(got), set(wanted)
    check(got and got == wanted, f"{what}: only here {sorted(got - wanted)}, only there {sorted(wanted - got)}")


def output(*arguments):
    """What the program prints; it must succeed, and without a word on standard error."""
    done = subprocess.run([PROGRAM, *arguments], cwd=SOURCE, capture_output=True, text=True, check=False)
    check(done.returncode == 0 and not done.stderr, f"xenfacts {shlex.join(arguments)} fails: {done.stderr.strip()}")
    return done.stdout


def reports():
    """{name: report} of every guest, as the program makes it now; tests/cli/guests.sh holds them against what is expected."""
    guests = sorted((SOURCE / "tests/guests").glob("*.guest"))
    return {path.stem: json.loads(output("facts", "--guest", str(path))) for path in guests}


def promises(plugin):
    """What `plugin check` prints of one: its facts as {key: (type, strength, sentence)}, and its reads."""
    text = output("plugin", "check", str(plugin))
    facts, reads = text.partition("\nFacts:\n")[2].split("\nReads:\n")
    found = re.findall(r"^  (\S+) \((\w+), (\w+)\): (.*)$", facts, re.M)
    return {key: rest for key, *rest in found}, [line.strip() for line in reads.partition("\n\n")[0].splitlines()]


def documents():
    """All Markdown of the repository, without what was built and what belongs to a folder of git."""
    return sorted(path for path in SOURCE.rglob("*.md")
                  if not {"build", ".git"} & set(path.relative_to(SOURCE).parts))


def finish():
    """Prints the counts; a test that checked nothing fails too."""
    print(f"{os.path.basename(sys.argv[0])}: {len(PASSED)} passed, {len(FAILED)} failed")
    sys.exit(1 if FAILED or not PASSED else 0)
