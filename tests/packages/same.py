# SPDX-License-Identifier: MIT
"""Two builds of one commit, in different folders and at different times, give the same packages."""
import hashlib

from kit import checks


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def same(made, _work):
    for kind in ("deb", "rpm"):
        first, second = made.packages(kind), made.packages(kind, variant="again")
        checks.same(set(first), set(second), f"packages of two builds ({kind})")
        for name, path in first.items():
            checks.same(digest(second[name]), digest(path), f"{path.name}, built twice")
