# SPDX-License-Identifier: MIT
"""A page of docs/ as a test: its files are written, its commands are run in order, what they print is compared.

    <!-- file: PATH -->       the fenced block behind it is the content of a file, written below the work folder
    ```console                lines "$ COMMAND" are run by bash in the work folder (a trailing backslash goes on);
                              the lines behind one, up to the next, are what it prints, standard error included

Within what a command prints, a line "..." stands for any lines and "..." within a line for any text. A command may
exit with any status that its last line names as "[exit N]"; 0 else.
"""
import re
import subprocess

from . import checks, files

BLOCK = re.compile(r"(?:<!-- file: (?P<file>\S+) -->\n+)?^```(?P<kind>\w*)\n(?P<text>.*?)^```$", re.M | re.S)
MARK = re.compile(r"<!-- file: ")


def commands(text):
    """(command, wanted output) of a console block."""
    found = []
    for line in text.splitlines():
        if found and found[-1][0].endswith("\\"):
            found[-1][0] += "\n" + line
        elif line.startswith("$ "):
            found.append([line[2:], ""])
        elif found:
            found[-1][1] += line + "\n"
        else:
            raise ValueError(f"output without a command: {line}")
    return found


def matches(wanted, got):
    """Is that what was printed, where "..." may be anything?"""
    pattern = ""
    for line in wanted.splitlines():
        if line.strip() == "...":
            pattern += r"(?:.*\n)*?"
        else:
            pattern += ".*".join(re.escape(part.rstrip()) for part in line.split("...")) + r"[ ]*\n"
    return re.fullmatch(pattern, got if got.endswith("\n") or not got else got + "\n") is not None


def run_command(where, command, wanted, work, environment):
    exit_line = re.search(r"^\[exit (\d+)\]\n\Z", wanted, re.M)
    done = subprocess.run(["bash", "-c", command], cwd=work, env=environment, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", check=False)
    if exit_line:
        wanted = wanted[:exit_line.start()]
    checks.that(done.returncode == int(exit_line[1] if exit_line else 0), f"{where}: {command}: exit {done.returncode}",
                done.stdout)
    checks.that(matches(wanted, done.stdout), f"{where}: {command}: prints",
                f"{done.stdout}---- wanted:\n{wanted}")


def run_page(path, work, environment, before=lambda command: None):
    """Does all that the page says in the folder `work`; `before` is called with each command that comes next."""
    text = path.read_text(encoding="utf-8")
    blocks = list(BLOCK.finditer(text))
    ran = 0
    checks.same(len(MARK.findall(text)), sum(bool(block["file"]) for block in blocks),
                f"{path.name}: files with a block")
    for block in blocks:
        where = f"{path.name}:{text.count(chr(10), 0, block.start()) + 1}"
        if block["file"]:
            files.write(work / block["file"].lstrip("/"), block["text"])
        elif checks.that(block["kind"] == "console", f"{where}: a block that is neither a file nor commands"):
            for command, wanted in commands(block["text"]):
                before(command)
                run_command(where, command, wanted, work, environment)
                ran += 1
    checks.that(ran, f"{path.name}: no command was found in it")
