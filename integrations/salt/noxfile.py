# SPDX-License-Identifier: MIT
"""
The sessions of this extension: ``nox`` runs tests and lint, ``nox --list`` shows all.

With ``SKIP_REQUIREMENTS_INSTALL=1``, sessions install nothing: combined with ``--force-venv-backend none``, they run
the tools that are on PATH, and the tests need an installed extension.
"""

import os
import pathlib

import nox

os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
nox.options.reuse_existing_virtualenvs = True
nox.options.sessions = ["tests", "lint"]

ROOT = pathlib.Path(__file__).resolve().parent
INSTALL = os.environ.get("SKIP_REQUIREMENTS_INSTALL", "0") != "1"
SALT = os.environ.get("SALT_REQUIREMENT") or "salt>=3006"


def _install(session, *extras):
    if INSTALL:
        session.install(SALT)
        session.install("-e", f".[{','.join(extras)}]")


def _with_source():
    return {"PYTHONPATH": str(ROOT / "src")}


@nox.session
def tests(session):
    """Run unit and functional tests with pytest."""
    _install(session, "tests")
    session.run("pytest", *(session.posargs or ["tests"]), external=not INSTALL)


@nox.session
def lint(session):
    """Run ruff, and pylint on what is installed, with the configuration in pyproject.toml."""
    _install(session, "lint")
    session.run("ruff", "check", "--no-cache", ".", external=not INSTALL)
    session.run("ruff", "format", "--no-cache", "--check", ".", external=not INSTALL)
    session.run("pylint", "src/saltext/xenfacts", env=_with_source(), external=not INSTALL)


@nox.session
def docs(session):
    """Build the pages; a warning is an error."""
    _install(session, "docs")
    target = session.posargs[0] if session.posargs else "docs/_build"
    session.run(
        "sphinx-build",
        "-q",
        "-W",
        "--keep-going",
        "-b",
        "html",
        "docs",
        target,
        env=_with_source(),
        external=not INSTALL,
    )


@nox.session
def changelog(session):
    """Show the next release's part of CHANGELOG.md, made from the fragments in changelog/."""
    if INSTALL:
        session.install("towncrier>=24.8")
    session.run("towncrier", "build", "--draft", "--version", "NEXT", *session.posargs, external=not INSTALL)


@nox.session
def build(session):
    """Build sdist and wheel, and check what PyPI would show of them."""
    if INSTALL:
        session.install("build", "twine")
    target = pathlib.Path(session.posargs[0] if session.posargs else "dist")
    options = [] if INSTALL else ["--no-isolation"]
    session.run("pyproject-build", *options, "--outdir", str(target), external=not INSTALL)
    session.run("twine", "check", "--strict", *map(str, sorted(target.glob("saltext*"))), external=not INSTALL)
