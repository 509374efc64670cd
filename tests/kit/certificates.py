# SPDX-License-Identifier: MIT
"""Certificates for tests, made by openssl(1): an authority, and whom it vouches for."""
import pathlib
import subprocess


def openssl(*words):
    """Runs openssl; it must succeed."""
    subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True)


class Authority:
    """A certificate authority in a folder; `file` is its certificate."""

    def __init__(self, folder, name="ca"):
        self.folder, self.name = pathlib.Path(folder), name
        self.file, self.key = self.folder / f"{name}.crt", self.folder / f"{name}.key"
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", 2,
                "-subj", f"/CN={name}", "-keyout", self.key, "-out", self.file)

    def certificate(self, name, alternative="IP:127.0.0.1,DNS:localhost", days=2):
        """A certificate and its key, as two files; with 0 days it has expired when it is made."""
        key, request = self.folder / f"{self.name}-{name}.key", self.folder / "request"
        certificate, extensions = self.folder / f"{self.name}-{name}.crt", self.folder / "extensions"
        extensions.write_text(f"subjectAltName={alternative}\n", encoding="utf-8")
        openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                "-subj", f"/CN={name}", "-keyout", key, "-out", request)
        openssl("x509", "-req", "-in", request, "-CA", self.file, "-CAkey", self.key, "-CAcreateserial",
                "-days", days, "-extfile", extensions, "-out", certificate)
        key.chmod(0o600)
        return certificate, key
