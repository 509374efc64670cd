# SPDX-License-Identifier: MIT
"""Machines that grow: processor time and peak memory of a whole report at each size. A report has a constant part, so the
exponent is fitted to what is above the smallest size, once it is as large as the constant part; 1 is linear."""
import json
import math
import pathlib
import sys
import tempfile

import curves
import measure
import trees

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "linear"))
import guests  # noqa: E402

BASE = trees.GUESTS / "xen4.17-pvhvm-linux6.1.guest"
RUNS, TRIES, MOST = 7, 14, 1.1
KIB = 1024
MEMORY = pathlib.Path("/dev/shm")  # 160,000 folders and links are slow to make on a disk
COLUMNS = 1024  # CPUs of the machine whose /proc/interrupts grows
LIMITS = {"both": (10000, 300, 40 * KIB)}  # size, at most ms of processor time, at most KiB


def manifest(kind):
    """A maker of trees from one of the guests of tests/linear."""
    def make(folder, count):
        path = folder.with_suffix(".guest")
        path.write_text(guests.text(BASE.read_text(encoding="utf-8"), kind, count), encoding="utf-8")
        return trees.unfold(path, folder)
    return make


def both_of_xen(guest, count):
    """Disks and interfaces of Xen."""
    guests.vbds(guest, count)
    guests.vifs(guest, count)


def log(folder, size):
    """A kernel log of that many bytes."""
    return trees.fill_log(trees.unfold(BASE, folder), size)


def rows_of(size):
    """Lines of a /proc/interrupts of that many bytes."""
    return max(size // (11 * COLUMNS + 40), 1)


def interrupts(folder, size):
    """/proc/interrupts of that many bytes: event channels of many queues."""
    trees.unfold(BASE, folder)
    numbers = "          7" * COLUMNS
    with open(folder / "proc/interrupts", "w", encoding="ascii") as file:
        file.write(" " * 11 + "".join(f"CPU{n:<8}" for n in range(COLUMNS)) + "\n")
        file.writelines(f"{n:5}:{numbers}   xen-dyn    -event     eth0-q{n}-rx\n" for n in range(rows_of(size)))
    return folder


# name -> what grows, the sizes, how a tree is made, and of (facts, size, facts of the first size) what is counted and what is
# right: the guest has two disks and one interface of its own.
GROWS = {
    "disks": ("disks", (1, 10, 100, 1000, 10000), manifest(guests.vbds),
              lambda facts, size, _: (facts["block"]["count"], size + 2)),
    "interfaces": ("interfaces", (1, 10, 100, 1000, 10000), manifest(guests.vifs),
                   lambda facts, size, _: (facts["net"]["count"], size + 1)),
    "both": ("disks and interfaces each", (1, 10, 100, 1000, 10000), manifest(both_of_xen),
             lambda facts, size, _: ((facts["block"]["count"], facts["net"]["count"]), (size + 2, size + 1))),
    "cpus": ("CPUs", (1, 16, 64, 256, 1024, 4096), manifest(guests.cpus),
             lambda facts, size, _: (facts["timer"]["cpus"], size)),
    "log": ("bytes of kernel log", tuple(16 * KIB * 4 ** n for n in range(6)), log,
            lambda facts, size, first: (unlike(facts, first), [])),
    "interrupts": ("bytes of /proc/interrupts", tuple(50 * KIB * 10 ** n for n in range(3)) + (50 * KIB * KIB,), interrupts,
                   lambda facts, size, _: (facts["irq"]["xen_dyn"], rows_of(size))),
}


def unlike(facts, first):
    """The parts in which two reports differ."""
    return sorted(key for key in {*facts, *first} if facts.get(key) != first.get(key))


def wrong(facts, count, size, first):
    """What is not right about a report, or nothing."""
    bad = {name: plugin["status"] for name, plugin in facts["plugins"].items() if plugin["status"] != "ok"}
    if bad:
        return f"plugins: {bad}"
    got, right = count(facts, size, first)
    if got != right:
        return f"got {got}, not {right}"
    if facts["spectrum"] != first["spectrum"]:
        return f"verdicts: {facts['spectrum']}"
    return ""


def judged(run, path, count, size, first):
    """The facts of one report, and what is not right about it."""
    if run.status:
        return None, f"exit status {run.status}"
    facts = json.loads(path.read_text(encoding="utf-8"))
    return facts, wrong(facts, count, size, first or facts)


def costs(argv, prints, count, size, first):
    """Facts, least processor time, highest peak, and what is wrong: of the reports that are right, since one that was cut
    short is cheap. On a busy machine, a plugin's time may be over before it has had the processor."""
    right, problems, facts = [], [], None
    while len(right) < RUNS and len(right) + len(problems) < TRIES:
        run = measure.Run(argv, prints=str(prints))
        facts, problem = judged(run, prints, count, size, first)
        (problems if problem else right).append((run.processor, problem))
    least = min(right or problems)[0]
    said = f"{len(problems)} of {len(right) + len(problems)} reports: {problems[-1][1]}" if problems else ""
    return facts, (size, least, max(measure.peak(argv) for _ in range(3)), said, not right)


def grow(program, what, sizes, make, count):
    """[(size, milliseconds, KiB, what was wrong, was it always)]."""
    found, first = [], None
    for size in sizes:
        with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
            tree = make(pathlib.Path(folder) / "tree", size)
            argv = [str(program), "facts", "--format", "json", "--root", str(tree)]
            facts, point = costs(argv, pathlib.Path(folder) / "facts", count, size, first)
            first = first or facts
            found.append(point)
        print(f"  {size:>10,} {what}: {point[1]:8.2f} ms, {point[2]:>8,} KiB {point[3]}", flush=True)
    return found


def exponent(points):
    """The slope of a curve in logarithms, of [(size, cost)] in ascending order; None if it hardly grows."""
    (first, constant), *rest = points
    above = [(math.log(size - first), math.log(cost - constant)) for size, cost in rest if cost > 2 * constant]
    if len(above) < 2:
        return None
    middle_x, middle_y = (sum(column) / len(above) for column in zip(*above))
    return sum((x - middle_x) * (y - middle_y) for x, y in above) / sum((x - middle_x) ** 2 for x, _ in above)


def row(name, what, found):
    """A line of the table, and whether all in it is as promised. A size at which no report was right is not on the curve."""
    good = [point for point in found if not point[4]]
    fits = [exponent([(point[0], point[which]) for point in good]) for which in (1, 2)]
    size, ms, kib = LIMITS.get(name, (good[-1][0], math.inf, math.inf))
    last = good[-1]
    wrongs = [f"{point[0]:,}: {point[3]}" for point in found if point[4]]
    wrongs += [f"exponent {fit:.2f}" for fit in fits if fit and fit > MOST]
    wrongs += [f"{last[1]:.0f} ms, at most {ms}"] if last[0] == size and last[1] > ms else []
    wrongs += [f"{last[2]:,} KiB, at most {kib:,}"] if last[0] == size and last[2] > kib else []
    shown = [f"{fit:.2f}" if fit else "–" for fit in fits]
    notes = [f"{point[0]:,}: {point[3]}" for point in good if point[3]]
    said = "; ".join(([f"**MISSED**: {'; '.join(wrongs)}"] if wrongs else ["ok"]) + notes)
    return f"| {found[0][0]:,} to {last[0]:,} {what} | {good[0][1]:.1f} to {last[1]:.1f} | {shown[0]} " \
           f"| {good[0][2]:,} to {last[2]:,} | {shown[1]} | {said} |", not wrongs


def measured(build):
    """The lines for the page, the curves, and whether all is as promised."""
    lines = [f"Measured {measure.machine()}.", "", "| what grows | processor ms | exponent | peak KiB | exponent | |",
             "|---|--:|--:|--:|--:|---|"]
    all_hold, curves_of = True, []
    for name, (what, sizes, make, count) in GROWS.items():
        found = grow(build / "xenfacts", what, sizes, make, count)
        line, holds = row(name, what, found)
        lines.append(line)
        all_hold = all_hold and holds
        curves_of.append((what, [point for point in found if not point[4]]))
    print("\n".join(["", *lines]))
    return lines, curves.draw(curves_of), all_hold
