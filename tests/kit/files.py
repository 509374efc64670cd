# SPDX-License-Identifier: MIT
"""Files that a test writes. Each function gives the file's path, absolute."""
import pathlib


def folder(path):
    """A folder, made with those above it."""
    path = pathlib.Path(path).absolute()
    path.mkdir(parents=True, exist_ok=True)
    return path


def write(path, text, mode=None):
    """A file with this text, and its folder; `mode`: its permissions."""
    path = folder(pathlib.Path(path).parent) / pathlib.Path(path).name
    path.write_text(text, encoding="utf-8")
    if mode is not None:
        path.chmod(mode)
    return path


def script(path, does):
    """A shell script that can be run."""
    return write(path, f"#!/bin/sh\n{does}\n", 0o755)


def secret(path, text, mode=0o600):
    """A file with a secret in it, which its owner alone may read."""
    return write(path, text, mode)
