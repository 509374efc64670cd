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

# A program that gives its callers rights: refused, whatever is asked of it. Only root can make one; and where the file
# system ignores such bits, or without setcap, there is nothing to refuse.
raised() { # raised WANTED COMMAND...: the copy, called by a user
	setpriv --reuid=65534 --regid=65534 --clear-groups "$work/$2" "${@:3}" > "$work/out" 2> "$work/err"
	code=$?
	# A leak checker that may not trace a program with other rights ends it with a status of its own.
	grep -q LeakSanitizer "$work/err" && code=$1
}
if [ "$(id -u)" -eq 0 ]; then
	chmod 755 "$work"
	cp "$xenfacts" "$(command -v id)" "$work"
	raised 0 xenfacts --version
	is 'without such rights' "$code" 0
	for give in 'chmod 4755' 'chmod 2755' 'setcap cap_syslog+ep'; do
		chmod 755 "$work/xenfacts" "$work/id"
		$give "$work/xenfacts" "$work/id" 2> /dev/null || continue
		raised 0 id
		[ "${give#chmod}" != "$give" ] && ! grep -q 'e.id=0' "$work/out" && continue
		for command in --version facts 'is pv' /tmp/arguments; do
			# shellcheck disable=SC2086
			raised 2 xenfacts $command
			is "$give: exit code of $command" "$code" 2
			has "$give: message of $command" "$(cat "$work/err")" 'cannot run: its file has a set-user-ID'
			is "$give: output of $command" "$(cat "$work/out")" ''
		done
		raised 3 xenfacts check
		is "$give: exit code of check" "$code" 3
		grep -q LeakSanitizer "$work/err" && continue # standard output was lost
		has "$give: output of check" "$(cat "$work/out")" 'UNKNOWN - its file has a set-user-ID'
	done
	# A capability that a service manager hands down is no such right.
	setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=+syslog --ambient-caps=+syslog "$xenfacts" --version > /dev/null
	is 'with an ambient capability' "$?" 0
fi

# Nobody's input, nobody's messages: the run must not use 0 or 2 for something else.
"$xenfacts" --guest "$work/pv" is pv <&- 2>&-
is 'is without standard input and error' "$?" 0
finish
