#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Fails if a file below a folder lacks a protection of hardening.cmake, or was compiled without; names both.

Usage: tests/install/hardening.py FOLDER BUILD_FOLDER
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from kit import checks, hardening  # noqa: E402

if len(sys.argv) != 3:
    sys.exit(__doc__)
ROOT, BUILD = map(pathlib.Path, sys.argv[1:])
hardening.check_build(BUILD, hardening.check_tree(ROOT, str(BUILD)), str(BUILD))
sys.exit(checks.finish())
