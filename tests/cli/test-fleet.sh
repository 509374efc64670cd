#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `fleet` reads what each tool keeps, and says the same of the same machines; what is damaged is named; nothing runs.
exec python3 -B "${XF_SOURCE_DIR:?is the repository}/tests/cli/fleet.py"
