# SPDX-License-Identifier: MIT
"""Configuration of Sphinx."""

import pathlib

import tomllib

_PROJECT = tomllib.loads((pathlib.Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]

project = _PROJECT["name"]
release = version = _PROJECT["version"]
copyright = "the xenfacts authors"
extensions = ["sphinx.ext.autodoc", "myst_parser"]
html_theme = "furo"
exclude_patterns = ["_build"]
