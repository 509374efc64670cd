# SPDX-License-Identifier: MIT
"""For the tests of sinks beside this file: one delivery by drive-sink, and checks that are counted."""
import os
import pathlib
import subprocess
import sys

SOURCE = pathlib.Path(os.environ["XF_SOURCE_DIR"])
BUILD = pathlib.Path(os.environ["XF_BUILD_DIR"])
REPORT = pathlib.Path("report.json").absolute()  # some report, in the empty folder that a test starts in
TOKEN, KEY = "s3cr3t-Token_aXq81.Lm/4+zz=", "an Hmac key, with blanks 7fQ9"
SECRETS = (TOKEN, KEY)
PROXIES = ("http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY")
COUNTS = {"passed": 0, "failed": 0}

with REPORT.open("wb") as report:
    subprocess.run([BUILD / "xenfacts", "facts", "--guest", SOURCE / "tests/guests/xen4.17-pvhvm-linux6.1.guest"],
                   stdout=report, check=True)


def check(holds, what, shown=""):
    """One check; of one that fails, says what and shows something."""
    COUNTS["passed" if holds else "failed"] += 1
    if not holds:
        print(f"FAILED: {what}\n  {shown}".rstrip(), flush=True)
    return bool(holds)


def same(got, wanted, what):
    """The comparison of two values."""
    return check(got == wanted, what, f"got {got!r}, wanted {wanted!r}")


class Receipt:
    """What came of a delivery."""

    def __init__(self, out, err, code):
        lines = out.split("\n")
        self.kind, self.wait, self.sentence = lines[0], int(lines[1]) if len(lines) > 1 else None, "\n".join(lines[2:])
        self.whole = f"{out}{err}"
        check(code == 0 and len(lines) == 4 and not lines[3] and not err, "drive-sink prints three lines", self.whole)
        shown = self.sentence.rstrip("\n")
        check(shown.isprintable() and (self.kind == "delivered") == (not shown), "a sentence for all but success", shown)
        for secret in SECRETS:
            parts = [secret[at:at + 8] for at in range(len(secret) - 7)]
            check(not any(part in self.whole for part in parts), "no secret is printed", self.whole)


def deliver(sink, *words, body=REPORT, running=None, environment=None, **settings):
    """One delivery, by a sink's name or file; `running` is called with the process when it has begun."""
    file = sink if isinstance(sink, pathlib.Path) else BUILD / f"sinks/{sink}.so"
    words = [BUILD / "tests/drive-sink", file, body, *words]
    words += [f"{name}={value}" for name, value in settings.items()]
    clean = {name: value for name, value in os.environ.items() if name not in PROXIES}
    with subprocess.Popen([str(word) for word in words], env={**clean, **(environment or {})}, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        if running:
            running(process)
        out, err = process.communicate()
        return Receipt(out, err, process.returncode)


def secret_file(path, text, mode=0o600):
    """A file with a secret in it."""
    path = pathlib.Path(path).absolute()
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def finish():
    """Prints the counts; a test that checked nothing fails too."""
    print(f"{os.path.basename(sys.argv[0])}: {COUNTS['passed']} passed, {COUNTS['failed']} failed")
    sys.exit(1 if COUNTS["failed"] or not COUNTS["passed"] else 0)
