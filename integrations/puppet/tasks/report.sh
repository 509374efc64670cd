#!/bin/sh
# SPDX-License-Identifier: MIT
# The task xenfacts::report: prints the facts, or those that PT_key names, as one JSON object.
# shellcheck source=/dev/null
. "${PT__installdir:?}/xenfacts/files/task.sh"
answer facts --format json ${PT_key:+-- "$PT_key"}
