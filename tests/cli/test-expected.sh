#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What guests are held against, without the program: no difference is missed, and a change is as short a diff as
# tests/guests/README.md promises.
exec python3 -B "${XF_SOURCE_DIR:?is the repository}/tests/guests/self_test.py"
