# SPDX-License-Identifier: MIT
"""What a run does to the machine: it opens each file once, starts no program and loads no libcurl."""
import collections
import os
import re

import measure


def calls(argv, names):
    """Finished system calls as (name, text), those that were interrupted by another process joined."""
    pending = {}
    for line in measure.traced(argv, "-y", "-e", "trace=" + names).splitlines():
        pid, _, text = line.partition(" ")
        text = text.strip()
        if text.endswith("<unfinished ...>"):
            pending[pid] = text[:-len("<unfinished ...>")]
            continue
        again = re.match(r"<\.\.\. \w+ resumed>", text)
        if again:
            text = pending.pop(pid, "") + text[again.end():]
        name = re.match(r"\w+", text)
        if name and " = " in text:
            yield name.group(), text


def openings(argv):
    """How often each file was opened for reading. Left out: O_PATH handles, which read nothing; the loader's
    cache, which ld.so drops after start-up and opens again for a module's library; and the second opening of a
    plugin's file, which is looked into before the loader may run its code."""
    count = collections.Counter()
    for _, text in calls(argv, "?open,openat,openat2"):
        found = re.search(r"\) += \d+<(.*?)>$", text)
        if found and "O_PATH" not in text and found.group(1) != "/etc/ld.so.cache":
            count[found.group(1)] += 1
    count.subtract(path for path in count if os.path.basename(os.path.dirname(path)) == "plugins")
    return count


def check(name, facts):
    """Yields (holds, text) of each habit."""
    opened = openings(facts)
    twice = sorted(path for path, count in opened.items() if count > 1)
    yield opened and not twice, f"{name}: {len(opened)} files and folders opened, each once" \
        + (": not " + ", ".join(f"{path} ({opened[path]} times)" for path in twice) if twice else "")
    started = [text for _, text in calls(facts, "execve,execveat") if text.endswith("= 0")]
    yield len(started) == 1, f"{name}: {len(started) - 1} programs started, no shell"
    yield not [path for path in opened if "libcurl" in path], f"{name}: libcurl is not loaded"
