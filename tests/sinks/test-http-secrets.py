# SPDX-License-Identifier: MIT
"""The sink http and its secrets: which files it takes them from, and that they show up nowhere else."""
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from kit import certificates, checks, delivery, files, servers  # noqa: E402

HERE = pathlib.Path.cwd()
AUTHORITY = certificates.Authority(HERE)
SERVER = servers.Server(servers.status(200), servers.context(AUTHORITY.certificate("server")))
BEARER = f"Bearer {delivery.TOKEN}"
NAMES = ("cmdline", "environ")  # of a process, which others may be able to read


def deliver(**options):
    """One delivery to the server; its receipt, and the header that came."""
    receipt = delivery.deliver("http", url=SERVER.url, ca_file=AUTHORITY.file, **options)
    return receipt, SERVER.requests.pop().headers.get("authorization") if SERVER.requests else None


def is_taken(what, path, **options):
    """The token of that file is sent."""
    receipt, header = deliver(token_file=path, **options)
    checks.same((receipt.kind, header), ("delivered", BEARER), f"{what}: {receipt.sentence}")


def is_refused(what, path, words, setting="token_file", **options):
    """Nothing is sent, and the sentence says what is wrong with the file."""
    receipt, header = deliver(**{setting: path}, **options)
    checks.same((receipt.kind, receipt.wait, header), ("refused", 0, None), f"{what}: {receipt.sentence}")
    for word in (setting, str(path)[:100], words):
        checks.that(word in receipt.sentence, f"{what}: the sentence tells of {word}", receipt.sentence)


def whose():
    """A secret may be read by its owner, who is root or we, and by nobody else."""
    for mode in (0o400, 0o600, 0o700):
        is_taken(f"mode {mode:o}", files.secret("token", delivery.TOKEN, mode))
    for mode in (0o640, 0o604, 0o644, 0o660, 0o620, 0o602, 0o610, 0o601):
        for setting in ("token_file", "hmac_file"):
            is_refused(f"mode {mode:o}", files.secret("token", delivery.TOKEN, mode), "chmod 0600", setting)
    if os.geteuid() == 0:
        foreign = files.secret("foreign", delivery.TOKEN)
        os.chown(foreign, 65534, 65534)
        is_refused("another user's", foreign, "belongs to another user")


def what_file():
    """Only a regular file itself: a link could lead to another's secret."""
    token = files.secret("token", delivery.TOKEN)
    link, fifo = HERE / "link", HERE / "fifo"
    link.symlink_to(token)
    os.mkfifo(fifo, 0o600)
    is_refused("a link", link, "symbolic link")
    is_refused("a FIFO", fifo, "not a regular file")
    is_refused("a folder", HERE, "not a regular file")
    is_refused("a device", "/dev/zero", "not a regular file")
    is_refused("missing", HERE / "none", "does not exist")
    is_refused("below a file", token / "token", "does not exist")
    is_refused("a name that is too long", "/" + "x" * 300, "cannot be opened")


def content():
    """One line; its end is not part of it."""
    for end in ("", "\n", "\r\n"):
        is_taken(f"the end {end!r}", files.secret("token", delivery.TOKEN + end))
    for what, text, words in (("empty", "", "is empty"), ("a line end only", "\n", "is empty"),
                              ("two lines", f"{delivery.TOKEN}\n{delivery.TOKEN}\n", "control character"),
                              ("a header of its own", f"{delivery.TOKEN}\r\nX-Evil: 1", "control character"),
                              ("a NUL", f"{delivery.TOKEN}\0x", "control character"),
                              ("a blank", f"{delivery.TOKEN} x", "contains a blank"),
                              ("9 KiB", "x" * 9216, "8 KiB"), ("65 KiB", "x" * 66560, "64 KiB")):
        is_refused(what, files.secret("bad", text), words)
    receipt, header = deliver(token_file=files.secret("long", "x" * 8192))
    checks.same((receipt.kind, header), ("delivered", "Bearer " + "x" * 8192), f"8 KiB: {receipt.sentence}")


def credentials():
    """A bare name is a credential of systemd's; there a group's bit may be the mask of a list of access."""
    folder = HERE / "credentials"
    folder.mkdir()
    given = {"environment": {"CREDENTIALS_DIRECTORY": str(folder)}}
    for mode in (0o400, 0o440):
        (folder / "token").unlink(missing_ok=True)
        files.secret(folder / "token", delivery.TOKEN, mode)
        is_taken(f"a credential of mode {mode:o}", "token", **given)
    files.secret(folder / "open", delivery.TOKEN, 0o444)
    is_refused("a credential that all may read", "open", "chmod 0600", **given)
    (folder / "link").symlink_to(folder / "token")
    is_refused("a link among credentials", "link", "symbolic link", **given)
    is_refused("no such credential", "other", "does not exist", **given)
    is_refused("no credentials", "token", "LoadCredential=")
    is_refused("credentials in no absolute folder", "token", "LoadCredential=",
               environment={"CREDENTIALS_DIRECTORY": "credentials"})
    is_taken("an absolute path beside credentials", files.secret("token", delivery.TOKEN), **given)
    for name in ("../token", "a/b", "..", ".", ""):
        receipt, _ = deliver(token_file=name, **given)
        checks.same((receipt.kind, "token_file" in receipt.sentence), ("wrong", True), f"the name {name!r}")


def nowhere_else():
    """While the server has the request: no secret in the process's arguments and environment."""
    receipt, seen = delivery.watched(SERVER, lambda process: [(process / name).read_bytes() for name in NAMES],
                                     ca_file=AUTHORITY.file, token_file=files.secret("token", delivery.TOKEN),
                                     hmac_file=files.secret("key", delivery.KEY))
    header, places = SERVER.requests.pop().headers.get("authorization"), sum(seen, [])
    checks.same((receipt.kind, header, len(places)), ("delivered", BEARER, 2),
                f"looked at while sending {receipt.sentence}")
    for place in places:
        checks.that(b"HOME" in place or b"token_file=" in place, "what is looked at is there", place)
        for secret in delivery.SECRETS:
            checks.that(secret.encode() not in place, "no secret among arguments and environment", place)
    other = delivery.deliver("http", url=SERVER.url, token_file=HERE / "token", hmac_file=HERE / "key")
    checks.same(other.kind, "refused", "a sentence about a certificate, with secrets loaded")


for each in (whose, what_file, content, credentials, nowhere_else):
    each()
sys.exit(checks.finish())
