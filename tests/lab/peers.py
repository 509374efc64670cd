# SPDX-License-Identifier: MIT
"""What nine other tools say in the lab's guests, as the table of docs/PEERS.md. Each tool's long output becomes a short
answer here, and that is held against what is right in its own words (peers.toml).
"""
import json
import pathlib
import re
import tomllib

import update

HERE = pathlib.Path(__file__).resolve().parent
BEGIN, END = "<!-- begin: written by tests/lab/run --peers -->", "<!-- end of what tests/lab/run --peers writes -->"


def load():
    return tomllib.loads((HERE / "peers.toml").read_text(encoding="utf-8"))


def command_list(known):
    """The lines NAME|COMMAND that guest/peers reads: versions in dom0 only, which has time for them."""
    return "".join(f"{name}|{peer['command']}\n" for name, peer in known.items())


def version_list(known):
    return "".join(f"{name}.version|{peer['version']}\n" for name, peer in known.items())


# ---- from output to a short answer ----

def words(text):
    return " ".join(text.split())


def of_xenfacts(text):
    facts = json.loads(text)
    return f"{facts['mode']}, {facts['domain']}"


def of_lscpu(text):
    fields = dict(re.findall(r"^([^:]+):\s*(.*)$", text, re.M))
    return ", ".join(filter(None, [fields.get("Hypervisor vendor"), fields.get("Virtualization type", "none")]))


def of_xen_detect(text):
    found = re.search(r"Running in (\w+) context", text)
    return found[1] if found else words(text)


def of_facter(text):
    facts = json.loads(text)
    xen = (facts.get("hypervisors") or {}).get("xen", {})
    others = sorted(set(facts.get("hypervisors") or {}) - {"xen"})
    return ", ".join(filter(None, [facts.get("virtual"), xen.get("context"), "privileged" if xen.get("privileged") else "",
                                   *others]))


def of_ansible(text):
    facts = json.loads(text.partition("=>")[2])["ansible_facts"]
    parts = [f"{facts['ansible_virtualization_type']} {facts['ansible_virtualization_role']}"]
    for side in ("guest", "host"):
        technologies = facts.get(f"ansible_virtualization_tech_{side}", [])
        parts += [f"{side} of {' '.join(sorted(technologies))}"] if technologies else []
    return ", ".join(parts)


def of_salt(text):
    grains = json.loads(text[text.index("{"):])["local"]
    return ", ".join(filter(None, [grains.get("virtual"), grains.get("virtual_subtype")]))


def of_ohai(text):
    found = json.loads(text)
    return f"{found.get('system', 'nothing')} {found.get('role', '')}".strip()


READERS = {"xenfacts": of_xenfacts, "lscpu": of_lscpu, "xen-detect": of_xen_detect, "facter": of_facter,
           "ansible": of_ansible, "salt": of_salt, "ohai": of_ohai}


class AnswerError(Exception):
    """A tool gave no answer at all; there is no table then."""


class Answer:
    """What one tool said in one domain."""

    def __init__(self, name, right, folder):
        text = (folder / name).read_text(encoding="utf-8", errors="replace") if (folder / name).exists() else ""
        time, code = folder / f"{name}.time", folder / f"{name}.exit"
        self.seconds = int(time.read_text(encoding="ascii")) / 100 if time.exists() else None
        # 124: timeout(1) ended it; 126, 127: sh could not start it. A tool's own exit code is a matter of its taste.
        if not code.exists() or code.read_text(encoding="ascii").strip() in ("124", "126", "127"):
            raise AnswerError(f"{name} could not be asked: see {folder}/{name}.err")
        try:
            self.text = READERS.get(name, words)(text) or "nothing"
        except (ValueError, KeyError, TypeError):
            self.text = "failed"
        self.right = re.fullmatch(right, self.text) is not None

    def cell(self):
        text = self.text if self.right else f"**{self.text}**"
        return f"{text}, {self.seconds:.1f} s"


def version_of(name, folder):
    """The first thing that looks like a version in what a tool printed of itself."""
    path = folder / f"{name}.version"
    found = re.search(r"\d+(\.\d+)+|\b\d{3}\b", path.read_text(encoding="utf-8", errors="replace")) if path.exists() else None
    return f"{name} {found[0]}" if found else name


def table(results):
    """`results`: {entry of the lab's table: its folder of answers}."""
    known = load()
    rows = [("tool", *results)]
    for name, peer in known.items():
        answers = [Answer(name, peer["right"][entry], folder) for entry, folder in results.items()]
        versions = [version_of(name, folder) for folder in results.values()]
        rows.append((max(versions, key=len), *(answer.cell() for answer in answers)))
    head, *rest = [update.row(*cells) for cells in rows]
    return "\n".join([head, "|" + "---|" * len(rows[0]), *rest])


def write(results, heading, path):
    """Puts the table between the marks of a document."""
    head, _, rest = path.read_text(encoding="utf-8").partition(BEGIN)
    tail = rest.partition(END)[2]
    path.write_text(f"{head}{BEGIN}\n{heading}\n\n{table(results)}\n{END}{tail}", encoding="utf-8")
