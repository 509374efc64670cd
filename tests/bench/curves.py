# SPDX-License-Identifier: MIT
"""Curves as an SVG: a panel for each machine that grows, both axes in decades; processor time above, peak memory below. The
colours follow the reader's scheme, dark or light."""
import math

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 250, 190, 52, 34, 14, 30
STYLE = """text{font:11px sans-serif;fill:#24292f}.title{font-weight:600}.grid{stroke:#d0d7de;stroke-width:1}
.linear{stroke:#8c959f;stroke-dasharray:4 3;fill:none}.time{stroke:#0969da;fill:none;stroke-width:2}
.memory{stroke:#bc4c00;fill:none;stroke-width:2}circle.time{fill:#0969da}circle.memory{fill:#bc4c00}
@media(prefers-color-scheme:dark){text{fill:#e6edf3}.grid{stroke:#30363d}.linear{stroke:#6e7681}.time{stroke:#58a6ff}
.memory{stroke:#f0883e}circle.time{fill:#58a6ff}circle.memory{fill:#f0883e}}"""


def short(number):
    """1000 is 1k; of what is below 1, all that counts."""
    for size, letter in ((10 ** 9, "G"), (10 ** 6, "M"), (10 ** 3, "k")):
        if number >= size:
            return f"{number / size:g}{letter}"
    return f"{number:g}"


class Axis:
    """Decades that hold all values, and where a value is."""

    def __init__(self, values, begin, end):
        self.low, self.high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
        self.high = max(self.high, self.low + 1)
        self.begin, self.end = begin, end

    def at(self, value):
        share = (math.log10(value) - self.low) / (self.high - self.low)
        return round(self.begin + share * (self.end - self.begin), 1)

    def ticks(self):
        step = math.ceil((self.high - self.low) / 4)
        return [10 ** n for n in range(self.low, self.high + 1, step)]


def panel(left, top, title, kind, unit, points):
    """One curve with its axes; the dashed line is linear through the last point."""
    x = Axis([size for size, _ in points], left + LEFT, left + WIDTH - RIGHT)
    y = Axis([cost for _, cost in points], top + HEIGHT - BOTTOM, top + TOP)
    yield f'<text class="title" x="{left + LEFT}" y="{top + 14}">{title}</text>'
    yield f'<text x="{left + LEFT}" y="{top + 28}">{unit}; last: {short(float(f"{points[-1][1]:.3g}"))}</text>'
    for tick in y.ticks():
        yield f'<path class="grid" d="M{x.begin} {y.at(tick)}H{x.end}"/>'
        yield f'<text x="{x.begin - 6}" y="{y.at(tick) + 4}" text-anchor="end">{short(tick)}</text>'
    for tick in x.ticks():
        yield f'<path class="grid" d="M{x.at(tick)} {y.begin}v4"/>'
        yield f'<text x="{x.at(tick)}" y="{y.begin + 16}" text-anchor="middle">{short(tick)}</text>'
    size, cost = points[-1]
    begin = max(10 ** x.low, size * 10 ** y.low / cost)  # where the linear one enters the panel
    yield f'<path class="linear" d="M{x.at(begin)} {y.at(cost * begin / size)}L{x.at(size)} {y.at(cost)}"/>'
    yield f'<path class="{kind}" d="M' + "L".join(f"{x.at(size)} {y.at(cost)}" for size, cost in points) + '"/>'
    yield from (f'<circle class="{kind}" cx="{x.at(size)}" cy="{y.at(cost)}" r="2.5"/>' for size, cost in points)


def draw(grown):
    """The file's text of [(what grows, [(size, milliseconds, KiB, …)])]."""
    width = WIDTH * len(grown)
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {2 * HEIGHT + 20}" width="{width}">',
             "<title>Processor time and peak memory of a report as a machine grows</title>", f"<style>{STYLE}</style>"]
    for number, (what, found) in enumerate(grown):
        lines += panel(number * WIDTH, 4, what, "time", "processor ms", [(one[0], one[1]) for one in found])
        lines += panel(number * WIDTH, HEIGHT + 14, what, "memory", "peak KiB", [(one[0], one[2]) for one in found])
    return "\n".join([*lines, "</svg>", ""])
