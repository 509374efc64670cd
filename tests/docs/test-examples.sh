#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What the documents show as output is what the program prints.
exec python3 -B "${XF_SOURCE_DIR:?is the repository}/tests/docs/examples.py"
