#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Exit codes and messages: what a script may rely on, and failures that must never be silent.
source "$(dirname "$0")/common"
pv_guest > "$work/pv"
empty_guest > "$work/empty"

asks() { # asks GUEST WORD CODE
	run --guest "$work/$1" is "$2"
	is "$1 is $2" "$code" "$3"
	is "$1 is $2 prints" "$out$err" ''
}
asks pv pv 0
asks pv xen 0
asks pv domU 0
asks pv dom0 1
asks pv pvh 1
asks pv none 1
for word in xen pv none dom0 domU; do
	asks empty "$word" 3
done

# A report about nothing is a report.
for format in json yaml text flat; do
	run --guest "$work/empty" facts --format $format
	is "facts of nothing in $format" "$code" 0
	is "messages of facts in $format" "$err" ''
done
run facts
is 'facts of this machine' "$code" 0
is 'messages about this machine' "$err" ''
run
is 'report of this machine' "$code" 0
is 'messages of the report' "$err" ''

bad() { # bad CODE WANTED ARGUMENT...
	local want_code=$1 wanted=$2
	shift 2
	run "$@"
	is "exit code of $*" "$code" "$want_code"
	is "output of $*" "$out" ''
	has "message of $*" "$err" "$wanted"
}
bad 4 'No such file or directory; check the path' --guest "$work/none" facts
bad 4 'cannot read the tree' --root "$work/none"
bad 4 'cannot read plugins from' --plugin-dir "$work/none" facts
printf 'xenfacts guest 1\nfile relative\n' > "$work/bad"
bad 4 "$work/bad:2: " --guest "$work/bad" facts
echo 'something else' > "$work/bad"
bad 4 "$work/bad:1: " --guest "$work/bad" facts

full() { # full ARGUMENT...
	"$xenfacts" "$@" > /dev/full 2> "$work/err"
	is "exit code of $* on a full disk" "$?" 5
	has "message of $* on a full disk" "$(cat "$work/err")" 'standard output: No space left'
	is "lines of it" "$(wc -l < "$work/err")" 1
	"$xenfacts" "$@" >&- 2> "$work/err"
	is "exit code of $* without output" "$?" 5
	has "message of $* without output" "$(cat "$work/err")" 'standard output: Bad file descriptor'
}
for format in json yaml text flat; do
	full --guest "$work/pv" facts --format $format
done
full --guest "$work/pv"
full --guest "$work/pv" explain
full --help
full --version
full list facts
full list facts --format json
full decode 705
full decode 705 --format json
full record -

# Nobody's input, nobody's messages: the run must not use 0 or 2 for something else.
"$xenfacts" --guest "$work/pv" is pv <&- 2>&-
is 'is without standard input and error' "$?" 0
finish
