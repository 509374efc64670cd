#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The four formats tell the same, twice the same, and load no more than they need.
source "$(dirname "$0")/common"
pv_guest > "$work/pv"
shopt -s nullglob
guests=("$work/pv" "${XF_SOURCE_DIR:?is the repository}"/tests/guests/*.guest)

compare='
import json, sys
import yaml
def flatten(value, path):
    if isinstance(value, dict):
        assert list(value) == sorted(value), path + " is not sorted"
        return [line for key in value for line in flatten(value[key], path + [key])]
    if isinstance(value, list):
        return [line for item in value for line in flatten(item, path)]
    assert isinstance(value, (bool, int, str)), "no null, no float"
    return [".".join(path) + "=" + (json.dumps(value) if not isinstance(value, str) else value)]
def compare(folder):
    tree = json.load(open(folder + "/json"))
    assert yaml.load(open(folder + "/yaml"), yaml.CSafeLoader) == tree, "yaml differs"
    assert flatten(tree, []) == open(folder + "/flat").read().splitlines(), "flat differs"
    raw = open(folder + "/json", "rb").read()
    assert raw.endswith(b"}\n") and b"\\u" not in raw, "form"
    assert raw == json.dumps(tree, indent=2, ensure_ascii=False).encode() + b"\n", "indentation"
    texts = [line.split(":")[0] for line in open(folder + "/text").read().splitlines()]
    keys = [key for key in raw.decode().splitlines() if chr(34) + ": " in key]
    assert len(texts) == len(keys), "text has other keys"
for folder in sys.argv[1:]:
    try:
        compare(folder)
        print("agree")
    except Exception as error:
        print(folder, repr(error))
'
folders=()
for guest in "${guests[@]}"; do
	folder=$work/of-$(basename "$guest" .guest)
	mkdir "$folder"
	folders+=("$folder")
	for format in json yaml text flat; do
		"$xenfacts" --guest "$guest" facts --format $format > "$folder/$format" 2> "$work/err"
		is "exit code for ${guest##*/} in $format" "$?" 0
		is "${guest##*/} twice in $format" \
			"$("$xenfacts" facts --guest "$guest" --format $format | cksum)" "$(cksum < "$folder/$format")"
	done
done
is 'formats that agree' "$(python3 -c "$compare" "${folders[@]}" 2>&1 | sort | uniq -c | sed 's/^ *//')" \
	"${#guests[@]} agree"

# Part of the facts; several keys; json is what no option gives.
run --guest "$work/pv" facts --format flat version major
is 'two keys' "$out" $'major=4\nversion=4.17.7'
run --guest "$work/pv" facts --format flat block.disks.xvda.driver
is 'one fact' "$out" 'block.disks.xvda.driver=xen-blkfront'
run --guest "$work/pv" facts mode
is 'json unless said' "$out" $'{\n  "mode": "pv"\n}'
run --guest "$work/pv" facts --format text spectrum
has 'text is indented' "$out" $'spectrum:\n  disk: paravirtual'

# What is opened: the dynamic linker itself tells.
opened() {
	LD_DEBUG=files LD_DEBUG_OUTPUT="$work/opened" "$xenfacts" --guest "$work/pv" "$@" > /dev/null 2>&1
	cat "$work"/opened.* | sed -n 's/.*file=\(.*\) \[0\];  generating link map.*/\1/p' | sort -u
	rm -f "$work"/opened.*
}
for format in flat text; do
	lacks "modules for $format" "$(opened facts --format $format)" /modules/
done
lacks 'modules for is' "$(opened is pv)" /modules/
lacks 'modules for explain' "$(opened explain)" /modules/
has 'the plugins are opened' "$(opened facts --format flat)" /plugins/block.so
is 'modules for json' "$(opened facts | sed -n 's,.*/modules/,,p')" json.so
is 'modules for yaml' "$(opened facts --format yaml | sed -n 's,.*/modules/,,p')" yaml.so
is 'modules for the report' "$(opened | sed -n 's,.*/modules/,,p')" table.so
lacks 'no libcurl' "$(opened facts)" libcurl
finish
