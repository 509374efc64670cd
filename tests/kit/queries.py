# SPDX-License-Identifier: MIT
"""Fleet queries: which of the bundled guests each query of a page selects.

A page lists its queries in tables whose last column is "which machines"; those that need more facts than the profile slim
has are in tables of their own. PROMISES says what each of these sentences means, in Python, of the facts that
tests/guests expects. No query language takes part in that, and for a problem it
reads the facts that the problem rests on. A suite has the real tool answer each query, all guests being its fleet, and
calls `check`.
"""
import functools
import re

from guests import expected

from . import checks, page, xenfacts

HEADER = "which machines"
FULL = ", with all facts"  # at the end of a kind: the title of a table of queries that need the profile full
SHOWN = 9  # names of machines in a failure
VERDICTS = ("present", "mode", "domain", *(f"spectrum.{row}" for row in (
    "disk", "network", "interrupts", "timers", "motherboard", "privileged")))


class Facts(dict):
    """The facts of a machine, {key: set of texts}."""

    def of(self, key):
        """The text of a fact that is not a list; "" without it."""
        return next(iter(self.get(key, ())), "")

    def some(self, key):
        """Is that count known, and not 0?"""
        return self.of(key) not in ("", "0")

    def runs(self, *modes):
        """Is it in one of these modes?"""
        return self.of("mode") in modes

    @property
    def guest(self):
        """Is it a domU?"""
        return self.of("domain") == "domU"


PROMISES = {
    "all machines": lambda m: True,
    "dom0s": lambda m: m.of("domain") == "dom0",
    "domUs": lambda m: m.guest,
    "machines that run as PV": lambda m: m.runs("pv"),
    "machines that run as PVH": lambda m: m.runs("pvh"),
    "machines that run as PVHVM": lambda m: m.runs("pvhvm"),
    "machines that run as HVM without PV drivers": lambda m: m.runs("hvm"),
    "machines that run as PV or PVH": lambda m: m.runs("pv", "pvh"),
    "machines that run as PV, PVH or PVHVM": lambda m: m.runs("pv", "pvh", "pvhvm"),
    "machines that run as HVM, with PV drivers or without": lambda m: m.runs("hvm", "hvm_pv_drivers"),
    "domUs that run as PV": lambda m: m.guest and m.runs("pv"),
    "domUs that run as PVH": lambda m: m.guest and m.runs("pvh"),
    "machines whose mode is unknown": lambda m: m.runs("unknown"),
    "machines whose domain is known": lambda m: m.of("domain") != "unknown",

    "domUs with an emulated network card": lambda m: m.guest and m.some("net.emulated"),
    "domUs with an emulated disk": lambda m: m.guest and m.some("block.emulated"),
    "domUs whose eth1 is an emulated card": lambda m: m.guest and m.of("net.interfaces.eth1.kind") == "emulated",
    "machines with emulated timers": lambda m: m.of("spectrum.timers") == "emulated",
    "machines with an emulated interrupt controller": lambda m: m.of("spectrum.interrupts") == "emulated",
    "machines that lack the driver of a vbd or vif": lambda m: m.some("net.unbound") or (
        # in an HVM container, a vbd without a driver beside others is a CD drive
        m.some("block.unbound") and (m.of("spectrum.privileged") == "paravirtual" or not m.some("block.frontends"))),
    "machines with contradictory evidence": lambda m: any(m.of(key) == "conflict" for key in VERDICTS),
    "machines where xenfacts lacks permission": lambda m: m.some("denied_count"),
    "machines with a problem": lambda m: m.some("problem_count"),
    "machines with a report but no problem": lambda m: not m.of("error") and not m.get("problems"),

    "machines whose event channels arrive by callback vector": lambda m: m.of("irq.callback") == "vector",
    # XENFEAT_hvm_callback_vector is bit 8 (include/public/features.h of Xen).
    "machines to which Xen offers the callback vector": lambda m: int(m.of("features.raw") or "0", 16) >> 8 & 1,
    "machines with a disk on xen-blkfront": lambda m: "xen-blkfront" in m.get("block.drivers", ()),
    "machines on Xen 4.17": lambda m: (m.of("major"), m.of("minor")) == ("4", "17"),
    "machines known to run on EC2": lambda m: m.of("platform") == "ec2",
}


@functools.cache
def guests():
    """{name: facts} of the bundled guests, as they are expected."""
    return {name: Facts(expected.read(name)[1]) for name in expected.names("facts")}


@functools.cache
def reports(profile="slim"):
    """{name: report} of the bundled guests, as the program prints it: what a tool is given."""
    return {name: xenfacts.facts(name, profile) for name in expected.names("facts")}


def with_report(tree):
    """The facts of a machine of which there is a report only."""
    return Facts(expected.facts_of(tree))


def promised(sentence, fleet=None):
    """The machines that a sentence promises."""
    return {name for name, facts in (fleet or guests()).items() if PROMISES[sentence](facts)}


def read(name):
    """The text of a page."""
    return (xenfacts.SOURCE / name).read_text(encoding="utf-8")


def tables(*names):
    """[(kind, query, sentence)] of all tables of queries on some pages; the kind is the first column's title."""
    found = []
    for name in names:
        kind = ""
        for line in read(name).splitlines():
            cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] if line.startswith("|") else []
            if len(cells) == 2 and cells[1] == HEADER:
                kind = cells[0]
            elif not cells:
                kind = ""
            elif kind and not cells[0].startswith("-"):
                found.append((kind, cells[0].strip("`").replace(r"\|", "|"), cells[1]))
    checks.that(found, f"{', '.join(names)}: tables of queries")
    return found


def commands(name):
    """The commands of a page."""
    blocks = [block for block in page.BLOCK.finditer(read(name)) if block["kind"] == "console"]
    return [command for block in blocks for command, _ in page.commands(block["text"])]


def check(query, sentence, got, fleet=None):
    """One query: does it select exactly the machines that its sentence promises?"""
    if not checks.that(sentence in PROMISES, f"{query}: tests/kit/queries.py says what its sentence means", sentence):
        return
    wanted, got = promised(sentence, fleet), set(got)
    checks.that(wanted, f"{query}: there is a guest to select: {sentence}")
    missing, unwanted = (sorted(names) for names in (wanted - got, got - wanted))
    shown = (f"{len(missing)} missing: {' '.join(missing[:SHOWN])}\n"
             f"{len(unwanted)} unwanted: {' '.join(unwanted[:SHOWN])}")
    checks.that(got == wanted, f"{query}: selects the {sentence}", shown)
