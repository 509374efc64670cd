# SPDX-License-Identifier: MIT
"""C as tokens, for tests/check-source and tests/check-format. Not a grammar: K&R code without tricks needs none."""
import re

TOKEN = re.compile(r"""
    (?P<comment>/\*.*?\*/|//[^\n]*)
  | (?P<string>"(?:\\.|[^"\\\n])*")
  | (?P<char>'(?:\\.|[^'\\\n])*')
  | (?P<word>[A-Za-z_]\w*)
  | (?P<number>\.?\d(?:[eEpP][+-]|[\w.])*)
  | (?P<splice>\\\n)
  | (?P<newline>\n)
  | (?P<space>[ \t\f\v\r]+)
  | (?P<punct>.)""", re.X | re.S)


class Token:
    def __init__(self, kind, text, line):
        self.kind, self.text, self.line = kind, text, line

    def __repr__(self):
        return f"{self.text}@{self.line}"
