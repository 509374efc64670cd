#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The lab's own judgement, without Xen: wrong tables are refused, a wrong guest is called wrong, and the documents
# list what the table has.
exec python3 -B "${XF_SOURCE_DIR:?is the repository}/tests/lab/self_test.py"
