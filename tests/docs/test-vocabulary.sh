#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The reports of the guests keep to the catalogue, and together show every fact in it. What a plugin
# that fails leaves behind, and how plugins were confined, is in no guest's power to show, so this machine is reported
# as well, with one that is refused.
set -eu
mkdir plugins
echo 'no shared object' > plugins/refused.so
cp "${XF_BUILD_DIR:?is the folder of the build}/plugins/dmi.so" plugins
"$XF_BUILD_DIR/xenfacts" --plugin-dir plugins facts --format json > refused.json
"$XF_BUILD_DIR/xenfacts" --plugin-dir /none facts --format ansible > nothing.json
here=${XF_SOURCE_DIR:?is the repository}/tests
exec python3 -B "$here/docs/vocabulary.py" "$here/guests" refused.json nothing.json
