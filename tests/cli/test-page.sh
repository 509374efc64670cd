#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The page and the picture of a report, as files: what is in them, and how they get where -o says. What a browser makes of the
# page is tested in tests/pages.
source "$(dirname "$0")/common"
source_dir=${XF_SOURCE_DIR:?is the folder of the source}
guests=$source_dir/tests/guests
mixed=$guests/xen4.17-pvhvm-mixed-nics-linux6.1.guest
report=(report --guest "$mixed")
cd "$work" || exit

# The ending is the format, unless --format says so.
for format in html svg json yaml flat; do
	run "${report[@]}" -o "page.$format"
	is "exit code and messages of -o page.$format" "$code:$out$err" '0:'
	"$xenfacts" "${report[@]}" --format $format > "$work/printed"
	is "-o page.$format is what is printed" "$(cksum < "page.$format")" "$(cksum < "$work/printed")"
done
"$xenfacts" --guest "$mixed" > printed
run --guest "$mixed" --output page.txt
is 'another ending is the report' "$(cat page.txt)" "$(cat printed)"
run "${report[@]}" -o page.yaml --format svg
has '--format beats the ending' "$(cat page.yaml)" '<svg '
run "${report[@]}" -o -
is '-o - is standard output' "$out" "$(cat printed)"
"$xenfacts" "${report[@]}" --format svg -o /dev/stdout | cmp - page.svg
is 'a pipe is written to' "$?" 0

# Whole, or not at all.
umask 022
run "${report[@]}" -o page.html
is 'permissions' "$(stat -c %a page.html)" 644
echo before > kept
ln -s kept link.svg
run "${report[@]}" -o link.svg
is 'a link is replaced' "$(test -L link.svg; echo $?):$(cat kept)" 1:before
run report --guest missing.guest -o kept
is 'no report, no file' "$code:$(cat kept)" 4:before
run "${report[@]}" -o missing/page.html
is 'no folder' "$code:$err" '4:xenfacts: cannot write missing/page.html: No such file or directory; check the path'
if [ -c /dev/full ]; then
	run "${report[@]}" -o /dev/full --format html
	is 'a full disk' "$code:${err##*: }" '5:No space left on device; free some space on the device'
fi
is 'nothing is left behind' "$(find . -name '*.tmp*')" ''
run facts --format html
is 'facts have no page' "$code" 2

# What is in them.
for guest in "$guests"/{attack,ec2,graft,hand-1,plain,xen4.20}*.guest; do
	name=$(basename "$guest" .guest)
	mkdir -p pages
	"$xenfacts" report --guest "$guest" -o "pages/$name.html" && "$xenfacts" report --guest "$guest" -o "pages/$name.svg" &&
		"$xenfacts" facts --guest "$guest" > "pages/$name.json" && "$xenfacts" explain --guest "$guest" --format json > "pages/$name.explained"
	is "page and picture of $name" "$?" 0
done
is 'pages with what other formats print' "$(python3 "${0%/*}/pages.py" pages 2>&1 | sort | uniq -c | sed 's/^ *//')" \
	"$(find pages -name '*.json' | wc -l) agree"
run "${report[@]}" -o again.html
is 'the page twice' "$(cksum < again.html)" "$(cksum < page.html)"

# README's commands, and the picture that it shows.
shown=$source_dir/docs/spectrum.svg
while read -r _ arguments; do
	read -ra words <<< "${arguments//tests\/guests/$guests}"
	run "${words[@]}"
	is "README: $arguments" "$code:$out$err" '0:'
done < <(grep '^build/release/xenfacts report ' "$source_dir/README.md")
cmp report.html page.html
is "README's page" "$?" 0
[ -z "${XF_UPDATE:-}" ] || cp spectrum.svg "$shown"
cmp spectrum.svg "$shown"
is 'docs/spectrum.svg is the picture of today' "$?" 0
finish
