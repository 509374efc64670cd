#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# diff: what differs between guests, as a person reviewed it; what may stand on either side; exit statuses; hostile
# reports.
source "$(dirname "$0")/common"
guests=${XF_SOURCE_DIR:?is the folder of the source}/tests/guests
pvhvm=$guests/xen4.17-pvhvm-linux6.1.guest
mixed=$guests/xen4.17-pvhvm-mixed-nics-linux6.1.guest
pv_guest > "$work/pv"

# Pairs of one family: the text as reviewed, and exactly the settings in which their configurations differ.
is 'guests of one family' "$(python3 -B "${0%/*}/diff.py" "$xenfacts" "$guests" "$work" 2>&1)" ''

# Whatever form a report has, it is the same report.
for format in json flat ansible facter salt; do
	"$xenfacts" --guest "$mixed" facts --format $format > "$work/mixed.$format"
	run diff "$mixed" "$work/mixed.$format"
	is "a guest and its report in $format" "$code $out$err" '0 '
done
mkdir "$work/tree" && "$guests/unfold" "$pvhvm" "$work/tree"
run diff "$work/tree" "$mixed"
has 'a tree' "$code $out" '1 tree → xen4.17-pvhvm-mixed-nics-linux6.1'
run diff - "$mixed" < "$work/mixed.json"
is 'standard input' "$code $out$err" '0 '
run diff <(cat "$work/mixed.json") "$mixed"
is 'a pipe' "$code $out$err" '0 '
run --guest "$mixed" diff "$work/mixed.json"
is 'the machine that an option names' "$code $out$err" '0 '
"$xenfacts" facts > "$work/here.json"
run diff "$work/here.json"
is 'this machine' "$code $out$err" '0 '
run diff / "$work/here.json"
is 'this machine, named' "$code $out$err" '0 '

# What is printed.
run diff "$pvhvm" "$mixed"
is 'exit status of a difference' "$code" 1
has 'what changed, by meaning' "$out" '  network: paravirtual → mixed: eth1 is new, on e1000 (emulated)'
has 'what to do' "$out" '  new problem network_emulated:eth1: remove xen_emul_unplug'
has 'that there is more' "$out" ' other differences; --all prints them'
lacks 'what only follows' "$out" 'net.count'
run diff --all "$pvhvm" "$mixed"
has 'all of it' "$out" '  net.count: 1 → 2'
has 'an item of a list' "$out" '  net.drivers: e1000 is new'
LC_ALL=C run diff "$pvhvm" "$mixed"
has 'arrows without UTF-8' "$out" 'network: paravirtual -> mixed'
lacks 'no colour in a pipe' "$out" $'\033'
run --color=always diff "$pvhvm" "$mixed"
has 'what is worse in red' "$out" $'\033[31m  new problem network_emulated:eth1'
run --color=always diff "$mixed" "$pvhvm"
has 'what is better in green' "$out" $'\033[32m  problem gone: network_emulated:eth1'
for format in json yaml; do
	run diff --format $format "$pvhvm" "$mixed"
	is "exit status of $format" "$code" 1
	cp "$work/out" "$work/diff.$format"
done
is 'both documents' "$(python3 "${0%/*}/lists.py" "$work/diff.json" "$work/diff.yaml" 2>&1)" yes
run diff -j "$pvhvm" "$pvhvm"
is 'no difference, for programs' "$code $(tr -d ' \n' < "$work/out")" \
	'0 {"changes":[],"new":"xen4.17-pvhvm-linux6.1","old":"xen4.17-pvhvm-linux6.1","schema":1}'

# Trouble is neither 0 nor 1.
bad() { # bad CODE WANTED ARGUMENT...
	local want_code=$1 wanted=$2
	shift 2
	run diff "$@"
	is "exit status of diff $*" "$code" "$want_code"
	is "output of diff $*" "$out" ''
	has "message of diff $*" "$err" "$wanted"
}
bad 2 'diff needs an argument: OLD [NEW], or --since TIME'
bad 2 'unexpected argument' a b c
bad 4 "cannot read the report $work/none: No such file or directory" "$work/none"
bad 4 'it is not a regular file' /dev/zero
printf '{\n  "schema": 1,\n  "mode": \n}\n' > "$work/broken"
bad 4 "$work/broken:4: " "$work/broken"
bad 4 "$work/broken:4: " "$pvhvm" "$work/broken"
echo '{"facts": {}}' > "$work/other"
bad 4 "$work/other: no report in it; save one with \`xenfacts facts\`" "$work/other"
"$xenfacts" --root /nonexistent facts --format facter > "$work/failed"
bad 4 "$work/failed: no report could be made there: cannot read the tree /nonexistent" "$work/failed"
head -c 70000000 /dev/zero > "$work/large"
bad 4 'File too large' "$work/large"
"$xenfacts" diff "$pvhvm" "$mixed" > /dev/full 2> "$work/err"
is 'exit status on a full disk' $? 5

# Texts and names of a saved report are somebody else's.
printf '{"schema": 1, "mode": "\\u001b[2J\\nPVHVM\\u202e", "present": true}' > "$work/hostile"$'\n''name'
run diff "$work/pv" "$work/hostile"$'\n''name'
is 'exit status of a hostile report' "$code" 1
has 'its texts are escaped' "$out" 'mode: PV → \x1b[2J\x0aPVHVM\xe2\x80\xae'
has 'its name is escaped' "$(head -n 1 "$work/out")" 'hostile\x0aname'
finish
