# SPDX-License-Identifier: MIT
"""The sink http and whom it trusts: certificates that are expired, another's, self-signed or of an unknown authority,
old versions of TLS, and a client's own certificate."""
import pathlib
import ssl
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from kit import certificates, checks, delivery, files, servers  # noqa: E402

HERE = pathlib.Path.cwd()
AUTHORITY, OTHER = certificates.Authority(HERE), certificates.Authority(HERE, "other")
GOOD = AUTHORITY.certificate("server")
CLIENT = dict(zip(("cert_file", "key_file"), AUTHORITY.certificate("client")))
STRANGER = dict(zip(("cert_file", "key_file"), OTHER.certificate("stranger")))


def is_so(what, tls, kind, words="", reached=False, **settings):
    """The outcome of a delivery to a server with that TLS, what the sentence says, and whether a report was sent."""
    server = servers.Server(servers.status(200), tls)
    receipt = delivery.deliver("http", url=server.url, **{"ca_file": AUTHORITY.file, **settings})
    server.close()
    receipt.is_so(what, kind, words)
    checks.same(len(server.requests), int(reached or kind == "delivered"), f"{what}: requests")


def servers_certificates():
    """A report goes to nobody whose certificate is not good."""
    is_so("a good one", servers.context(GOOD), "delivered")
    expired = AUTHORITY.certificate("expired", days=0)
    is_so("expired", servers.context(expired), "refused", "expired")
    is_so("expired: the clock may be wrong", servers.context(expired), "refused", "and this machine's clock")
    is_so("another host's", servers.context(AUTHORITY.certificate("elsewhere", "DNS:elsewhere.example")), "refused",
          "not trusted")
    is_so("another address", servers.context(AUTHORITY.certificate("address", "IP:127.0.0.2")), "refused",
          "not trusted")
    is_so("self-signed", servers.context((OTHER.file, OTHER.key)), "refused", "self-signed")
    is_so("an unknown authority's", servers.context(OTHER.certificate("server")), "refused", "ca_file")
    is_so("the system's authorities do not know it", servers.context(GOOD), "refused", "ca_file", ca_file="/dev/null")
    plain = servers.Server(servers.status(200), servers.context(GOOD))
    receipt = delivery.deliver("http", url=plain.url)
    checks.same((receipt.kind, plain.requests), ("refused", []), f"without ca_file: {receipt.sentence}")


def authorities():
    """A ca_file that is not there, or holds none, is no reason to trust anybody."""
    empty = HERE / "empty"
    empty.touch()
    for what, path in (("not there", HERE / "none"), ("empty", empty), ("a folder", HERE)):
        is_so(f"ca_file is {what}", servers.context(GOOD), "refused", "ca_file", ca_file=path)
    both = HERE / "both"
    both.write_bytes(AUTHORITY.file.read_bytes() + OTHER.file.read_bytes())
    is_so("two authorities", servers.context(OTHER.certificate("server")), "delivered", ca_file=both)


def versions():
    """TLS 1.2 is the oldest that is spoken; a server without TLS gets nothing."""
    is_so("TLS 1.2", servers.context(GOOD, newest=ssl.TLSVersion.TLSv1_2), "delivered")
    is_so("TLS 1.1", servers.context(GOOD, newest=ssl.TLSVersion.TLSv1_1), "refused", "version")
    plain = servers.Server(servers.status(200))
    receipt = delivery.deliver("http", url=plain.url.replace("http:", "https:"), ca_file=AUTHORITY.file)
    receipt.is_so("no TLS at all", "retry", "cannot connect: ")
    checks.same(plain.requests, [], "no TLS at all: nothing is sent")
    mail = servers.Server(servers.sends(b"220 mail.example ESMTP\r\n"), reads=False)
    receipt = delivery.deliver("http", url=mail.url.replace("http:", "https:"), ca_file=AUTHORITY.file)
    receipt.is_so("another protocol", "retry", "cannot connect: ")
    checks.that("the port in url speaks TLS" in receipt.sentence, "what to do about it", receipt.sentence)
    reset = servers.Server(servers.resets(), reads=False)
    receipt = delivery.deliver("http", url=reset.url.replace("http:", "https:"), ca_file=AUTHORITY.file)
    receipt.is_so("a reset within the handshake", "retry", "cannot connect: ")
    # A host whose name looks like a word of TLS: its name stands in what libcurl says.
    servers.Server(lambda connection, _: connection.recv(65536), path=HERE / "socket", reads=False)
    receipt = delivery.deliver("http", url="https://alertmanager.example/", unix_socket=HERE / "socket")
    receipt.is_so("an end within the handshake, of a host called alert...", "retry", "cannot connect: ")
    checks.that("alertmanager" in receipt.sentence, "its name is in the sentence", receipt.sentence)


def clients_certificate():
    """A server that asks for a client's certificate, by both of the ways that versions of TLS have."""
    for newest in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        asks = servers.context(GOOD, client_ca=AUTHORITY.file, newest=newest)
        is_so(f"{newest}: given", asks, "delivered", **CLIENT)
        is_so(f"{newest}: not given", asks, "refused", "cert_file")
        is_so(f"{newest}: an unknown authority's", asks, "refused", "cert_file", **STRANGER)


def clients_key():
    """The key is held to the rules of a secret, and has to fit."""
    tls = servers.context(GOOD, client_ca=AUTHORITY.file)
    open_key = files.secret("open.key", CLIENT["key_file"].read_text(), 0o644)
    is_so("a key that all may read", tls, "refused", "chmod 0600", **{**CLIENT, "key_file": open_key})
    is_so("another's key", tls, "refused", "key_file", **{**CLIENT, "key_file": STRANGER["key_file"]})
    is_so("no key at all", tls, "refused", "key_file", **{**CLIENT, "key_file": files.secret("no.key", "nothing\n")})
    locked = HERE / "locked.key"
    certificates.openssl("pkcs8", "-topk8", "-in", CLIENT["key_file"], "-passout", "pass:x", "-out", locked)
    locked.chmod(0o600)
    is_so("a key with a passphrase", tls, "refused", "passphrase", **{**CLIENT, "key_file": locked})
    is_so("no certificate", tls, "refused", "cert_file", **{**CLIENT, "cert_file": HERE / "none"})
    folder = HERE / "credentials"
    folder.mkdir()
    for name, path in CLIENT.items():
        (folder / name).write_bytes(path.read_bytes())
        (folder / name).chmod(0o440)
    (folder / "authority").write_bytes(AUTHORITY.file.read_bytes())
    is_so("from systemd's credentials", tls, "delivered", ca_file="authority", cert_file="cert_file",
          key_file="key_file", environment={"CREDENTIALS_DIRECTORY": str(folder)})


for each in (servers_certificates, authorities, versions, clients_certificate, clients_key):
    each()
sys.exit(checks.finish())
