# SPDX-License-Identifier: MIT
"""The sink http and its ways to a server: none, proxies, redirects, a socket file; and what it packs and signs."""
import gzip
import hashlib
import hmac
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from kit import certificates, checks, delivery, files, processes, servers, xenfacts  # noqa: E402

HERE = pathlib.Path.cwd()
AUTHORITY = certificates.Authority(HERE)
TLS = servers.context(AUTHORITY.certificate("server"))
TOKEN, KEY = files.secret("token", delivery.TOKEN + "\n"), files.secret("key", delivery.KEY + "\n")


def serve(answer=servers.status(200), tls=TLS, **options):
    """A server, with TLS unless that is not wanted."""
    return servers.Server(answer, tls, **options)


def is_so(what, url, kind, words="", **settings):
    """The outcome of a delivery, and what the sentence says."""
    return delivery.deliver("http", url=url, **{"ca_file": AUTHORITY.file, **settings}).is_so(what, kind, words)


def nowhere():
    """Nobody is there: tried again, and the sentence does not speak of an answer."""
    server = serve()
    server.close()
    is_so("nobody listens", server.url, "retry", "cannot connect: Connection refused; check url and proxy")
    is_so("no such name", f"https://{'a' * 64}.invalid/", "retry", "cannot connect: Could not resolve host: ")
    is_so("no such proxy", "https://127.0.0.1/", "retry", "cannot connect: Could not resolve proxy: ",
          proxy=f"http://{'a' * 64}.invalid:1")
    is_so("an impossible port", "https://127.0.0.1:99999/", "refused", "check url")


def alone():
    """The half that links libcurl is not there, as while a package is upgraded: tried again."""
    copy = HERE / "http.so"
    copy.write_bytes((xenfacts.BUILD / "sinks/http.so").read_bytes())
    receipt = delivery.deliver(copy, url="https://127.0.0.1/")
    checks.same((receipt.kind, "cannot load libcurl" in receipt.sentence), ("retry", True),
                f"alone: {receipt.sentence}")
    link = HERE / "linked"
    link.mkdir()
    (link / "http.so").symlink_to(xenfacts.BUILD / "sinks/http.so")
    server = serve()
    checks.same(delivery.deliver(link / "http.so", url=server.url, ca_file=AUTHORITY.file).kind, "delivered",
                "through a link")


def light():
    """What the agent opens brings no libcurl with it; a delivery does."""
    _, maps = delivery.watched(serve(), lambda process: (process / "maps").read_text("utf-8"), ca_file=AUTHORITY.file)
    checks.that(maps and "libcurl" in maps[0] and "sinks/http/transfer.so" in maps[0], "a delivery opens libcurl", maps)
    needed = processes.run(["readelf", "-d", xenfacts.BUILD / "sinks/http.so"], check=True)
    found = set(re.findall(r"NEEDED.*\[(lib(?!asan|ubsan)\w+)", needed.stdout))
    checks.that(found <= {"libc"}, "the table's half needs the C library only", found)


def plain_http():
    """Plain http only by allow_http."""
    server = serve(tls=None)
    is_so("plain http", server.url, "wrong", "allow_http")
    checks.same(server.connections, 0, "plain http: connections")
    is_so("plain http, allowed", server.url, "delivered", allow_http="true")
    for url in ("ftp://127.0.0.1/", "file:///etc/passwd", "127.0.0.1/hook", ""):
        is_so(f"url {url}", url, "wrong", "url", allow_http="true")
    is_so("a user in url", "https://me:secret@127.0.0.1/", "wrong", "user name")
    is_so("no user in url, but an @", serve().url + "/@me", "delivered")


def redirects():
    """A redirect is followed only if that was asked for, to https only, and the token stays with its host."""
    goal = serve()
    for code in (301, 302, 303, 307, 308):
        server = serve(servers.status(code, Location=goal.url + "?ticket=5"))
        is_so(f"{code}", server.url, "refused", f"a redirect to https://127.0.0.1:{goal.port}:", token_file=TOKEN)
        checks.same(goal.requests, [], f"{code}: not followed")
        is_so(f"{code}, followed", server.url, "delivered", redirects="true", token_file=TOKEN)
        request = goal.requests.pop()
        checks.same((request.method, request.target, request.body),
                    ("POST", "/hook?ticket=5", delivery.report().read_bytes()), f"{code}: what is posted again")
        checks.that("authorization" not in request.headers, f"{code}: another host's port gets no token")
        checks.that("authorization" in server.requests[0].headers, f"{code}: the first one does")


def bad_redirects():
    """To plain http, to other protocols, in a circle, to nowhere."""
    goal = serve(tls=None)
    for allow in ("false", "true"):
        for where in (goal.url, "ftp://127.0.0.1/", "file:///etc/passwd"):
            server = serve(servers.status(301, Location=where))
            is_so(f"301 to {where}", server.url, "refused", "not https", redirects="true", allow_http=allow)
    is_so("301 to plain http without redirects", serve(servers.status(301, Location=goal.url)).url, "refused", "301")
    checks.same(goal.connections, 0, "nothing goes to plain http")
    circle = serve(servers.status(302, Location="/hook"))
    is_so("a circle", circle.url, "refused", "redirect", redirects="true")
    checks.same(len(circle.requests), 6, "a circle: one request and five redirects")
    is_so("302 to nowhere", serve(servers.status(302)).url, "refused", "nowhere", redirects="true")
    is_so("302 to a user", serve(servers.status(302, Location="https://me:you@127.0.0.1/")).url, "refused",
          redirects="true")
    silent = serve(servers.hangs())
    is_so("302 to a server that hangs", serve(servers.status(302, Location=silent.url)).url, "retry",
          "no complete answer: Operation timed out", redirects="true", timeout=4000)
    deaf = serve(tls=None, reads=False, answer=servers.hangs())
    way = serve(servers.status(302, Location=deaf.url.replace("http:", "https:")))
    is_so("302 to a server that does not shake hands", way.url, "retry", "cannot connect: ", redirects="true",
          connect_timeout=2000)
    gone = serve()
    gone.close()
    is_so("302 to a server that is down", serve(servers.status(302, Location=gone.url)).url, "retry",
          "cannot connect: ", redirects="true")


def proxies():
    """By a setting, never by the environment; the proxy sees an address and no token."""
    server, idle = serve(), serve(servers.tunnels, tls=None)
    proxy = serve(servers.tunnels, tls=None)
    is_so("a proxy", server.url, "delivered", token_file=TOKEN, proxy=proxy.origin, environment={"NO_PROXY": "*"})
    seen = [(request.method, request.target) for request in proxy.requests]
    checks.same(seen, [("CONNECT", f"127.0.0.1:{server.port}")], "a proxy: what it is asked, whatever NO_PROXY is")
    checks.that("authorization" not in proxy.requests[0].headers, "a proxy: it gets no token")
    checks.same(server.requests.pop().headers["authorization"], f"Bearer {delivery.TOKEN}", "a proxy: the server")
    for name in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        is_so(f"{name} in the environment", server.url, "delivered", environment={name: idle.origin})
    plain = serve(tls=None)
    is_so("http_proxy in the environment", plain.url, "delivered", allow_http="true",
          environment={"http_proxy": idle.origin})
    checks.same(idle.connections, 0, "a proxy in the environment is not asked")


def environment():
    """Where other programs would write the keys of their connections."""
    keys = HERE / "keys"
    is_so("SSLKEYLOGFILE", serve().url, "delivered", token_file=TOKEN, environment={"SSLKEYLOGFILE": str(keys)})
    checks.that(not keys.exists(), "SSLKEYLOGFILE: no keys of connections are written")


def tokens():
    """A token over plain http: only to this machine, and without a proxy."""
    server = serve(tls=None)
    for host in ("127.0.0.1", "localhost", "LOCALHOST"):
        is_so(f"a token to {host}", server.url.replace("127.0.0.1", host), "delivered", allow_http="true", token_file=TOKEN)
    for url in ("http://127.9.9.9:1/", "http://[::1]:1/", "http://[0:0::1]:1/x"):
        is_so(f"a token to {url}", url, "retry", "cannot connect", allow_http="true", token_file=TOKEN)
    for url in ("http://192.0.2.1/", "http://localhost.example/", "http://127.0.0.1.example/", "http://128.0.0.1/",
                "http://[::2]/", "http://1270.0.0.1/", "HTTP://h/", "http://", f"http://{'1' * 80}/"):
        is_so(f"a token to {url}", url, "wrong", "unencrypted", allow_http="true", token_file=TOKEN)
    is_so("a token by a proxy", server.url, "wrong", "unencrypted", allow_http="true", token_file=TOKEN,
          proxy="http://127.0.0.1:1")


def bad_proxies():
    """A proxy that refuses, is ill, or is not there."""
    server = serve()
    for code, kind in ((407, "refused"), (403, "refused"), (502, "retry"), (503, "retry"), (504, "retry")):
        proxy = serve(servers.status(code), tls=None)
        is_so(f"a proxy with {code}", server.url, kind, f"the proxy answered {code}", proxy=proxy.url)
    gone = serve(tls=None)
    gone.close()
    is_so("a proxy that is down", server.url, "retry", "cannot connect: ", proxy=gone.url)
    is_so("a proxy that hangs", server.url, "retry", "cannot connect: ",
          proxy=serve(servers.hangs(), tls=None).url, timeout=2000)
    is_so("a user in proxy", server.url, "wrong", "user name", proxy="http://me:secret@127.0.0.1:1")
    checks.same(server.requests, [], "bad proxies: nothing reaches the server")


def socket_file():
    """A server that listens at a socket file, with TLS and without."""
    for name, tls, url in (("plain", None, "http://localhost/hook"), ("tls", TLS, "https://localhost/hook")):
        path = HERE / f"{name}.socket"
        server = serve(tls=tls, path=path)
        is_so(f"socket file, {name}", url, "delivered", unix_socket=path, allow_http="true")
        checks.same(server.requests[0].headers["host"], "localhost", f"socket file, {name}: the host")
        gone = {"environment": {f"{url.partition(':')[0]}_proxy": "http://127.0.0.1:1"}}
        is_so(f"socket file, {name}, beside a proxy's name", url, "delivered", unix_socket=path, allow_http="true",
              **gone)
    is_so("no socket file", "https://localhost/", "retry", "; check unix_socket, and", unix_socket=HERE / "any")
    is_so("a long path", "https://localhost/", "wrong", "107 bytes", unix_socket=f"/{'s' * 107}")
    is_so("with a proxy", "https://localhost/", "wrong", "unix_socket", unix_socket=HERE / "any", proxy="http://p:1")


def packed():
    """gzip only if that is wanted and worth it."""
    small = HERE / "small"
    small.write_bytes(b'{"mode":"pv"}'.ljust(1024))
    for what, body, packs in (("a report", delivery.report(), True), ("1 KiB", small, False)):
        server = serve()
        is_so(what, server.url, "delivered", compress="true", body=body)
        request = server.requests[0]
        checks.same(request.headers.get("content-encoding"), "gzip" if packs else None, f"{what}: Content-Encoding")
        checks.same(gzip.decompress(request.body) if packs else request.body, body.read_bytes(), f"{what}: the body")
        checks.that(not packs or len(request.body) < len(body.read_bytes()) / 2, f"{what}: it is smaller")


def signed():
    """The signature is over the body as it is sent; a token may come along."""
    for compress in ("false", "true"):
        server = serve()
        is_so(f"signed, compress: {compress}", server.url, "delivered", hmac_file=KEY, compress=compress)
        request = server.requests[0]
        wanted = "sha256=" + hmac.new(delivery.KEY.encode(), request.body, hashlib.sha256).hexdigest()
        checks.same(request.headers.get("x-hub-signature-256"), wanted, f"the signature, compress: {compress}")
        checks.that("authorization" not in request.headers, "a signature alone")
    server = serve()
    is_so("signed and with a token", server.url, "delivered", hmac_file=KEY, token_file=TOKEN)
    checks.that({"authorization", "x-hub-signature-256"} <= set(server.requests[0].headers), "both headers")


def receivers():
    """What the setting receiver changes, and what it does not go together with."""
    for receiver, header, value in (("any", "authorization", f"Bearer {delivery.TOKEN}"),
                                  ("eda", "authorization", f"Bearer {delivery.TOKEN}"),
                                  ("salt", "x-auth-token", delivery.TOKEN)):
        server = serve()
        is_so(f"receiver {receiver}", server.url, "delivered", receiver=receiver, token_file=TOKEN)
        got = {name: server.requests[0].headers.get(name) for name in ("authorization", "x-auth-token")}
        checks.same({name: text for name, text in got.items() if text}, {header: value},
                    f"receiver {receiver}: the header")
    url = server.url
    is_so("salt, signed", url, "wrong", "hmac_file", receiver="salt", hmac_file=KEY)
    is_so("salt, packed", url, "wrong", "compress", receiver="salt", compress="true")
    is_so("salt, redirects", url, "wrong", "redirects", receiver="salt", redirects="true")
    is_so("eda, signed and packed", url, "wrong", "compress", receiver="eda", hmac_file=KEY, compress="true")
    is_so("a certificate alone", url, "wrong", "key_file", cert_file="/c")
    is_so("no time", url, "wrong", "more than 0", timeout=0)
    is_so("no time to connect", url, "wrong", "more than 0", connect_timeout=0)
    checks.same(delivery.deliver("http", "@format=yaml", url=url).kind, "refused", "YAML is not what is posted")


for each in (alone, light, nowhere, plain_http, redirects, bad_redirects, proxies, bad_proxies, environment, tokens,
             socket_file, packed, signed, receivers):
    each()
sys.exit(checks.finish())
