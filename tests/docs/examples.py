# SPDX-License-Identifier: MIT
"""A fenced block behind the comment `<!-- output of: COMMAND -->` is what that command prints now, run in the
repository's root with the program of this build. A first line "$ ..." in the block is the prompt and not compared."""
import pathlib
import re
import shlex
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import documents  # noqa: E402
from kit import checks, xenfacts  # noqa: E402

EXAMPLE = re.compile(r"<!-- output of: (.*?) -->\n\s*```[a-z]*\n(.*?)^```$", re.M | re.S)
MARK = re.compile(r"<!-- output of:")
PLACEHOLDER = re.compile(r"<!-- lead:.*?-->")
SAME_EVERYWHERE = {"--guest", "--help", "list", "decode"}  # what does not look at this machine


def is_the_same_everywhere(words):
    return SAME_EVERYWHERE & set(words) or (words[1] in ("diff", "fleet") and all(w.endswith(".guest") for w in words[2:]))


def check_example(where, command, wanted):
    words = shlex.split(command)
    if not re.fullmatch(r"(build/\w+/)?xenfacts", words[0]):
        checks.that(False, f"{where}: {command}: only xenfacts is run")
        return
    if not is_the_same_everywhere(words):
        checks.that(False, f"{where}: {command}: its output depends on the machine; use --guest")
        return
    done = subprocess.run([xenfacts.PROGRAM, *words[1:]], cwd=xenfacts.SOURCE, capture_output=True, text=True,
                          check=False)
    if wanted.startswith("$ "):
        wanted = wanted.partition("\n")[2]
    checks.that(done.stdout == wanted, f"{where}: {command} prints\n{done.stdout}{done.stderr}")


found = {}
for path in documents.markdown():
    text, where = path.read_text(encoding="utf-8"), str(path.relative_to(xenfacts.SOURCE))
    examples = EXAMPLE.findall(text)
    found[where] = len(examples)
    checks.that(len(examples) == len(MARK.findall(text)), f"{where}: a mark without a fenced block behind it")
    for placeholder in PLACEHOLDER.findall(text):
        checks.that(False, f"{where}: still to be written: {placeholder}")
    for command, wanted in examples:
        check_example(where, command, wanted)
checks.that(found.get("README.md", 0) > 0, "README.md shows no output that is compared")
sys.exit(checks.finish())
