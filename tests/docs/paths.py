# SPDX-License-Identifier: MIT
"""Every relative link of a Markdown file leads somewhere, to a heading too if it names one; every path of this
repository that such a file names is there. A part in capitals (NAME, FILE) stands for any, as * does."""
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import documents  # noqa: E402
from kit import checks, xenfacts  # noqa: E402

LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.*)$", re.M)
CODE = re.compile(r"^```.*?^```$", re.M | re.S)
TOP = sorted(path.name for path in xenfacts.SOURCE.iterdir() if path.name not in (".git", "build"))
NAMED = re.compile(r"(?<![\w./-])(?:\./)?((?:" + "|".join(map(re.escape, TOP)) + r")/[\w.*{},/+-]*[\w*}/])")


def anchors(path):
    """The anchors that GitHub and others make of the headings."""
    text = CODE.sub("", path.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in HEADING.findall(text)}


def check_link(path, target):
    name, _, anchor = target.partition("#")
    there = path.parent / name if name else path
    checks.that(there.exists(), f"{path}: the link {target} leads nowhere")
    if anchor and there.exists():
        checks.that(anchor in anchors(there), f"{path}: {target}: there is no such heading")


def spread(name):
    """a.{b,c} is a.b and a.c."""
    braces = re.search(r"\{([^{}]*)\}", name)
    if not braces:
        return [name]
    return [one for word in braces[1].split(",") for one in spread(name[:braces.start()] + word + name[braces.end():])]


def check_path(path, name):
    for one in spread(name):
        pattern = re.sub(r"\b[A-Z]{2,}\b(?!\.md)", "*", one.rstrip("/"))
        checks.that(any(xenfacts.SOURCE.glob(pattern)), f"{path}: there is no {one}")


for document in documents.markdown():
    content = document.read_text(encoding="utf-8")
    for link in LINK.findall(CODE.sub("", content)):
        if not re.match(r"[a-z]+:", link):
            check_link(document, link)
    for mention in sorted(set(NAMED.findall(content))):
        check_path(document, mention)
# Comments in the code refer to documents too.
for folder in ("core", "facts", "plugins", "tests", "docs"):
    for source in sorted((xenfacts.SOURCE / folder).rglob("*")):
        if source.is_file() and source.suffix in (".c", ".h", ".sh", ".py", ".7", ".1", ".3", ".5", ".txt", ""):
            code = source.read_text(encoding="utf-8", errors="replace")
            for mention in sorted(set(re.findall(r"\bdocs/[A-Za-z]+\.md\b", code))):
                check_path(source, mention)
sys.exit(checks.finish())
