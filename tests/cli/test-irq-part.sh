#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What people paste of /proc/interrupts is often what grep left of it. Such a part says less than the whole, and nothing
# else: in an HVM guest whose callbacks arrive by INTx, the rows of event channels alone do not show that.
source "$(dirname "$0")/common"
guests=${XF_SOURCE_DIR:?is the folder of the source}/tests/guests

cells() {
	"$xenfacts" facts spectrum.interrupts spectrum.timers mode present --format flat "$@" | sort
}

for guest in "$guests"/xen4.17-{dom0-pv,pv,pvh,pvhvm,pvhvm-mixed-nics,hvm,hvm_pv_drivers,arm64-dom0}-linux6.1.guest; do
	table=$(sed -n '/^file \/proc\/interrupts$/,/^[^|]/ s/^|//p' "$guest")
	is "${guest##*/} has the whole table" "$(grep -ci '^ *err:' <<< "$table")" 1
	whole=$(cells --guest "$guest")
	mkdir -p "$work/part/proc"
	for part in 'CPU|xen-dyn' 'xen-dyn' 'CPU|IO-APIC' 'CPU|PCI-MSI' 'CPU|blkif' 'CPU|timer' 'CPU|LOC' 'eth0|xenbus'; do
		grep -E "$part" <<< "$table" > "$work/part/proc/interrupts"
		more=$(cells --root "$work/part" | grep -v '=unknown$\|^unknown' | grep -vxF "$whole")
		is "${guest##*/}, rows with $part" "$more" ''
	done
done
finish
