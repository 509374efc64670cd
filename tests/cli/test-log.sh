#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The kernel log of other machines: alone (--log), and where support engineers' trees have it.
source "${XF_SOURCE_DIR:?is the repository}/tests/cli/common"

log=$work/pasted
printf '%s\r\n' '[    0.000000] ACPI in unprivileged domain disabled' '[    0.000000] Booting paravirtualized kernel on Xen  ' > "$log"
mode() {
	"$xenfacts" facts mode domain --format flat "$@" | tr '\n' ' '
}

is 'a log alone, with CR LF' "$(mode --log "$log")" 'domain=domU mode=pv '
is 'a log on standard input' "$(mode --log - < "$log")" 'domain=domU mode=pv '
is 'nothing else is known about its machine' \
	"$("$xenfacts" facts unknown.block.count --format flat --log "$log")" unknown.block.count=not_recorded
"$xenfacts" record "$work/log.guest" --log "$log"
is 'a log can be recorded' "$(mode --guest "$work/log.guest")" 'domain=domU mode=pv '

for place in cmd/dmesg dmesg sos_commands/kernel/dmesg; do
	tree=$work/tree-${place//\//-}
	mkdir -p "$tree/${place%dmesg}" && cp "$log" "$tree/$place"
	is "the log of a tree is in $place" "$(mode --root "$tree")" 'domain=domU mode=pv '
done
for command in /bin/dmesg /usr/bin/dmesg; do
	tree=$work/supportconfig${command//\//-}
	mkdir "$tree"
	{
		printf '#==[ Command ]======================================#\n# /sbin/other\n'
		printf '[    0.000000] Booting paravirtualized kernel on bare hardware\n\n'
		printf '#==[ Command ]======================================#\n# %s\n' "$command"
		cat "$log"
		printf '\n#==[ Log File ]=====================================#\n# /var/log/boot.msg\n'
		printf '[    0.000000] Booting paravirtualized kernel on Xen HVM\n'
	} > "$tree/boot.txt"
	is "supportconfig: of boot.txt only the output of $command" "$(mode --root "$tree")" 'domain=domU mode=pv '
done
printf '# nothing of a log\n' > "$tree/boot.txt"
is 'boot.txt without a log' "$(mode --root "$tree")" 'domain=unknown mode=unknown '

wrong=$("$xenfacts" --log "$work/none" 2>&1) && code=0 || code=$?
is 'a log that is not there: exit code' "$code" 4
is 'a log that is not there' "${wrong%%;*}" "xenfacts: cannot read the log $work/none: No such file or directory"
finish
