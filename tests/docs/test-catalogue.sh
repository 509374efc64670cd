#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The catalogue is what the program prints, and what is made of it is up to date; a stale document is found.
source "$(dirname "$0")/../cli/common"
source_dir=${XF_SOURCE_DIR:?is the repository}

python3 -B "$source_dir/tests/docs/catalogue.py"
is 'the catalogue agrees with the program and the plugins' $? 0
"$xenfacts" list facts --format json > "$work/again"
is 'the catalogue is the same each time' "$("$xenfacts" list facts --format json)" "$(cat "$work/again")"

"$source_dir/docs/make-facts" --check > "$work/out" 2>&1
is 'docs/make-facts --check' "$?, $(head -n 40 "$work/out")" '0, '

# A copy in which one sentence has changed: each document that has it must be called stale.
mkdir -p "$work/tree/tests"
cp -r "$source_dir/docs" "$source_dir/facts" "$work/tree"
cp -r "$source_dir/tests/guests" "$work/tree/tests"
sed -i 's/"Minor version of Xen\."/"Smaller version of Xen."/' "$work/tree/facts/catalogue.json"
"$work/tree/docs/make-facts" --check > "$work/out" 2>&1
is 'exit code when documents are stale' $? 1
has 'the diff names FACTS.md' "$(cat "$work/out")" '--- docs/FACTS.md'
has 'the diff names the page' "$(cat "$work/out")" '--- docs/man/xenfacts-facts.7'
has 'the diff shows the line' "$(cat "$work/out")" '+Smaller version of Xen.'
"$work/tree/docs/make-facts" && "$work/tree/docs/make-facts" --check > "$work/out" 2>&1
is 'what it writes is up to date' "$?, $(cat "$work/out")" '0, '
finish
