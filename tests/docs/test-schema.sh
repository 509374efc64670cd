#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The published JSON Schema, held against every report.
exec python3 -B "$(dirname "$0")/schema.py"
