# SPDX-License-Identifier: MIT
"""What a command costs: the whole process with its children, its output thrown away. Times come from the clock and are noisy;
the other figures hardly are."""
import collections
import os
import pathlib
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

REPEATED, TRACED = 31, 3  # memory varies by some percent, page faults by one or two, system calls hardly


def machine():
    """Where and when, and how busy it is, which the times depend on."""
    names = re.findall(r"^model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.M)
    return f"on {time.strftime('%Y-%m-%d')}, {len(names)} × {names[0] if names else platform.machine()}, " \
           f"Linux {platform.release()}, load {os.getloadavg()[0]:.1f}"


def tool(name):
    """The path of a program, or None."""
    return shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")


def needed(name):
    """The path of a program without which nothing can be measured."""
    return tool(name) or sys.exit(f"bench: {name} is missing: run ./dev bench, which installs it")


class Run:
    """One run of a command: milliseconds from spawn to reaped and of the processors, page faults, exit status."""

    def __init__(self, argv, environment=None, prints="/dev/null"):
        null = [(os.POSIX_SPAWN_OPEN, fd, path, flags, 0o600)
                for fd, path, flags in ((0, "/dev/null", os.O_RDONLY), (1, prints, os.O_WRONLY | os.O_CREAT | os.O_TRUNC),
                                        (2, "/dev/null", os.O_WRONLY))]
        start = time.perf_counter()
        pid = os.posix_spawn(argv[0], argv, environment or os.environ, file_actions=null)
        _, status, usage = os.wait4(pid, 0)
        self.elapsed = (time.perf_counter() - start) * 1000
        self.processor = (usage.ru_utime + usage.ru_stime) * 1000
        self.faults = usage.ru_minflt + usage.ru_majflt
        self.status = os.waitstatus_to_exitcode(status)


def interleaved(rounds, commands):
    """{name: runs} of {name: (command, every how many rounds)}: one of each in turn, so that a noisy moment hits all alike."""
    runs = collections.defaultdict(list)
    for argv, _ in commands.values():
        Run(argv)  # fills the caches
    for number in range(rounds):
        for name, (argv, every) in commands.items():
            if number % every == 0:
                runs[name].append(Run(argv))
    return runs


def peak(argv, environment=None):
    """Peak resident KiB of the largest process of a command. GNU time starts it from a small process: what a child of Python
    reports is Python's own size, which exec(2) hands down."""
    done = subprocess.run([needed("time"), "-q", "-f", "%M", *argv], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                          text=True, env=environment, check=False)
    return int(done.stderr.split()[-1])


def traced(argv, *options, environment=None):
    """What strace writes about a command and all its children."""
    with tempfile.NamedTemporaryFile("r") as log:
        subprocess.run([needed("strace"), "-f", "-qq", "-o", log.name, *options, "--", *argv], stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, env=environment, check=False)
        return log.read()


def system_calls(argv, environment=None):
    """How many of them a command and all its children make."""
    last = traced(argv, "-c", "-U", "calls,name", environment=environment).strip().splitlines()[-1].split()
    if last[-1] != "total":
        sys.exit("bench: strace counts nothing: may this user trace processes?")
    return int(last[0])


def instructions(argv, environment=None):
    """Instructions in user mode, counted by valgrind: the same number in each run."""
    done = subprocess.run([needed("valgrind"), "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null", "--",
                           *argv], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=environment, check=False)
    found = re.findall(r"I\s+refs:\s+([\d,]+)", done.stderr)
    if done.returncode or not found:
        sys.exit(f"bench: valgrind counts nothing of {argv}:\n{done.stderr}")
    return sum(int(number.replace(",", "")) for number in found)


def counted(argv, same_in_process, environment=None):
    """The figures that noise cannot touch, of a command and of the same command whose plugins run in the process itself: a
    worker is confined, and valgrind would be too."""
    return {"instructions": instructions(same_in_process, environment),
            "system_calls": statistics.median_low(system_calls(argv, environment) for _ in range(TRACED)),
            "page_faults": statistics.median_low(Run(argv, environment).faults for _ in range(REPEATED)),
            "peak_kib": statistics.median_low(peak(argv, environment) for _ in range(REPEATED))}
