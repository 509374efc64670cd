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

# Xen's console shows other domains' lines beside dom0's: those are of other machines.
{
	printf '(XEN) DOM1: [    0.000000] Machine model: XENVM-4.16\n(XEN) [2026-11-30 07:00:00] HVM4: Xen version 4.0.\n'
	printf '(d2) [    0.000000] Hypervisor detected: Xen HVM\n> (d10) [    0.000000] Booting kernel on Xen HVM\n'
	printf '(XEN) DOM0: [    0.000000] Booting paravirtualized kernel on Xen\n[    0.000000] SMBIOS 2.7 present.\n'
} > "$work/console"
is "Xen's console: dom0's lines count, other domains' do not" "$(mode --log "$work/console")" 'domain=dom0 mode=pv '

# Mail programs break lines, and a log says the same then.
verdicts() {
	"$xenfacts" facts mode domain spectrum --format flat --log "$1" | tr '\n' ' '
}
for guest in "$XF_SOURCE_DIR"/tests/guests/{field-0[4-8],field-16,ec2}*.guest; do
	sed -n '/^log$/,$ s/^|//p' "$guest" > "$log"
	whole=$(verdicts "$log")
	for width in 72 76 80; do
		fold -s -w "$width" "$log" | sed 's/ $//' > "$work/broken"
		is "${guest##*/}, lines broken at $width" "$(verdicts "$work/broken")" "$whole"
		sed 's/^/> /' "$work/broken" > "$work/quoted"
		is "${guest##*/}, lines broken at $width, quoted" "$(verdicts "$work/quoted")" "$whole"
	done
done
printf '[    0.000000] Command line: root=/dev/xvda1 ro quiet splash password=what is\nHypervisor detected: Xen PV\n' > "$log"
is 'the rest of a command line does not count either' "$(mode --log "$log")" 'domain=unknown mode=unknown '

wrong=$("$xenfacts" --log "$work/none" 2>&1) && code=0 || code=$?
is 'a log that is not there: exit code' "$code" 4
is 'a log that is not there' "${wrong%%;*}" "xenfacts: cannot read the log $work/none: No such file or directory"
finish
