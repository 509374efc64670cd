# SPDX-License-Identifier: MIT
"""Usage: diff.py XENFACTS GUESTS WORK

Compares guests of one family: those of the same Xen, kernel and mode; of the same Xen and kernel, in each mode; and of one
configuration under another Xen or kernel. What `diff` says is compared with GUESTS/diff.txt, which a person reviewed
(XF_UPDATE=1 rewrites it). What it says of settings must be exactly that in which their configurations in README.md, which
people write, differ."""
import itertools
import json
import os
import pathlib
import re
import subprocess
import sys

program, folder, work = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
NAME = re.compile(r"xen([0-9.]+)-((?:arm64-)?(dom0-pvh|dom0-pv|dom0|hvm_pv_drivers|pvhvm|pvh|pv|hvm)(.*))-linux([0-9.]+)")
# What a configuration in README.md says, and how a change of it is called.
CONFIGURED = {
    "CPUs": re.compile(r"(\d+) vCPU"),
    "kernel parameter xen_emul_unplug": re.compile(r"xen_emul_unplug=(\w+)"),
    "kernel parameter xen_nopv": re.compile(r"(xen_nopv)"),
    "kernel parameter xen_no_vector_callback": re.compile(r"(xen_no_vector_callback)"),
    "viridian": re.compile(r"viridian = (1)"),
    "SMBIOS vendor": re.compile(r"SMBIOS strings of (.*?);"),
    "Xen's platform device": re.compile(r"xen_platform_pci = (0)"),
    "starts, restores and migrations counted by Xen": re.compile(r"xl (restore)"),
}
SAME = {"Xen": 1, "Linux": 5}  # groups of NAME


def configurations():
    rows = re.findall(r"^\| `(xen[^`]*)` \|.*\| (lab: .*) \|$", (folder / "README.md").read_text(encoding="utf-8"), re.M)
    return {name: text for name, text in rows if NAME.fullmatch(name)}


def family_pairs(names):
    """Pairs, each once, in a stable order."""
    parts = {name: NAME.fullmatch(name) for name in names}
    for one, other in itertools.combinations(sorted(names), 2):
        a, b = parts[one], parts[other]
        same_machine = a[1] == b[1] and a[5] == b[5]
        same_mode = same_machine and a[3] == b[3] and ("arm64" in one) == ("arm64" in other)
        plain = same_machine and not a[4] and not b[4] and "arm64" not in one + other
        later = a[2] == b[2] and (a[1] == b[1] or a[5] == b[5])
        if same_mode or plain or later:
            yield one, other


def diff(one, other, *words):
    done = subprocess.run([program, "diff", *words, work / f"{one}.json", work / f"{other}.json"], capture_output=True,
                          text=True, check=False)
    if done.returncode not in (0, 1) or done.stderr:
        print(f"{one}, {other}: exit status {done.returncode}: {done.stderr}")
    return done.stdout


def check_settings(one, other, texts):
    changes = json.loads(diff(one, other, "--json"))["changes"]
    named = {change["what"] for change in changes if change["kind"] in ("setting", "version")}
    for what, pattern in CONFIGURED.items():
        values = [(found := pattern.search(text)) and found[1] for text in texts]
        if (values[0] != values[1]) != (what in named) and not allowed(what, one, other):
            print(f"{one}, {other}: {what}: {values}, but {'' if what in named else 'not '}named")
    for what, group in SAME.items():
        if (NAME.fullmatch(one)[group] != NAME.fullmatch(other)[group]) != (what in named):
            print(f"{one}, {other}: {what}: {'' if what in named else 'not '}named")


def allowed(what, one, other):
    """Guests of different modes also differ in what one of the modes does not have."""
    modes = {NAME.fullmatch(name)[3] for name in (one, other)}
    return len(modes) > 1 and what in ("SMBIOS vendor", "Xen's platform device", "starts, restores and migrations counted "
                                       "by Xen", "CPUs")


configured, lines = configurations(), []
for name in configured:
    (work / f"{name}.json").write_bytes(subprocess.run([program, "facts", "--guest", folder / f"{name}.guest"],
                                                       capture_output=True, check=True).stdout)
pairs = list(family_pairs(configured))
if len(pairs) < 100:
    print(f"only {len(pairs)} pairs")
for one, other in pairs:
    text = diff(one, other).replace(f"{work}/", "").replace(".json", "") or f"{one} → {other}: no difference\n"
    lines += [line + "\n" for line in text.splitlines()] + ["\n"]
    check_settings(one, other, [configured[one], configured[other]])
wanted = folder / "diff.txt"
if os.environ.get("XF_UPDATE"):
    wanted.write_text("".join(lines), encoding="utf-8")
got, known = "".join(lines), wanted.read_text(encoding="utf-8")
for before, after in zip(known.split("\n\n"), got.split("\n\n")):
    if before != after:
        print(f"diff.txt has\n{before}\nand the program says\n{after}\nIf that is right, XF_UPDATE=1 writes it.")
        break
if len(got) != len(known):
    print("diff.txt: another number of pairs; XF_UPDATE=1 writes it")
