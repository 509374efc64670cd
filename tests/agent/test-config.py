#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The agent's configuration: what is wrong is told with file, line, column and what was probably meant; what is right
comes out of `config show` again."""
import os
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from agent import Machine  # noqa: E402
from kit import checks  # noqa: E402

MACHINE = Machine()
FILE = MACHINE.etc / "xenfacts.yaml"

# What is written, where the mistake is, and what must be said of it.
WRONG = [
    ("intervall: 1h\n", "1:1", "unknown setting intervall; did you mean interval?"),
    ("interval: 60\n", "1:11", "interval must be a time with a unit"),
    ("interval: 1h 30m\n", "1:11", "interval must be a time"),
    ("interval: 99999999999999999999s\n", "1:11", "interval must be a time"),
    ("interval: -1s\n", "1:11", "interval must be a time"),
    ("interval: 500ms\n", "1:11", "interval must be from 1s to 366d"),
    ("interval: 0\n", "1:11", "interval must be from 1s to 366d"),
    ("deadline: 10ms\n", "1:11", "deadline must be from 100ms to 1h"),
    ("deadline: 61m\n", "1:11", "deadline must be from 100ms to 1h"),
    ("plugins:\n  block: {deadline: 2h}\n", "2:21", "deadline must be 0, or from 1ms to 1h"),
    ("sinks:\n  facts: {limit: 0}\n", "2:18", "limit must be from 1s to 1h"),
    ("sinks:\n  facts: {heartbeat: 10ms}\n", "2:22", "heartbeat must be 0, or from 1s to 366d"),
    ("interval: [1h]\n", "1:11", "interval takes one value"),
    ("uevents: maybe\n", "1:10", "uevents must be true or false"),
    ("interval: 1h\ninterval: 2h\n", "2:1", "duplicate key interval, first in line 1"),
    ("- interval\n", "1:1", "this must be a map"),
    ("interval\n", "1:1", "this must be a map"),
    ("plugins: [block]\n", "1:10", "plugins must be a map"),
    ("plugins:\n  blok: false\n", "2:3", "unknown plugin blok; did you mean block?"),
    ("plugins:\n  block:\n    enable: true\n", "3:5", "unknown setting enable; did you mean enabled?"),
    ("plugins:\n  blok:\n", "2:3", "unknown plugin blok; did you mean block?"),
    ("plugins:\n  blok: {}\n", "2:3", "unknown plugin blok; did you mean block?"),
    ("plugins:\n  block: perhaps\n", "2:10", "enabled must be true or false"),
    ("plugins:\n  block: {enabled: true, enabled: false}\n", "2:26", "duplicate key enabled"),
    ("sinks:\n  a:\n    path: /x\n", "2:3", "the sink a needs a type or a preset"),
    ("sinks:\n  a:\n", "2:3", "the sink a needs a type or a preset"),
    ("sinks:\n  a: {}\n", "2:3", "the sink a needs a type or a preset"),
    ("sinks:\n  a: {type: file, path: /x}\n  b: {type: file, path: /x}\n", "3:25", "the sinks a and b both write /x"),
    ("sinks:\n  b: {preset: facter}\n  a: {preset: facter}\n", "2:3", "the sinks a and b both write /etc/facter"),
    ("sinks:\n  a:\n    type: fiel\n", "3:11", "unknown sink type fiel; did you mean file?"),
    ("sinks:\n  a:\n    type: foreign\n", "3:11", "the sink foreign was built for another version of xenfacts"),
    ("sinks:\n  a:\n    type: ../file\n", "3:11", "unknown sink type ../file"),
    ("sinks:\n  a:\n    type: file\n", "2:3", "the sink a: it needs a path"),
    ("sinks:\n  a: {type: file, path: out}\n", "2:25", "path must be an absolute path"),
    ("sinks:\n  a: {type: file, path: /a/../b}\n", "2:25", "path must be an absolute path"),
    ("sinks:\n  a: {type: file, path: /a/}\n", "2:3", "path must name a file"),
    ("sinks:\n  a: {type: file, path: /a, mode: 999}\n", "2:35", "mode must be permissions in octal"),
    ("sinks:\n  a: {type: file, path: /a, paht: /b}\n", "2:29", "unknown setting paht; did you mean path?"),
    ("sinks:\n  a: {type: file, path: /a, format: jsno}\n", "2:37", "did you mean json?"),
    ("sinks:\n  a: {preset: ansible, profile: slimm}\n", "2:33", "did you mean slim?"),
    ("sinks:\n  a: {preset: ansibel}\n", "2:15", "did you mean ansible?"),
    ("sinks:\n  a: {preset: ansible, type: told}\n", "2:30", "the preset ansible is of type file"),
    ("sinks:\n  A-1: {preset: ansible}\n", "2:3", "a sink's name must match [a-z][a-z0-9_]*"),
    ("interval: *x\n", "1:11", "aliases are not supported"),
    ("interval: &x 1h\n", "1:11", "anchors and tags are not supported"),
    ("interval: !!str 1h\n", "1:11", "anchors and tags are not supported"),
    ("sinks: {a: {b: {c: {d: {e: {f: {g: {h: 1}}}}}}}\n", "1:36", "this is nested too deeply"),
    ("[a]: b\n", "1:1", "a key must be a word"),
    ("interval: \"1h\\x07\"\n", "1:11", "control characters"),
    ("interval: 1h\n---\ninterval: 2h\n", "2:1", "a file must hold a single document"),
    ("interval: \"1h\n", "2:1", "end of stream"),
    ("\tinterval: 1h\n", "1:1", "cannot start any token"),
]


def wrong(text, place, sentence):
    FILE.write_text(text, encoding="utf-8")
    status, out, err = MACHINE.run("config", "check", MACHINE.etc)
    checks.same((status, out), (4, ""), f"{text!r} is refused")
    checks.that(err.startswith(f"xenfacts: {FILE}:{place}: ") and sentence in err, f"{text!r}: {place} {sentence}", err)
    checks.same(err.count("\n"), 1, f"{text!r}: one line")


def shown(path=None):
    status, out, err = MACHINE.run("config", "show", *([path] if path else []))
    checks.same((status, err), (0, ""), "config show")
    return out


def plain(text):
    """Without comments: what a reader of YAML sees."""
    return [line for line in re.sub(r" *# .*", "", text).splitlines() if line]


for case in WRONG:
    wrong(*case)



# ---- several mistakes: each is named, in the order of files and lines, and none is named twice ----


def all_wrong(what, texts, expected):
    """These files have exactly these mistakes: (file, place, the sentence's beginning)."""
    for name, text in texts.items():
        MACHINE.configure(text, name)
    status, out, err = MACHINE.run("config", "check", MACHINE.etc)
    told = err.splitlines()
    checks.same((status, out, len(told)), (4, "", len(expected)), f"{what}: all, and no more: {err}")
    for line, (name, place, sentence) in zip(told, expected):
        checks.that(line.startswith(f"xenfacts: {MACHINE.etc / name}:{place}: {sentence}"), f"{what}: {place} {sentence}", line)
    for name in texts:
        (MACHINE.etc / name).unlink()


PART, MAIN = "conf.d/10-a.yaml", "xenfacts.yaml"
all_wrong("each kind of check", {MAIN: """\
intervall: 1h
jitter: soon
uevents: maybe
plugins:
  blok: {enabled: true, deadline: 1s}
  irq: {enable: true, deadline: 2h}
sinks:
  a: {type: fiel, limit: 0, path: /x}
  b: {type: file, format: jsno, paht: /b}
  C: {type: file, path: /c}
  d: {path: /d}
  e: {type: file, format: jsno}
"""}, [(MAIN, "1:1", "unknown setting intervall; did you mean interval?"), (MAIN, "2:9", "jitter must be a time"),
       (MAIN, "3:10", "uevents must be true or false"), (MAIN, "5:3", "unknown plugin blok; did you mean block?"),
       (MAIN, "6:9", "unknown setting enable; did you mean enabled?"), (MAIN, "6:33", "deadline must be 0, or from 1ms"),
       (MAIN, "8:13", "unknown sink type fiel; did you mean file?"), (MAIN, "8:26", "limit must be from 1s to 1h"),
       (MAIN, "9:27", "format must be one of"), (MAIN, "9:33", "unknown setting paht; did you mean path?"),
       (MAIN, "10:3", "a sink's name must match"), (MAIN, "11:3", "the sink d needs a type or a preset"),
       (MAIN, "12:3", "the sink e: it needs a path"), (MAIN, "12:27", "format must be one of")])
all_wrong("several files", {MAIN: "interval: 60\njitter: [1m]\n", PART: "interval: never\ninterval: 2h\nsink: {a: {}}\n"},
          [(PART, "1:11", "interval must be a time"), (PART, "2:1", "duplicate key interval, first in line 1"),
           (PART, "3:1", "unknown setting sink; did you mean sinks?"), (MAIN, "1:11", "interval must be a time"),
           (MAIN, "2:9", "jitter takes one value, not a list or map")])
all_wrong("broken syntax ends that file alone", {MAIN: "intervall: 1h\nsinks:\n  a: {type: file\njitter: soon\n",
                                                 PART: "uevents: maybe\nsinks: {b: {preset: facter, path: relative}, c: }\n"},
          [(PART, "1:10", "uevents must be true or false"), (PART, "2:35", "path must be an absolute path"),
           (MAIN, "1:1", "unknown setting intervall"), (MAIN, "4:7", "did not find expected ',' or '}'")])
all_wrong("what a broken file may have set is not missed", {MAIN: "]\nsinks: {a: {type: file}}\n", PART: "sinks: {a: {mode: 0600}}\n"},
          [(MAIN, "1:1", "did not find expected node content")])
all_wrong("what can be skipped is", {MAIN: "interval: *x\njitter: &y 5m\nsettle: !!str soon\ndeadline: \"a\\x07\"\nuevents: 1\n"
                                           "plugins: *p\nsinks: {a: *z, b: [1]}\n"},
          [(MAIN, "1:11", "aliases are not supported"), (MAIN, "2:9", "anchors and tags"), (MAIN, "3:9", "anchors and tags"),
           (MAIN, "3:9", "settle must be a time"), (MAIN, "4:11", "a value must be one line"), (MAIN, "5:10", "uevents must be"),
           (MAIN, "6:10", "aliases"), (MAIN, "7:12", "aliases"), (MAIN, "7:19", "this must be a map of settings, not a list")])
MACHINE.configure("".join(f"key{number}: 1\n" for number in range(130)))
status, _, error = MACHINE.run("config", "check", MACHINE.etc)
checks.same((status, error.count("\n"), error.splitlines()[-1]), (4, 101, "xenfacts: and 30 more; correct these first"),
            "a file of another kind does not flood the terminal")
MACHINE.configure("interval: soon\n")
(MACHINE.etc / PART).symlink_to("10-a.yaml")
status, _, error = MACHINE.run("config", "check", MACHINE.etc)
checks.that(status == 4 and f"cannot read the configuration {MACHINE.etc / PART}: Too many levels" in error.splitlines()[0]
            and f"{FILE}:1:11: interval must be a time" in error.splitlines()[1], "a file that cannot be read, and another", error)
(MACHINE.etc / PART).unlink()

# ---- bytes that are not text, a missing file, a file that is too large, or anybody's ----

FILE.write_bytes(b"interval: \xff\n")
checks.that("it is not UTF-8 text" in MACHINE.run("config", "check", MACHINE.etc)[2], "bytes that are no text")
FILE.write_bytes(b"# " + b"x" * (1 << 20))
checks.that("it is larger than 1 MiB" in MACHINE.run("config", "check", MACHINE.etc)[2], "a large file")
FILE.unlink()
FILE.mkdir()
checks.that("it is not a regular file" in MACHINE.run("config", "check", MACHINE.etc)[2], "a folder")
FILE.rmdir()
FILE.write_text("interval: 2h\n")
FILE.chmod(0o666)
checks.that(os.geteuid() != 0 or "chmod go-w" in MACHINE.run("config", "check", MACHINE.etc)[2],
            "a file that anybody writes")
FILE.unlink()
status, _, error = MACHINE.run("config", "check", MACHINE.work / "nowhere")
checks.that(status == 4 and "cannot read the configuration" in error, "a path that is not there", error)
status, _, error = MACHINE.run("config", "chek")
checks.that(status == 2 and "did you mean check?" in error, "a wrong word", error)

# No configuration, an empty file, one of comments, and a map without content are good, and say the same.
nothing = shown(MACHINE.etc)
for empty in ("", "\n", "# nothing\nplugins:\n  # none\nsinks:\n", "---\n# nothing\n", "# nothing\n",
              "---\n", "plugins:\n  block:\nsinks: {facts: {}}\n"):
    FILE.write_text(empty)
    checks.same(plain(shown(MACHINE.etc)), plain(nothing), f"{empty!r} says nothing")
FILE.write_text("sinks:\n  b: {preset: facter}\n  c: {preset: facter, enabled: off}\n")
checks.same(MACHINE.run("config", "check", MACHINE.etc), (0, "", ""), "of two sinks for one file, one is off")
FILE.write_text("sinks:\n  a: {type: later}\n")
checks.same(MACHINE.run("config", "check", MACHINE.etc), (0, "", ""), "a sink of a later header")
checks.that("interval: 1h" in plain(nothing) and f"    path: {MACHINE.run_folder}/facts.json" in nothing.splitlines(),
            "what is so without being told", nothing)

# Later files win place by place; what is shown says who said it, and reads back to the same.
FILE.write_text("interval: 30m\nsinks:\n  a:\n    type: file\n    path: \"/tmp/a b # \\\"c\\\"\"\n")
MACHINE.configure("interval: 90m\nplugins:\n  block: no\n", "conf.d/10-a.yaml")
MACHINE.configure("sinks:\n  a: {mode: 0600}\n  facts: off\n  b: {preset: facter, format: json}\n", "conf.d/20-b.yaml")
MACHINE.configure("sinks:\n  c: {preset: prometheus, path: /tmp/x}\n", "conf.d/30-c.yaml")
MACHINE.configure("interval: nonsense\n", "conf.d/ignored.yml")
all_of_it = shown(MACHINE.etc)
for line in (f"interval: 90m  # {MACHINE.etc}/conf.d/10-a.yaml:1", f"    enabled: false  # {MACHINE.etc}/conf.d/10-a.yaml:3",
             f"    mode: 0600  # {MACHINE.etc}/conf.d/20-b.yaml:2", f"    format: json  # {MACHINE.etc}/conf.d/20-b.yaml:4",
             "    path: /etc/facter/facts.d/xenfacts.json", "    folder_owner: prometheus", "    profile: slim", "    profile: full"):
    checks.that(line in all_of_it.splitlines(), f"shown: {line}", all_of_it)
again = MACHINE.work / "again.yaml"
again.write_text(all_of_it, encoding="utf-8")
checks.same(plain(shown(again)), plain(all_of_it), "what is shown reads back to the same")
MACHINE.drop()
sys.exit(checks.finish())
