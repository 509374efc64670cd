# SPDX-License-Identifier: MIT
"""Lines of a man page, in mdoc(7): for docs/make-facts and docs/make-manual."""
import textwrap


def running(text):
    """Running text: a line for each sentence, `literal` and *emphasis* as macros, nothing read as a request."""
    text = text.replace("\\", "\\e").replace(". ", ".\n").replace("; ", ";\n")
    for line in text.split("\n"):
        yield from sentence(line)


def sentence(line):
    """One line of running text."""
    for mark, macro in (("`", "Li"), ("*", "Em")):
        before, first, rest = line.partition(mark)
        word, second, after = rest.partition(mark)
        if first and second and " " not in word and (mark == "`" or word.isalpha()):
            yield from sentence(before.rstrip()) if before.strip() else ()
            glued = len(after) - len(after.lstrip(".,;:"))
            yield f".{macro} {word}" + "".join(" " + mark for mark in after[:glued])
            yield from sentence(after[glued:].lstrip()) if after[glued:].strip() else ()
            return
    for piece in textwrap.wrap(line, 78, break_on_hyphens=False):
        yield ("\\&" if piece[0] in ".'" else "") + piece
