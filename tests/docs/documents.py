# SPDX-License-Identifier: MIT
"""For the Python halves of the tests beside this file: which documents there are, what the program says of itself."""
import json
import re
import shlex
import subprocess

from kit import checks
from kit.xenfacts import PROGRAM, SOURCE


def agree(what, got, wanted):
    """Checks that two sets are equal, and not empty; tells the difference both ways."""
    got, wanted = set(got), set(wanted)
    checks.that(got and got == wanted, f"{what}: only here {sorted(got - wanted)}, only there {sorted(wanted - got)}")


def output(*arguments):
    """What the program prints; it must succeed, and without a word on standard error."""
    done = subprocess.run([PROGRAM, *arguments], cwd=SOURCE, capture_output=True, text=True, check=False)
    checks.that(done.returncode == 0 and not done.stderr,
                f"xenfacts {shlex.join(arguments)} fails: {done.stderr.strip()}")
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


def markdown():
    """All Markdown of the repository, without what was built and what belongs to a folder of git."""
    return sorted(path for path in SOURCE.rglob("*.md")
                  if not {"build", ".git"} & set(path.relative_to(SOURCE).parts))
