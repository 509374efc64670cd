# SPDX-License-Identifier: MIT
"""The budget: what a report may cost in figures that noise cannot touch, in budget.toml. A time says little on a machine that
does other things too; these say the same everywhere where compiler, C library and kernel are about the same."""
import os
import pathlib
import tempfile
import tomllib

import measure
import trees

FILE = pathlib.Path(__file__).resolve().parent / "budget.toml"
SLACK = 10  # percent
HEAD = """# SPDX-License-Identifier: MIT
# What `xenfacts facts --format json` costs on the trees of trees.py, without clocks: instructions in user mode (plugins in the
# process itself), system calls, page faults and peak memory of the larger process in KiB. The step `budget` fails where one is
# exceeded by more than 10 %. Written by: tests/bench/run --budget --update build/release
"""


def environment():
    """The same everywhere: a long environment is copied and searched."""
    return {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}


def measured(build):
    """{case: {figure: number}} of a release build."""
    with tempfile.TemporaryDirectory() as folder:
        found = {}
        for name, tree in trees.make(pathlib.Path(folder)).items():
            arguments = ["facts", "--format", "json", "--root", str(tree)]
            found[name] = measure.counted([build / "xenfacts", *arguments], [build / "in-process", *arguments], environment())
        return found


def load(path=FILE):
    return tomllib.loads(path.read_text(encoding="utf-8"))


def write(figures, path=FILE):
    cases = [f"\n[{name}]\n" + "".join(f"{what} = {number}\n" for what, number in values.items())
             for name, values in figures.items()]
    path.write_text(HEAD + "".join(cases), encoding="utf-8")


def exceeded(figures, allowed):
    """Prints measured beside allowed. Yields what is exceeded; also a figure that only one of the two has."""
    print("| case | figure | budget | at most | measured | |\n|---|---|--:|--:|--:|---|")
    for case in dict.fromkeys([*allowed, *figures]):
        for what in dict.fromkeys([*allowed.get(case, {}), *figures.get(case, {})]):
            budget, number = allowed.get(case, {}).get(what), figures.get(case, {}).get(what)
            if budget is None or number is None:
                yield f"{case}: {what} is {'not in budget.toml' if budget is None else 'not measured'}"
                continue
            most = budget * (100 + SLACK) // 100
            holds = number <= most
            print(f"| {case} | {what} | {budget:,} | {most:,} | {number:,} "
                  f"| {'ok' if holds else f'**EXCEEDED**'} {(number / budget - 1) * 100:+.1f} % |")
            if not holds:
                yield f"{case}: {number:,} {what}, at most {most:,}"


def check(figures, path=FILE):
    """Is all within the budget? Says what is not, and what to do."""
    wrong = list(exceeded(figures, load(path)))
    for text in wrong:
        print(f"FAILED: {text}")
    if wrong:
        print("If that is intended: tests/bench/run --budget --update build/release, and say why in the commit")
    return not wrong
