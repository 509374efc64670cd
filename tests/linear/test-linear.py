#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Work is linear in what there is: counts the instructions of a command for a guest with n, 2n and 4n disks, interfaces,
log lines and so on. What the second doubling costs more than the first must not be much more than twice as much: it is
twice for what is linear, a little more with a logarithm, and four times for a square. The count is valgrind's, so no
clock and no other process on the machine has a part in it."""
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))  # tests/

import guests  # noqa: E402
from kit import checks, xenfacts  # noqa: E402

MOST = 2.1  # what is linear or n log n measures 1.97 to 2.04; a square that is a fiftieth of it at n is found
PROGRAM = [xenfacts.BUILD / "in-process"]
MANY = ["--plugin-dir", xenfacts.BUILD / "tests/linear-plugins"]
COUNTED = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null", "--"]

FACTS = ["facts", "--format", "flat"]
OTHERS = (["facts", "--format", "json"], ["facts", "--format", "yaml"], ["facts", "--format", "text"],
          ["facts", "--format", "prometheus"], ["report"], ["explain"], ["explain", "block"],
          ["explain", "block.drivers"], ["explain", "--format", "json", "block"], ["check"], ["is", "pvhvm"],
          ["record", "-"])

# What grows, n, and the command. Every kind of guest once; every command with what makes most facts.
CASES = [(kind, 100, FACTS) for kind in guests.KINDS]
CASES += [(guests.drivers, 100, command) for command in OTHERS]
CASES += [(guests.vbds, 100, [*MANY, *command]) for command in (
    FACTS, ["facts", "--format", "prometheus"], ["explain", "many"], ["explain", "--format", "json", "many"])]
CASES += [(guests.denied, 100, ["report"]), (guests.config, 1000, ["config", "check"])]


def counted(kind, count, command):
    """Instructions of one command."""
    name = pathlib.Path(f"{kind.__name__}-{count}")
    if kind is guests.config:
        arguments = [*command, name]
    else:
        arguments = ["--guest", name, *command]
    done = subprocess.run([*COUNTED, *PROGRAM, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                          text=True, check=False)
    found = re.findall(r"I\s+refs:\s+([\d,]+)", done.stderr)  # one for each process
    if done.returncode not in (0, 1, 4) or not found:
        raise RuntimeError(f"{arguments}: exit status {done.returncode}\n{done.stderr}")
    return sum(int(number.replace(",", "")) for number in found)


def write(kind, count):
    base = xenfacts.guest_file("pvhvm").read_text(encoding="utf-8")
    pathlib.Path(f"{kind.__name__}-{count}").write_text(guests.text(base, kind, count), encoding="utf-8")


def main():
    sizes = [(kind, n * times) for kind, n, _ in CASES for times in (1, 2, 4)]
    for kind, count in sorted(set(sizes), key=str):
        write(kind, count)
    with concurrent.futures.ThreadPoolExecutor(min(2, os.cpu_count())) as pool:
        runs = [[pool.submit(counted, kind, n * times, command) for times in (1, 2, 4)] for kind, n, command in CASES]
        for (kind, n, command), counts in zip(CASES, runs):
            once, twice, four = (count.result() for count in counts)
            growth = (four - twice) / (twice - once)
            what = f"{kind.__name__:8} {' '.join(map(str, command[2:] if command[0] == MANY[0] else command))}"
            print(f"{growth:5.2f} {what:44} {once:>13,} {twice:>13,} {four:>13,}", flush=True)
            checks.that(growth < MOST, f"{what}: at {n}, {2 * n} and {4 * n}: {growth:.2f}")
    return checks.finish()


if __name__ == "__main__":
    sys.exit(main())
