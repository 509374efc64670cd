# SPDX-License-Identifier: MIT
"""Guests whose facts are written to run in a page: the corpus of injections, and the places of a guest that take text."""

PAYLOADS = {
    "script": "</script><script>alert(1)</script>",
    "comment": "<!--<script>alert(2)</script>",
    "image": "\"><img src=x onerror=alert(3)>",
    "quote": "'onmouseover='alert(4)' x='",
    "link": "javascript:alert(5)",
    "fetch": "<link rel=stylesheet href=https://example.org/x.css><iframe src=https://example.org>",
    "style": "</style><style>*{display:none}</style>",
    "separators": "a\u2028alert(6)\u2029b",
    "template": "${alert(7)}{{constructor.constructor('alert(8)')()}}",
    "svg": "<svg onload=alert(9)><title>]]>&amp;<![CDATA[",
    "proto": "__proto__",
    "escape": "\\u003cscript\\u003ealert(10)\\u003c/script\\u003e",
}


def escaped(text, blanks=" "):
    """Text as xenfacts-guest(5) has it: a backslash, what is not ASCII, and in names blanks, as \\xNN."""
    return "".join(chr(byte) if 32 <= byte < 127 and chr(byte) not in "\\" + blanks else f"\\x{byte:02x}" for byte in text.encode())


def guest(text, payload):
    """A recorded guest with a payload in its board's names, its kernel's and Xen's versions, a log line, and device names."""
    name = escaped(payload.replace("/", "\u2044"))  # no name of a file has a slash
    payload = escaped(payload, "")
    for old in ("xvda", "eth0"):
        text = text.replace(f" {old} ", f" {name} ").replace(f"/{old} ", f"/{name} ").replace(f"/{old}/", f"/{name}/")
        text = text.replace(f"/{old}\n", f"/{name}\n")
    text = text.replace("|HVM domU\n", f"|HVM domU {payload}\n").replace("|Xen\n", f"|{payload}\n")
    text = text.replace("|6.1.0-56-amd64\n", f"|6.1.0{payload}\n").replace("|.7\n", f"|.{payload}\n")
    return text.replace("] blkfront: xvda:", f"] blkfront: {payload}:")
