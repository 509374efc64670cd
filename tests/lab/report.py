# SPDX-License-Identifier: MIT
"""The lab's words for people: the table of guests, and the table at the end of a run."""
from table import CELLS


def aligned(rows):
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows)


def listing(guests):
    return aligned([("guest", "configuration")] + [(guest.name, guest.configuration()) for guest in guests])


def cost(look):
    milliseconds, ratio = look.cost()
    return ("", "") if milliseconds is None else (f"{milliseconds:.0f}", f"{ratio:.2f}")


def table(lab):
    rows = [("guest", "look", *CELLS, "ms", "× lscpu", "")]
    for look in lab.looks:
        good = not look.wrong and look.guest.name not in lab.failed
        rows.append((look.guest.name, look.look, *look.cells, *cost(look), "right" if good else "WRONG"))
    right = sum(row[-1] == "right" for row in rows)
    lines = ["", aligned(rows), "", f"{len(lab.wanted)} guests, {right} looks right, {len(lab.failed)} guests wrong, "
             f"{len(lab.retries)} retries, {sum(look.repeated for look in lab.looks)} answers asked for again"]
    lines += [f"  retried: {name}" for name in lab.retries]
    lines += [f"  {name}: {'; '.join(why)}" for name, why in lab.failed.items()]
    if lab.failed:
        lines.append(f"Their consoles and all that they left are in {lab.options.work}.")
    return "\n".join(lines)
