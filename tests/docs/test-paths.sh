#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What the documents link to, and the paths that they name, are there.
exec python3 -B "${XF_SOURCE_DIR:?is the repository}/tests/docs/paths.py"
