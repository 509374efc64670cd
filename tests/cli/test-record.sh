#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What is recorded gives the same facts again, and the file is there whole or not at all.
source "$(dirname "$0")/common"
shopt -s nullglob
cd "$work" || exit 1
pv_guest > pv

run --guest pv record again.guest --comment 'first line'
is 'exit code' "$code" 0
is 'output' "$out" ''
has 'what was written' "$err" 'xenfacts: again.guest: '
has 'read it first' "$err" 'Read it before you send it'
is 'first line' "$(head -n 1 again.guest)" 'xenfacts guest 1'
has 'comment' "$(head -n 3 again.guest)" 'first line'
is 'nothing else is left' "$(echo again*)" 'again.guest'
for format in json flat; do
	is "facts of the record in $format" "$("$xenfacts" --guest again.guest facts --format $format)" \
		"$("$xenfacts" --guest pv facts --format $format)"
done
is 'a record of the record' "$("$xenfacts" --guest again.guest record --comment 'first line' -)" \
	"$(cat again.guest)"

# This machine too, whatever it is; what changes with time is no fact.
run record live.guest
is 'exit code for this machine' "$code" 0
is 'facts of this machine' "$("$xenfacts" --guest live.guest facts --format flat)" \
	"$("$xenfacts" facts --format flat | grep -v '^sandbox\.')"

# A tree becomes a file.
mkdir -p tree/sys/hypervisor tree/proc tree/cmd
echo xen > tree/sys/hypervisor/type
echo '[    0.000000] Booting paravirtualized kernel on Xen' > tree/cmd/dmesg
run --root tree record tree.guest
is 'exit code for a tree' "$code" 0
is 'facts of a tree' "$("$xenfacts" --guest tree.guest facts)" "$("$xenfacts" --root tree facts)"

# An older file, or a link, is only replaced if that is asked for; nobody else may read what is in it.
echo old > again.guest
ln -s nowhere link.guest
for name in again link; do
	run --guest pv record $name.guest
	is "exit code if $name exists" "$code" 4
	has "message if $name exists" "$err" "$name.guest: File exists; choose another name, or --force"
done
is 'not replaced' "$(cat again.guest)" old
is 'the link is still one' "$(readlink link.guest)" nowhere
is 'no other file is left' "$(echo again* link*)" 'again.guest link.guest'
for mask in 000 077 777; do
	(umask $mask && "$xenfacts" --guest pv record again.guest --force 2> /dev/null)
	is "replaced with umask $mask" "$(head -n 1 again.guest)" 'xenfacts guest 1'
	is "permissions with umask $mask" "$(stat -c %a again.guest)" 600
done
(umask 000 && "$xenfacts" --guest pv record new.guest 2> /dev/null)
is 'permissions of a new file' "$(stat -c %a new.guest)" 600
# The machine's owner must see that in any case, and a pipe must get nothing else.
run --guest pv record -
has 'standard output' "$err" 'xenfacts: standard output: '
is 'only the record' "$(tail -n 1 "$work/out" | cut -c 1)" "$(tail -n 1 again.guest | cut -c 1)"

# Failures leave what was there; special files are written to, not replaced.
run --guest pv record none/again.guest
is 'exit code without a folder' "$code" 4
has 'message without a folder' "$err" 'cannot write none/again.guest: No such file or directory'
run --guest pv record /dev/full
is 'exit code of a full disk' "$code" 4
has 'message of a full disk' "$err" 'No space left on device; free some space'
run --guest pv record /dev/null
is 'exit code of /dev/null' "$code" 0
is '/dev/null is still a device' "$(stat -c %F /dev/null)" 'character special file'
mkfifo pipe
cat pipe > from-pipe &
"$xenfacts" --guest pv record pipe
wait
is 'through a pipe' "$(head -n 1 from-pipe)" 'xenfacts guest 1'
is 'the pipe is still one' "$(stat -c %F pipe)" fifo
finish
