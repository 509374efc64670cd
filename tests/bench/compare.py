# SPDX-License-Identifier: MIT
"""xenfacts beside its peers, in one run, interleaved: a table, and the goals as ratios. A ratio of times is noisy, so one that is
missed is said and does not fail; the medians and the first deciles are both there, since other work only ever adds time."""
import pathlib
import statistics
import tempfile

import measure
import peers
import trees

OURS = {"no_xen": "no Xen (this machine)", "pvhvm": "PVHVM tree, log of 26 KB",
        "pvhvm_long_log": "PVHVM tree, log of 256 KB", "dom0": "dom0 tree"}

# What, at most how much, of which peer.
GOALS = (("no_xen", 0.65, "lscpu"), ("pvhvm", 1.0, "lscpu"), ("pvhvm_long_log", 1.2, "lscpu"), ("dom0", 1.0, "lscpu"),
         ("no_xen", 1 / 20, "virt-what"), ("no_xen", 1 / 150, "facter virtual"))

HEAD = """| command | median ms | × `lscpu` | first decile ms | × `lscpu` | system calls | page faults | peak KiB | instructions |
|---|--:|--:|--:|--:|--:|--:|--:|--:|"""


def commands(program, folder, captured):
    """{case: command of xenfacts}."""
    for name, tree in trees.make(folder, captured).items():
        yield name, [program, "facts", "--format", "json", *(["--root", str(tree)] if name != "no_xen" else [])]


def row(name, times, peer, figures):
    """A line of the table; a dash is what was not measured."""
    cells = [f"`{name}`" if name not in OURS else f"**xenfacts**: {OURS[name]}"]
    for value, base in zip(times, peer):
        cells += [f"{value:.2f}", f"{value / base:.2f}"]
    cells += [f"{figures[what]:,}" if what in figures else "–"
              for what in ("system_calls", "page_faults", "peak_kib", "instructions")]
    return "| " + " | ".join(cells) + " |"


def times_of(runs):
    """Median and first decile of the milliseconds."""
    elapsed = sorted(run.elapsed for run in runs)
    return statistics.median(elapsed), elapsed[len(elapsed) // 10]


def figures_of(name, argv, build):
    """The figures beside the times: all for xenfacts; for a quick peer, all but the instructions."""
    if name in OURS:
        return measure.counted(argv, [build / "in-process", *argv[1:]])
    return {"system_calls": measure.system_calls(argv), "peak_kib": measure.peak(argv)}


def measured(build, options, folder):
    """{name: (times, figures)}, and notes; a peer that is missing has its reason in place of times."""
    folder = pathlib.Path(folder)
    ours = dict(commands(build / "xenfacts", folder, options.captured))
    quick, slow = peers.quick(), peers.slow(folder / "salt") if options.slow_rounds else {}
    every = max(options.rounds // max(options.slow_rounds, 1), 1)
    chosen = {name: (argv, 1) for name, argv in {**ours, **quick}.items() if isinstance(argv, list)}
    chosen |= {name: (argv, every) for name, argv in slow.items() if isinstance(argv, list)}
    runs = measure.interleaved(options.rounds, chosen)
    found = {}
    for name in {**quick, **ours, **slow}:
        if name not in runs:
            found[name] = quick.get(name) or slow[name], {}
            continue
        figures = figures_of(name, chosen[name][0], build) if name not in slow else {}
        found[name] = times_of(runs[name]), {"page_faults": statistics.median_low(run.faults for run in runs[name]), **figures}
    notes = [f"- note: `{name}` ended with exit status {status}" for name in runs
             for status in sorted({run.status for run in runs[name]} - {0})]
    return found, notes


def goals(found):
    """Yields a sentence for each goal."""
    for name, most, peer in GOALS:
        if peer not in found or isinstance(found[peer][0], str):
            yield f"- not measured: {OURS[name]}, against `{peer}`"
            continue
        (median, decile), (median_peer, decile_peer) = found[name][0], found[peer][0]
        ratio, wanted = median / median_peer, f"{most:.2f}" if most > 0.1 else f"1/{1 / most:.0f}"
        shown = (f"{ratio:.2f}", f"{decile / decile_peer:.2f}") if most > 0.1 else \
            (f"1/{1 / ratio:.0f}", f"1/{decile_peer / decile:.0f}")
        yield f"- {'ok' if ratio <= most else '**MISSED**'}: {OURS[name]}: {shown[0]} × `{peer}` " \
              f"(first deciles: {shown[1]}), at most {wanted}"


def table(build, options):
    """The lines to print, and to write."""
    with tempfile.TemporaryDirectory() as folder:
        found, notes = measured(build, options, folder)
    source = "captured trees" if options.captured else "recorded guests as trees"
    lines = [f"Measured {measure.machine()}: {options.rounds} rounds, {options.slow_rounds} of what takes a second or more; {source}.",
             "", HEAD]
    peer = found["lscpu"][0]
    lines += [row(name, times, peer, figures) if not isinstance(times, str) else f"| `{name}` |" + " – |" * 8
              for name, (times, figures) in found.items()]
    lines += ["", *goals(found), *notes]
    lines += [f"- missing: `{name}`: {times}" for name, (times, _) in found.items() if isinstance(times, str)]
    return lines
