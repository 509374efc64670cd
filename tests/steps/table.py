# SPDX-License-Identifier: MIT
"""The table of steps, steps.toml, as objects; and which of them a run has. A wrong entry ends the run at once."""
import dataclasses
import pathlib
import tomllib

HERE = pathlib.Path(__file__).resolve().parent


class TableError(Exception):
    """Says which entry, or which word of the command line, is wrong."""


@dataclasses.dataclass(frozen=True)
class Step:
    """One step as this run has it: `command` and `budget` are those of the short or of the full run."""
    name: str
    title: str
    command: str
    budget: int           # seconds on the machine of HACKING.md when it does nothing else
    after: tuple = ()     # steps that must have passed
    needs: tuple = ()     # parts of the file `needs`
    cpu: float = 1        # processors that it keeps busy
    root: bool = False
    first: bool = False   # what is emulated must not wait: everything else is niced
    changes: tuple = ()   # folders and files of which a change asks for its full form


def step_of(name, values, full):
    """The step, or None if only the full run has it."""
    values = dict(values)
    short, long = ((values.pop(key, None), values.pop(budget, None))
                   for key, budget in (("run", "budget"), ("full", "full_budget")))
    command, budget = long if full and long[0] or not short[0] else short
    fields = {key: tuple(value) if isinstance(value, list) else value for key, value in values.items()}
    try:
        return Step(name=name, command=command, budget=budget, **fields)
    except TypeError as error:
        raise TableError(f"{name}: {error}") from error


def check(steps):
    for step in steps.values():
        unknown = [name for name in step.after if name not in steps]
        if unknown or not step.command or not isinstance(step.budget, int):
            raise TableError(f"{step.name}: {f'after {unknown}' if unknown else 'no command, or no budget'}")


def check_circles(steps):
    """A step that comes after itself would wait for ever."""
    done = set()
    while len(done) < len(steps):
        ready = [name for name, step in steps.items() if name not in done and done.issuperset(step.after)]
        if not ready:
            raise TableError(f"these steps come after each other in a circle: {' '.join(sorted(set(steps) - done))}")
        done.update(ready)


def load(full=False, path=HERE / "steps.toml"):
    """({name: step}, names that only the full run has), in the order of the file, which is that of preference."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))["step"]
    steps = {name: step_of(name, values, full) for name, values in data.items()}
    check(steps)
    check_circles(steps)
    return steps, {name for name, values in data.items() if "run" not in values}


def select(steps, long, names, full):
    """What a run has: the steps named and what these come after; without a name all, with the long ones if `full`."""
    unknown = [name for name in names if name not in steps]
    if unknown:
        raise TableError(f"there is no step {unknown[0]}; there are: {' '.join(steps)}")
    wanted, queue = set(), list(names) or [name for name in steps if full or name not in long]
    while queue:
        name = queue.pop()
        wanted.add(name)
        queue += [before for before in steps[name].after if before not in wanted]
    return {name: step for name, step in steps.items() if name in wanted}
