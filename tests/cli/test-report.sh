#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The plain report on terminals of several widths, in and without UTF-8; and the words that stand for options.
source "$(dirname "$0")/common"
guests=${XF_SOURCE_DIR:?is the folder of the source}/tests/guests
hvm=$guests/xen4.17-hvm-linux6.1.guest

on_terminal() { # on_terminal COLUMNS ARGUMENT...: $out is what a terminal of that width gets
	local columns=$1
	shift
	COLUMNS=$columns script -qec "$(printf '%q ' "$xenfacts" "$@")" /dev/null < /dev/null | tr -d '\r' > "$work/out"
	out=$(cat "$work/out")
}

# Words are never broken: they are the same at every width.
words() {
	tr -s ' \n' '\n' < "$work/out" | sort
}

on_terminal 160 --color never --guest "$hvm"
wide=$(words)
for columns in 60 80; do
	on_terminal $columns --color never --guest "$hvm"
	is "width at $columns" "$(($(wc -L < "$work/out") <= columns))" 1
	is "words at $columns" "$(words)" "$wide"
done
on_terminal 40 --color never --guest "$hvm"
is 'width at 40' "$(($(wc -L < "$work/out") <= 40))" 1
has 'a row without its detail' "$out" $'disk         emulated  ○\n'
has 'the detail on its own line' "$out" '  disk: sda, sdb on ata_piix (1 queue'

run --guest "$hvm"
is 'the headline' "$(head -n 1 "$work/out")" \
	'xen4.17-hvm-linux6.1: HVM guest (domU) on Xen 4.17.7, Linux 6.1.0-56-amd64'
has 'advice for several rows' "$out" '  disk, network, interrupts, timers: remove xen_nopv'
for guest in xen4.17-hvm_pv_drivers-linux6.1 field-16-ec2-t2micro-jammy-4.11.amazon hand-08-viridian-oem; do
	on_terminal 80 --color never --guest "$guests/$guest.guest"
	is "width of the report of $guest" "$(($(wc -L < "$work/out") <= 80))" 1
done
{
	echo 'xenfacts guest 1'
	printf 'denied %s\n' /sys/hypervisor/{type,guest_type} /sys/class/dmi/id/{sys_vendor,bios_version}
} > "$work/denied"
run --guest "$work/denied"
has 'three places of many that were denied' "$(tr '\n' ' ' <<< "$out" | tr -s ' ')" \
	' and 1 more; record the guest as root to include them.'
run --guest "$guests/ec2-2014-pv.guest"
has 'the platform' "$(head -n 2 "$work/out" | tr '\n' ' ' | tr -s ' ')" ', Amazon EC2'
lacks 'advice that EC2 cannot follow' "$out" 'xl.cfg'
run --guest "$guests/xen4.17-dom0-pv-linux6.1.guest"
lacks 'advice for dom0' "$out" 'What to do'

# explain: a place is printed once for all that rests on it, and words are not broken.
run explain disk --guest "$hvm"
has 'three facts of one place' "$out" '    block.emulated is 2, block.paravirtual is 0, block.physical is 0: /sys/block says'
is 'lines that are printed twice' "$(sort "$work/out" | uniq -d)" ''
wide=$(words)
on_terminal 60 --color never explain disk --guest "$hvm"
is 'explain at 60: lines that are too wide are one word' "$(awk 'length > 60 && NF > 1' "$work/out")" ''
is 'words of explain at 60' "$(words)" "$wide"
run explain problems --guest "$hvm"
has 'a problem, its severity' "$out" '  network_emulated:eth0 (warning): '
has 'and what to do' "$out" '    what to do: remove xen_nopv'
for format in json yaml; do
	"$xenfacts" explain --format $format --guest "$hvm" > "$work/$format"
	is "exit code of explain in $format" "$?" 0
done
is 'explain in both formats' "$(python3 "${0%/*}/explained.py" "$work/json" "$work/yaml" 2>&1)" \
	"$(printf '%s\n' domain mode present spectrum.{disk,interrupts,motherboard,network,privileged,timers} 5)"

LC_ALL=C run --guest "$hvm"
has 'a mark in ASCII' "$out" 'emulated  !  sda'
is 'bytes beyond ASCII' "$(LC_ALL=C grep -c '[^ -~]' "$work/out")" 0

run report --guest "$hvm"
is 'report is the default' "$out" "$("$xenfacts" --guest "$hvm")"
is '--format without a command' "$("$xenfacts" --format flat --guest "$hvm")" "$("$xenfacts" facts --format flat --guest "$hvm")"
is '--json' "$("$xenfacts" --json --guest "$hvm")" "$("$xenfacts" facts --guest "$hvm")"
is '-j of report' "$("$xenfacts" report -j --guest "$hvm")" "$("$xenfacts" facts --guest "$hvm")"
is '-j before the command' "$("$xenfacts" -j list)" "$("$xenfacts" list --format json)"
is 'version' "$("$xenfacts" version)" "$("$xenfacts" --version)"
is 'help' "$("$xenfacts" help)" "$("$xenfacts" --help)"
is 'help COMMAND' "$("$xenfacts" help check)" "$("$xenfacts" check --help)"
finish
