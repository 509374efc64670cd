#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The four formats tell the same, twice the same, and load no more than they need.
source "$(dirname "$0")/common"
pv_guest > "$work/pv"
shopt -s nullglob
guests=("$work/pv" "${XF_SOURCE_DIR:?is the repository}"/tests/guests/*.guest)

folders=()
for guest in "${guests[@]}"; do
	folder=$work/of-$(basename "$guest" .guest)
	mkdir "$folder"
	folders+=("$folder")
	for format in json yaml text flat; do
		"$xenfacts" --guest "$guest" facts --format $format > "$folder/$format" 2> "$work/err"
		is "exit code for ${guest##*/} in $format" "$?" 0
	done
	is "${guest##*/} twice" "$("$xenfacts" facts --guest "$guest" | cksum)" "$(cksum < "$folder/json")"
done
for format in yaml text flat; do
	is "the same twice in $format" \
		"$("$xenfacts" facts --guest "$work/pv" --format $format | cksum)" "$(cksum < "${folders[0]}/$format")"
done
is 'formats that agree' \
	"$(python3 "${0%/*}/formats.py" "${folders[@]}" 2>&1 | sort | uniq -c | sed 's/^ *//')" "${#guests[@]} agree"

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
for format in flat text json; do
	lacks "modules for $format" "$(opened facts --format $format)" /modules/
done
lacks 'modules for is' "$(opened is pv)" /modules/
lacks 'modules for explain' "$(opened explain)" /modules/
lacks 'plugins in the process that reports' "$(opened facts --format flat)" /plugins/
has 'modules that are wanted' "$(opened facts --format yaml)" /modules/yaml.so
is 'modules for yaml' "$(opened facts --format yaml | sed -n 's,.*/modules/,,p')" yaml.so
is 'modules for the report' "$(opened | sed -n 's,.*/modules/,,p')" table.so
lacks 'no libcurl' "$(opened facts)" libcurl

# A module of another version, as an interrupted upgrade leaves one: refused before anything of it is called.
mkdir -p "$work"/mixed/{plugins,modules}
cp "$xenfacts" "$work/mixed/"
cp "$XF_BUILD_DIR"/plugins/*.so "$work/mixed/plugins/"
echo 'const unsigned xenfacts_encoder[16] = { 99 };' | gcc -xc -fPIC -shared -o "$work/mixed/modules/yaml.so" -
xenfacts=$work/mixed/xenfacts run --guest "$work/pv" facts --format yaml
is 'exit code with a module of another version' "$code" 5
has 'what to do about it' "$err" 'the module yaml does not match this version; reinstall xenfacts'
finish
