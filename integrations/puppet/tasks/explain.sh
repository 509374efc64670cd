#!/bin/sh
# SPDX-License-Identifier: MIT
# The task xenfacts::explain: prints the evidence for PT_key, as one JSON object.
# shellcheck source=/dev/null
. "${PT__installdir:?}/xenfacts/files/task.sh"
answer explain --format json -- "${PT_key:-mode}"
