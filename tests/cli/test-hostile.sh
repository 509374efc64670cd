#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Arguments and names that somebody else chose: they must neither reach the terminal as they are nor block the program.
source "${XF_SOURCE_DIR:?is the repository}/tests/cli/common"

# ---- what is quoted on standard error is escaped ----

# A colour, a second line, a right-to-left override, a soft hyphen, a tag, CSI as one C1 character, and no UTF-8.
evil=$'a\e[31m\nxenfacts: b\u202e\u00ad\U000e0041\u009b\xff'
escaped='a\x1b[31m\x0axenfacts: b\xe2\x80\xae\xc2\xad\xf3\xa0\x81\x81\xc2\x9b\xff'
quoted() { # quoted LINES ARGUMENT...: a failure whose message quotes it
	local lines=$1
	shift
	run "$@"
	has "${*@Q}" "$err" "$escaped"
	is "${*@Q}: lines" "$(wc -l < "$work/err")" "$lines"
	is "${*@Q}: nothing but printable ASCII" "$(LC_ALL=C tr -d '\n -~' < "$work/err")" ''
}
mkdir "$work/$evil" "$work/$evil/etc"
echo 'interval: never' > "$work/$evil/etc/xenfacts.yaml"
echo 'something else' > "$work/$evil/guest"
quoted 1 --guest "$work/$evil/none" facts
quoted 1 --guest "$work/$evil/guest" facts
quoted 1 --log "$work/$evil/none"
quoted 1 --root "$work/$evil/none"
quoted 1 --plugin-dir "$work/$evil" facts
quoted 1 plugin check "$work/$evil/x.so"
quoted 1 config check "$work/$evil/etc"
RUNTIME_DIRECTORY=$work STATE_DIRECTORY=$work quoted 1 agent --once --config "$work/$evil/none"
quoted 1 record "$work/$evil/none/x"
quoted 2 "$evil"
quoted 2 "--$evil"
quoted 2 is "$evil"
quoted 2 facts "$evil"
run check --warn "$evil"
is 'check: one printable line' "$(LC_ALL=C tr -d ' -~' < "$work/out" | tr '\n' .)" .

# ---- what is not a regular file is not read ----

mkfifo "$work/fifo"
ln -s fifo "$work/link"
for option in --guest --log; do
	for file in "$work/fifo" "$work/link" /dev/zero /dev/tty0; do
		[ -e "$file" ] || continue
		run "$option" "$file" facts
		is "$option $file: exit code" "$code" 4
		has "$option $file: message" "$err" "$file: it is not a regular file"
	done
	run "$option" "$work" facts
	has "$option of a folder" "$err" 'Is a directory'
done

# ---- without a command line, nothing is known about it ----

pv_guest > "$work/pv"
echo 'absent /proc/cmdline' >> "$work/pv"
run --guest "$work/pv" facts kernel unknown.kernel --format flat
lacks 'a guest without /proc/cmdline' "$out" nopv=false
has 'a guest without /proc/cmdline' "$out" unknown.kernel.nopv=absent
finish
