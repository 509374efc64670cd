# SPDX-License-Identifier: MIT
"""The order of folders, for tests/check-source: a file may include and call what stands in its own folder or in one
before it; no two headers may include each other and no two C files call each other, not even through others.

The order is one line of docs/ARCHITECTURE.md, so what people read is what is enforced. To name a function or a table
that another C file defines is to call it. Folders that the line does not name may hold no C.
"""
import os
import re

MOST_FILES = 20  # C files in a folder
ORDER = re.compile(r"^Order of folders: (.+)$", re.M)


def read_order(root):
    """Folders in their order; [] where the document has no such line."""
    try:
        with open(os.path.join(root, "docs/ARCHITECTURE.md"), encoding="utf-8") as file:
            found = ORDER.search(file.read())
    except OSError:
        return []
    return re.findall(r"`([^`]+)`", found.group(1)) if found else []


def rank(order, path):
    """Place of a file's folder, which may be a folder within one of the order; None: it has none."""
    folder = os.path.dirname(path)
    while folder:
        if folder in order:
            return order.index(folder)
        folder = os.path.dirname(folder)
    return None


class File:
    """What one C file includes, which functions and objects it defines, and what it names."""

    def __init__(self, path, includes, defined, static, named):
        self.path, self.includes, self.defined, self.static, self.named = path, includes, defined, static, named


class Graph:
    """Who needs whom. `files`: File of each C file of the tree; messages go to say(path, line, message)."""

    def __init__(self, root, files, say):
        self.root, self.files, self.say = root, files, say
        self.order = read_order(root)
        self.home = {name: file.path for file in files for name in file.defined if name not in file.static
                     and not file.path.startswith("tests/")}
        self.needs = {}

    def check(self):
        if not self.order:
            self.say("docs/ARCHITECTURE.md", 1, "no line \"Order of folders: `...` `...`\"")
            return
        for file in self.files:
            mine = rank(self.order, file.path)
            if mine is None:
                self.say(file.path, 1, "its folder is not in the order of folders (docs/ARCHITECTURE.md)")
                continue
            self.included(file, mine)
            self.called(file, mine)
            self.named_for_its_folder(file)
        self.circles()
        self.crowds()

    def need(self, file, other):
        if file.path != other:
            self.needs.setdefault(file.path, set()).add(other)

    def included(self, file, mine):
        for line, name in file.includes:
            target = name[1:-1]
            if name.startswith("<"):
                if os.path.exists(os.path.join(self.root, target)):
                    self.say(file.path, line, f"{name} is ours, and belongs into quotes")
                continue
            if not os.path.isfile(os.path.join(self.root, target)):
                self.say(file.path, line, f"{name} is no path from the repository's root")
                continue
            theirs = rank(self.order, target)
            if theirs is None or theirs > mine:
                self.say(file.path, line, f"includes {name}, whose folder is a later one")
            self.need(file, target)

    def called(self, file, mine):
        for line, name in file.named:
            home = self.home.get(name)
            if not home or name in file.static or home == file.path:
                continue
            if rank(self.order, home) > mine:
                self.say(file.path, line, f"calls {name} of {home}, whose folder is a later one")
            self.need(file, home)

    def named_for_its_folder(self, file):
        """What others can call is named for its folder, in core/util for its file. Installed headers own xf_; their
        functions are in core/probe. Tables that a program finds by name begin with xenfacts_."""
        folder = os.path.dirname(file.path)
        if not file.path.endswith(".c") or not folder.startswith(("core/", "facts")):
            return
        word = os.path.basename(file.path)[:-2] if folder == "core/util" else os.path.basename(folder).rstrip("s")
        allowed = f"{word}s?_|xenfacts_|main$" + ("|xf_" if folder == "core/probe" else "")
        for name in sorted(file.defined - file.static):
            if not re.match(allowed, name):
                self.say(file.path, 1, f"{name} does not begin with {word}_")

    def circles(self):
        for circle in strongly_connected(self.needs):
            self.say(min(circle), 1, "a circle of files that need each other: " + ", ".join(sorted(circle)))

    def crowds(self):
        count = {}
        for file in self.files:
            if file.path.endswith(".c") and not file.path.startswith("tests/"):
                folder = os.path.dirname(file.path)
                count[folder] = count.get(folder, 0) + 1
        for folder, number in count.items():
            if number > MOST_FILES:
                self.say(folder, 1, f"{number} C files in a folder, more than {MOST_FILES}")


def strongly_connected(needs):
    """Sets of two and more files that reach each other (Tarjan)."""
    index, low, stack, found = {}, {}, [], []

    def visit(file):
        index[file] = low[file] = len(index)
        stack.append(file)
        for other in sorted(needs.get(file, ())):
            if other not in index:
                visit(other)
                low[file] = min(low[file], low[other])
            elif other in stack:
                low[file] = min(low[file], index[other])
        if low[file] == index[file]:
            group = set(stack[stack.index(file):])
            del stack[stack.index(file):]
            if len(group) > 1:
                found.append(group)

    for file in sorted(needs):
        if file not in index:
            visit(file)
    return found
