# SPDX-License-Identifier: MIT
"""Servers on loopback that answer as they are told, well or ill. An answer is a function of a connection and the
request that was read from it; what it does with the connection is its own affair."""
import contextlib
import socket
import ssl
import struct
import threading
import time


def free_ports(count):
    """Ports of 127.0.0.1 that nobody has."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


class Request:
    """What a client sent: the first line's words, the headers in small letters, the body, and which HTTP TLS agreed on."""

    protocol = None

    def __init__(self, stream):
        self.method, self.target, *_ = (*stream.readline().decode("latin-1").split(), "", "")
        self.headers = {}
        for line in iter(stream.readline, b"\r\n"):
            if not line:
                raise ConnectionError("the client left within its headers")
            name, _, value = line.decode("latin-1").partition(":")
            self.headers[name.lower()] = value.strip()
        self.body = stream.read(int(self.headers.get("content-length", 0)))


def status(code, body=b"", **headers):
    """Answers with a status; a header's name is written with _ for -."""
    lines = [f"HTTP/1.1 {code} Told", f"Content-Length: {len(body)}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return sends("\r\n".join(lines).encode() + b"\r\n\r\n" + (b"" if code == 204 else body))


def sends(answer):
    """Answers with these bytes."""
    return lambda connection, _: connection.sendall(answer)


def hangs(answer=b""):
    """Answers with these bytes, and then with nothing until the client leaves."""
    def act(connection, _):
        connection.sendall(answer)
        while connection.recv(4096):
            pass
    return act


def drips(begin, piece, pause=0.0):
    """Answers with the same piece again and again until the client leaves; tells in its `sent` how many bytes."""
    def act(connection, _):
        connection.sendall(begin)
        with contextlib.suppress(OSError):
            while True:
                connection.sendall(piece)
                act.sent += len(piece)
                time.sleep(pause)
    act.sent = 0
    return act


def resets(answer=b""):
    """Answers with these bytes and breaks the connection off by a reset."""
    def act(connection, _):
        connection.sendall(answer)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()
    return act


def context(certificate, client_ca=None, newest=None):
    """TLS of a server with that certificate and key; asks for a client's certificate by `client_ca`."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(*certificate)
    made.set_alpn_protocols(["h2", "http/1.1"])
    if newest:
        made.set_ciphers("DEFAULT@SECLEVEL=0")
        made.minimum_version, made.maximum_version = ssl.TLSVersion.TLSv1, newest
    if client_ca:
        made.verify_mode = ssl.CERT_REQUIRED
        made.load_verify_locations(client_ca)
    return made


def shake_hands(connection, tls):
    """The connection, with TLS. If that fails, the client is given the time to read why: hanging up on what it has sent
    meanwhile would be a reset, which may overtake the alert."""
    plain = connection.dup()
    with plain:
        wrapped = tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        try:
            wrapped.do_handshake()
        except ssl.SSLError:
            while plain.recv(4096):
                pass
            wrapped.close()
            raise
    return wrapped


class Server:
    """Answers each connection in a thread; keeps the requests. With a path it listens at a socket file; without `reads`
    it answers before it has read anything. `origin` is where it is, `url` a place there."""

    def __init__(self, answer, tls=None, path=None, reads=True, host="127.0.0.1"):
        self.answer, self.tls, self.reads, self.requests, self.connections, self.seen = answer, tls, reads, [], 0, None
        if path:
            self.socket = socket.socket(socket.AF_UNIX)
            self.socket.bind(str(path))
            self.socket.listen()
        else:
            six = ":" in host
            self.socket = socket.create_server((host, 0), family=socket.AF_INET6 if six else socket.AF_INET)
            self.port = self.socket.getsockname()[1]
            self.origin = f"{'https' if tls else 'http'}://{f'[{host}]' if six else host}:{self.port}"
            self.url = f"{self.origin}/hook"
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        """Takes connections until the socket is closed."""
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.socket.accept()
                self.connections += 1
                threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        """One connection: a client that leaves early is what many tests are about."""
        with contextlib.suppress(OSError, ValueError), connection:
            with shake_hands(connection, self.tls) if self.tls else connection as wrapped:
                request = Request(wrapped.makefile("rb")) if self.reads else None
                if self.seen:
                    self.seen()
                if request and self.tls:
                    request.protocol = wrapped.selected_alpn_protocol()
                self.requests.append(request)
                self.answer(wrapped, request)

    def close(self):
        """Nobody listens any more."""
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()


def pump(source, target):
    """Carries bytes until one side leaves."""
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)


def tunnels(connection, request):
    """The answer of a proxy to CONNECT: it leads on, and sees no more than the address."""
    host, _, port = request.target.rpartition(":")
    with socket.create_connection((host, int(port))) as onward:
        connection.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")
        back = threading.Thread(target=pump, args=(onward, connection), daemon=True)
        back.start()
        pump(connection, onward)
        back.join()
