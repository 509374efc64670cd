# SPDX-License-Identifier: MIT
"""Checks that are counted: a test says what should hold, and goes on whether it does or not.

    from kit import checks
    checks.same(got, 3, "how many there are")
    sys.exit(checks.finish())
"""
import difflib
import pathlib
import sys
import textwrap

from . import waiting


def part(what):
    """Tells what begins."""
    print(f"-- {what}", flush=True)


class Checks:
    """Counts of its own. A test as a whole has those of the functions below."""

    def __init__(self):
        self.passed = self.failed = 0

    def that(self, holds, what, shown=""):
        """One check; of one that fails, says what and shows something. Did it hold?"""
        self.passed, self.failed = self.passed + bool(holds), self.failed + (not holds)
        if not holds:
            print(f"FAILED: {what}\n{textwrap.indent(str(shown), '  ')}".rstrip(), flush=True)
        return bool(holds)

    def same(self, got, wanted, what):
        """The comparison of two values; of two long texts the lines that differ are shown."""
        shown = f"got    {got!r}\nwanted {wanted!r}"
        if got != wanted and all(isinstance(text, str) and text.count("\n") > 5 for text in (got, wanted)):
            shown = "\n".join(difflib.unified_diff(wanted.splitlines(), got.splitlines(), "wanted", "got", "", "", 1))
        return self.that(got == wanted, what, shown)

    def until(self, happens, what, patience=waiting.PATIENCE, pause=0.01):
        """One check that something comes, which is waited for. Did it?"""
        try:
            waiting.wait_for(happens, what, patience, pause)
        except TimeoutError as error:
            return self.that(False, what, error)
        return self.that(True, what)

    def add(self, passed, failed):
        """Counts what another process has counted, and told of."""
        self.passed, self.failed = self.passed + passed, self.failed + failed

    def finish(self):
        """Prints the counts and gives the exit code; a test that checked nothing has failed too."""
        script = pathlib.Path(sys.argv[0]).resolve()
        print(f"{script.parent.name}/{script.name}: {self.passed} passed, {self.failed} failed", flush=True)
        return 0 if self.passed and not self.failed else 1


OF_THIS_TEST = Checks()
that, same, until, add, finish = (OF_THIS_TEST.that, OF_THIS_TEST.same, OF_THIS_TEST.until, OF_THIS_TEST.add,
                                  OF_THIS_TEST.finish)
