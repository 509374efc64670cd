# SPDX-License-Identifier: MIT
"""Usage: advice.py XENFACTS GUESTS

What every guest with problems or hints is advised, a line for each: guest, problem or row, advice. It is compared with
GUESTS/advice.txt, which a person reviewed; XF_UPDATE=1 rewrites it."""
import json
import os
import pathlib
import subprocess
import sys

program, folder = sys.argv[1], pathlib.Path(sys.argv[2])
lines = []
for guest in sorted(folder.glob("*.guest")):
    done = subprocess.run([program, "explain", "--json", "--guest", guest], capture_output=True, text=True, check=True)
    told = json.loads(done.stdout)
    about = {}
    for problem in told["problems"]:
        if problem["advice"]:
            name = problem["problem"] + ":" * bool(problem["subject"]) + problem["subject"]
            about[name] = problem["advice"]
    for key, verdict in told["explained"].items():
        if "advice" in verdict and verdict["advice"] not in about.values():
            about[key] = verdict["advice"]
    lines += [f"{guest.stem} {name}: {advice}\n" for name, advice in sorted(about.items())]
wanted = folder / "advice.txt"
if os.environ.get("XF_UPDATE"):
    wanted.write_text("".join(lines), encoding="utf-8")
for line in sorted(set(lines) ^ set(wanted.read_text(encoding="utf-8").splitlines(keepends=True))):
    print("advice.txt lacks" if line in lines else "advice.txt has, the program does not say", line, end="")
