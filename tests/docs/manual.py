# SPDX-License-Identifier: MIT
"""xenfacts.1 and --help tell of the same commands, arguments, options and exit codes; every plugin has a page, which
lists exactly the places that it looks at."""
import pathlib
import re
import shlex
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import documents  # noqa: E402
from kit import checks, xenfacts  # noqa: E402

HELP_OPTION = re.compile(r"^  (?:-(\w),|   ) --([a-z-]+)(?: ([A-Z]+))? {2,}(.*(?:\n {20,}\(.*)?)$", re.M)
MAN_OPTION = re.compile(r"^\.It Fl (?:(\w) , )?-([a-z-]+)(?: Ar ([A-Z]+))?$", re.M)
SETTING = re.compile(r"^\.It Cm ([a-z][a-z0-9_]*) Ar [A-Z]+(?: Pq Cm (\S+))?\n(.*?)(?=^\.It Cm \w+ Ar |\Z)", re.M | re.S)
MACROS = {"Ar", "Cm", "Ns", "Op", "Fl"}


def helped_options(text):
    """{name: (letter, value, words)} of one part of a help text."""
    found = {}
    for letter, name, value, rest in HELP_OPTION.findall(text):
        words = re.search(r"\(([a-z ]+)\)$", rest)
        found[name] = (letter, value, frozenset(words[1].split()) if words else frozenset())
    return found


def sections(text, macro):
    """[(heading, text)] of a page, cut at .Sh or .Ss."""
    parts = re.split(rf"^\.{macro} (.*)\n", text, flags=re.M)
    return list(zip(parts[1::2], parts[2::2]))


def check_options(where, helped, manual):
    found = {name: (letter, value) for letter, name, value in MAN_OPTION.findall(manual)}
    checks.that({name: option[:2] for name, option in helped.items()} == found,
                f"options of {where}: help has {helped}, the manual {found}")
    for name, (_, _, words) in helped.items():
        item = re.split(rf"^\.It Fl .*-{name}\b.*\n", manual, flags=re.M)[-1]
        for word in words:
            checks.that(re.search(rf"^\.(It |Pq )?Cm (.* )?{word}\b", item, re.M),
                        f"{where} --{name}: the manual does not tell of {word}")


def arguments(heading):
    """The words of what follows a command, in the help's or the manual's notation."""
    return sorted(set(re.findall(r"\w+", heading)) - MACROS)


def check_commands(helps, manual):
    told = {}
    for heading, text in sections(manual["COMMANDS"], "Ss"):
        name, _, rest = heading.partition(" ")
        before = told.get(name, ("", ""))
        told[name] = (before[0] + " " + rest, before[1] + text)
    documents.agree("commands: --help and the manual", helps, told)
    for name, text in helps.items():
        usage, synopsis = re.search(r"^Usage: xenfacts (\S+) \[OPTION\.\.\.\] ?(.*)$", text, re.M).groups()
        heading, item = told.get(name, ("", ""))
        checks.that(usage == name and arguments(synopsis) == arguments(heading),
                    f"arguments of {name}: help has {synopsis}, the manual {heading}")
        options = helped_options(text.partition("Options of every command:")[0])
        if name == "report":  # the formats are those of `facts`, which describes each
            options = {option: (letter, value, frozenset()) for option, (letter, value, _) in options.items()}
        check_options(name, options, item)
        checks.that(re.search(rf"^\.Cm {name}$", manual["SYNOPSIS"], re.M), f"SYNOPSIS lacks {name}")
        for option in options:
            checks.that(re.search(rf"^\.Op Fl (\w , )?-{option}( |$)", manual["SYNOPSIS"], re.M), f"SYNOPSIS lacks --{option}")


def check_exit_codes(texts, manual):
    source = (xenfacts.SOURCE / "core/cli/cli.h").read_text(encoding="utf-8")
    enum = re.search(r"enum exit_code \{(.*?)\}", source, re.S)[1]
    codes = set(re.findall(r"= (\d+)", enum))
    told = re.findall(r"^\.It (\d+)$", manual["EXIT STATUS"], re.M)
    documents.agree("exit codes: the program and the manual", codes, told)
    helped = set()
    for text in texts:
        for sentence in re.findall(r"[Ee]xit status.*?\.", text, re.S):
            helped |= set(re.findall(r"\b\d\b", sentence))
    documents.agree("exit codes: the program and its help", codes, helped)


def check_main_page():
    manual = dict(sections((xenfacts.SOURCE / "docs/man/xenfacts.1").read_text(encoding="utf-8"), "Sh"))
    top = documents.output("--help")
    names = re.findall(r"^  ([a-z]+) {2,}", top.partition("\nCommands:\n")[2].partition("\n\n")[0], re.M)
    helps = {name: documents.output(name, "--help") for name in names}
    own = helped_options(helps["report"].partition("Options of every command:")[0])
    every = {name: option for name, option in helped_options(top).items() if name not in own}
    check_options("xenfacts", every, manual["OPTIONS"])
    check_commands(helps, manual)
    check_exit_codes([top, *helps.values()], manual)


def check_plugin_pages():
    plugins = {path.stem: path for path in (xenfacts.BUILD / "plugins").glob("*.so")}
    pages = {path.stem: path for path in (xenfacts.SOURCE / "plugins").glob("*.7")}
    documents.agree("plugins and their pages", plugins, pages)
    for name, path in pages.items():
        page = dict(sections(path.read_text(encoding="utf-8"), "Sh"))
        checks.that(page["NAME"].startswith(f".Nm xenfacts-plugin-{name}\n"), f"{path} names another page")
        listed = [shlex.split(rest)[0] for rest in re.findall(r"^\.It (?:Pa|Li) (.*)$", page["FILES"], re.M)]
        checks.that(len(listed) == len(set(listed)), f"{path} lists a place twice")
        documents.agree(f"places of plugin {name}: page and reads", listed, documents.promises(plugins[name])[1])


def check_sink_pages():
    """Each sink but those in xenfacts.yaml.5 has a page, which tells of each of its settings: the key, the words, and
    the value it has unset."""
    page = (xenfacts.SOURCE / "docs/man/xenfacts.yaml.5").read_text(encoding="utf-8")
    inline = re.findall(r"^\.Ss The sink (\w+)$", page, re.M)
    sinks = {path.stem: path for path in (xenfacts.BUILD / "sinks").glob("*.so") if path.stem not in inline}
    pages = {path.stem.removeprefix("xenfacts-sink-"): path
             for path in (xenfacts.SOURCE / "docs/man").glob("xenfacts-sink-*.7")}
    documents.agree("sinks and their pages", sinks, pages)
    for name in set(sinks) & set(pages):
        settings = dict(sections(pages[name].read_text(encoding="utf-8"), "Sh"))["SETTINGS"]
        items = {key: (default or "", text) for key, default, text in SETTING.findall(settings)}
        done = subprocess.run([xenfacts.BUILD / "tests/drive-sink", sinks[name]], capture_output=True, text=True,
                              check=True)
        table = [line.split("\t") for line in done.stdout.splitlines()]
        documents.agree(f"settings of sink {name}: page and table", items, [key for key, *_ in table])
        for key, _, words, fallback, _ in table:
            default, text = items.get(key, ("", ""))
            checks.that(default == fallback, f"{name}: {key} unset is {fallback!r}, the page says {default!r}")
            for word in words.split():
                checks.that(re.search(rf"^\.(It )?Cm {word}\b", text, re.M), f"{name}: the page lacks {key}: {word}")


def check_references():
    """If a page refers to another of our pages, that one exists."""
    pages = [*(xenfacts.SOURCE / "docs/man").glob("*.[1-9]"), *(xenfacts.SOURCE / "plugins").glob("*.7")]
    names = {re.search(r"^\.Nm (\S+)", page.read_text(encoding="utf-8"), re.M)[1] + page.suffix for page in pages}
    for page in pages:
        for name, section in re.findall(r"^\.Xr (xenfacts\S*) (\d)", page.read_text(encoding="utf-8"), re.M):
            checks.that(f"{name}.{section}" in names, f"{page}: there is no {name}({section})")


def check_configuration_page():
    """xenfacts.yaml.5 tells of every setting that `config show` shows, and of its value when nothing is set."""
    page = (xenfacts.SOURCE / "docs/man/xenfacts.yaml.5").read_text(encoding="utf-8")
    told = {key: value for key, value in re.findall(r"^\.It Ic (\w+) :(?: No (\S+))?$", page, re.M)}
    shown = documents.output("config", "show")
    found = dict(re.findall(r"^ *(?:# )?(\w+):(?: (\S+))?$", shown, re.M))
    plugins = {path.stem for path in (xenfacts.BUILD / "plugins").glob("*.so")}
    own = {"plugins", "sinks", "facts", "type", "path"} | plugins
    documents.agree("settings: config show and the manual", set(found) - own, set(told) - own)
    for key, value in told.items():
        checks.that(key in own or key == "deadline" or found.get(key, "") == value,
                    f"the manual says that {key} is {value!r}, the program {found.get(key)!r}")


check_main_page()
check_configuration_page()
check_plugin_pages()
check_sink_pages()
check_references()
sys.exit(checks.finish())
