# SPDX-License-Identifier: MIT
"""The sink http and its server's bad days: each status, answers that are slow, broken, endless or no HTTP at all."""
import concurrent.futures
import email.utils
import json
import pathlib
import re
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from kit import certificates, checks, delivery, files, servers, xenfacts  # noqa: E402

AUTHORITY = certificates.Authority(pathlib.Path.cwd())
TLS = servers.context(AUTHORITY.certificate("server"))
OK = b"HTTP/1.1 200 OK\r\n"
PAGE = (xenfacts.SOURCE / "docs/man/xenfacts-sink-http.7").read_text(encoding="utf-8")
AGAIN = {int(code) for code in re.findall(r"\d{3}", re.search(r"The server answered with (\d[^;]*);", PAGE)[1])}


def post(answer, **options):
    """One delivery to a server that answers so: the receipt, and the server."""
    server = servers.Server(answer, TLS)
    receipt = delivery.deliver("http", url=server.url, ca_file=AUTHORITY.file, **options)
    server.close()
    return receipt, server


def is_so(what, answer, kind, words="", wait=0, **options):
    """The outcome of one answer, and what the sentence says."""
    return judge(what, post(answer, **options), kind, words, wait)


def judge(what, done, kind, words="", wait=0):
    """The same of what post gave."""
    receipt, server = done
    receipt.is_so(what, kind, words, wait)
    checks.same(len(server.requests), 1, f"{what}: one attempt")
    return receipt, server


def delivered():
    """What reaches the server, to the letter."""
    key = "7b0c8f2e-6d0b-4c57-9d0e-3c9f5f1e2a11"
    server = servers.Server(servers.status(200, b"fine"), TLS)
    receipt = delivery.deliver("http", f"@{key}", url=server.url, ca_file=AUTHORITY.file)
    checks.same((receipt.kind, receipt.wait, receipt.sentence), ("delivered", 0, f"accepted by https://127.0.0.1:{server.port} (200)\n"),
                "200, and by whom: without the path, which may be a secret")
    request = server.requests[0]
    checks.same((request.method, request.target, request.protocol), ("POST", "/hook", "http/1.1"), "the request")
    checks.same(request.body, delivery.report().read_bytes(), "the body")
    checks.same(json.loads(request.body)["mode"], "pvhvm", "the body is JSON")
    got = {name: request.headers.get(name) for name in ("content-type", "idempotency-key", "user-agent", "host")}
    checks.same(got, {"content-type": "application/json", "idempotency-key": key, "user-agent": "xenfacts/0.0",
                "host": f"127.0.0.1:{server.port}"}, "the headers")
    for name in ("authorization", "x-auth-token", "x-hub-signature-256", "content-encoding", "expect"):
        checks.that(name not in request.headers, f"no header {name} without need")
    large = pathlib.Path("large")
    large.write_bytes(b"[" + b" " * (3 << 20) + b"]")
    server = servers.Server(servers.status(204), TLS)
    checks.same(delivery.deliver("http", body=large, url=server.url, ca_file=AUTHORITY.file).kind, "delivered", "3 MiB")
    checks.same(server.requests[0].body, large.read_bytes(), "a large body")


def statuses():
    """Each status leads to what the manual says of it."""
    for code in (200, 201, 202, 204):
        is_so(f"{code}", servers.status(code), "delivered")
    checks.same(len(AGAIN), 8, f"statuses that the manual's page says are worth another try: {AGAIN}")
    for code in AGAIN:
        is_so(f"{code}", servers.status(code, b"later"), "retry", f'answered {code} "later"')
    for code in {*range(300, 600, 7), 300, 304, 400, 401, 403, 404, 405, 407, 410, 413, 415, 422, 501, 599} - AGAIN:
        is_so(f"{code}", servers.status(code), "refused", f"answered {code}")
    is_so("401", servers.status(401), "refused", "token_file")
    is_so("404", servers.status(404), "refused", "check url")
    is_so("415", servers.status(415), "refused", "compress")


def retry_after():
    """Retry-After is honoured in both of its forms, up to an hour, and only where another try is worth it."""
    for code in (429, 503):
        is_so(f"{code}, 7 seconds", servers.status(code, Retry_After="7"), "retry", wait=7000)
    is_so("a day", servers.status(503, Retry_After="86400"), "retry", wait=3600000)
    is_so("a word", servers.status(503, Retry_After="soon"), "retry")
    is_so("less than nothing", servers.status(503, Retry_After="-5"), "retry")
    is_so("400 with Retry-After", servers.status(400, Retry_After="7"), "refused")
    receipt, _ = post(servers.status(429, Retry_After=email.utils.formatdate(time.time() + 600, usegmt=True)))
    checks.that(receipt.kind == "retry" and 0 < receipt.wait <= 600000, "a date", f"{receipt.kind} {receipt.wait}")
    past = email.utils.formatdate(time.time() - 600, usegmt=True)
    is_so("a date that is over", servers.status(429, Retry_After=past), "retry")


def slow():
    """A server that is slow, or never ends: the time limit ends it, and the report is sent again."""
    part = b"Content-Length: 9\r\n\r\nf"
    cases = {"no answer": (servers.hangs(), "retry", "no complete answer: Operation timed out"),
             "slow headers": (servers.hangs(OK), "retry", "timed out"),
             "slow body": (servers.hangs(OK + part), "retry", "timed out"),
             "slow loris": (servers.drips(OK, b"X: y\r\n", 0.01), "retry", "timed out"),
             "slow body of a refusal": (servers.hangs(b"HTTP/1.1 401 No\r\n" + part), "refused", "answered 401")}
    # All at once, and with time enough for a machine that is busy.
    with concurrent.futures.ThreadPoolExecutor() as pool:
        done = {what: pool.submit(post, case[0], timeout=4000) for what, case in cases.items()}
    for what, (_, kind, words) in cases.items():
        judge(what, done[what].result(), kind, words)
    silent = servers.Server(servers.hangs(), reads=False)
    receipt = delivery.deliver("http", url=silent.url.replace("http:", "https:"), connect_timeout=500)
    receipt.is_so("a server that does not shake hands", "retry", "cannot connect: ", 0)
    checks.that("; check url, proxy and firewalls" in receipt.sentence, "what to do about it", receipt.sentence)


def broken():
    """Answers that break off, or are no HTTP."""
    is_so("nothing", servers.sends(b""), "retry", "no complete answer")
    is_so("a reset before the answer", servers.resets(), "retry", "no complete answer")
    is_so("a reset within the body", servers.resets(OK + b"Content-Length: 9\r\n\r\nf"), "retry", "no complete answer")
    is_so("an end within the body", servers.sends(OK + b"Content-Length: 9\r\n\r\nf"), "retry", "no complete answer")
    is_so("a broken chunk", servers.sends(OK + b"Transfer-Encoding: chunked\r\n\r\nxyz\r\n"), "retry")
    is_so("not HTTP", servers.sends(b"220 mail.example ESMTP\r\n"), "retry", "no complete answer")
    is_so("garbage", servers.sends(bytes(range(256)) * 16), "retry", "no complete answer")
    is_so("a bad status", servers.sends(b"HTTP/1.1 abc\r\n\r\n"), "retry")
    is_so("a header without end", servers.drips(OK + b"X: ", b"y" * 65536), "retry")


def excerpts():
    """What a sentence shows of an answer is one line of plain text; what an echo would tell is left out."""
    receipt, _ = is_so("control characters", servers.status(400, b"a\x1b[31mb\r\n\tc\0\xff\xe2\x80\xaed"), "refused")
    checks.that('answered 400 "a?[31mb c?????d": ' in receipt.sentence, "control characters", receipt.sentence)
    token = files.secret("token", delivery.TOKEN)
    for what, body in (("whole", f"bad token {delivery.TOKEN}"), ("in part", f"bad token {delivery.TOKEN[3:15]}..."),
                       ("escaped", json.dumps({"token": delivery.TOKEN}).replace("/", "\\/"))):
        receipt, server = is_so(f"an echo, {what}", servers.status(401, body.encode()), "refused", token_file=token)
        checks.that("bad" not in receipt.sentence, f"an echo, {what}: nothing of it", receipt.sentence)
    echo = "look here: Authorization: Bearer " + delivery.TOKEN
    is_so("an echo as a reason", servers.sends(f"HTTP/1.1 403 {echo}\r\n\r\n".encode()), "refused", token_file=token)
    is_so("an echo as a redirect", servers.status(302, Location=f"https://{delivery.TOKEN}/"), "refused", "nowhere",
          token_file=token)


def endless():
    """An answer of a gigabyte is not read: the status counts, and the server is left."""
    for code, kind in ((200, "delivered"), (503, "retry"), (400, "refused")):
        answer = servers.drips(f"HTTP/1.1 {code} OK\r\nContent-Length: {1 << 30}\r\n\r\n".encode(), b"x" * 65536)
        is_so(f"{code} with a gigabyte", answer, kind)
        # What lies in buffers on the way was sent, though nobody reads it.
        checks.that(answer.sent < 64 << 20, f"{code} with a gigabyte: the client left", answer.sent)
    is_so("exactly 64 KiB", servers.status(200, b"x" * 65536), "delivered")


for each in (delivered, statuses, retry_after, slow, broken, excerpts, endless):
    each()
sys.exit(checks.finish())
