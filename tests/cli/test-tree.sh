#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Trees whose top is not as it should be: every plugin still runs, and what is left is still read. And links between
# the folders that plugins may look into, which the sandbox must not cut.
source "$(dirname "$0")/common"
guest=${XF_SOURCE_DIR:?is the folder of the source}/tests/guests/xen4.17-pvh-linux6.1.guest

# How the plugins fared that did not fare well.
unwell() {
	"$xenfacts" facts plugins --format flat --root "$1" | grep '\.status=' | grep -v '=ok$'
}

for folder in cmd proc sys; do
	tree=$work/$folder-is-a-file
	mkdir "$tree"
	"$XF_SOURCE_DIR/tests/guests/unfold" "$guest" "$tree"
	rm -r "${tree:?}/$folder"
	echo something > "$tree/$folder"
	is "$folder is a file: every plugin runs" "$(unwell "$tree")" ''
	is "$folder is a file: the mode is still known" \
		"$("$xenfacts" facts mode --format flat --root "$tree")" mode=pvh
done

mkdir "$work/empty"
is 'an empty tree: every plugin runs' "$(unwell "$work/empty")" ''
is 'an empty tree: nothing is known' "$("$xenfacts" facts mode --format flat --root "$work/empty")" mode=unknown
ln -s / "$work/empty/sys"
is 'a link out of the tree leads nowhere' "$("$xenfacts" facts mode --format flat --root "$work/empty")" mode=unknown

# What a report often shows of a PVHVM guest: that its DMI is not there too does not make it PVH.
mkdir -p "$work/report/sys/hypervisor/properties"
echo xen > "$work/report/sys/hypervisor/type"
echo 00002705 > "$work/report/sys/hypervisor/properties/features"
is 'a few files of /sys prove nothing about the rest' \
	"$("$xenfacts" facts spectrum.privileged spectrum.motherboard mode --format flat --root "$work/report" | sort)" \
	$'mode=unknown\nspectrum.motherboard=unknown\nspectrum.privileged=hardware'

# More names in a folder than the C library sorts on the stack.
tree=$work/many
PYTHONPATH=$XF_SOURCE_DIR/tests/linear python3 -B - "$guest" > "$work/many.guest" <<- 'END'
	import pathlib, sys
	import guests
	guest = guests.Guest(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
	guests.vbds(guest, 300)
	sys.stdout.write(guest.text())
END
mkdir "$tree" && "$XF_SOURCE_DIR/tests/guests/unfold" "$work/many.guest" "$tree"
is 'many disks: every plugin runs' "$(unwell "$tree")" ''
is 'many disks: all are seen' "$("$xenfacts" facts block.count --format flat --root "$tree")" block.count=302

# A tree with an /usr says that there is no Qubes in it, though no plugin may look at /usr itself.
tree=$work/with-usr
mkdir "$tree" && "$XF_SOURCE_DIR/tests/guests/unfold" "$guest" "$tree"
is 'absent below a folder that is there' "$("$xenfacts" facts platform --format flat --root "$tree")" platform=none

# As every Debian has it, and as NixOS has it, by way of a folder that no plugin names.
dom0=${guest%/*}/xen4.17-dom0-pv-linux6.1.guest
for target in ../usr/lib/os-release static/os-release; do
	tree=$work/linked-${target%%/*}
	mkdir "$tree" && "$XF_SOURCE_DIR/tests/guests/unfold" "$dom0" "$tree"
	mkdir -p "$tree/usr/lib" "$tree/etc/static"
	echo 'NAME="XenServer"' > "$tree/usr/lib/os-release"
	ln -s ../../usr/lib/os-release "$tree/etc/static/os-release"
	ln -sf "$target" "$tree/etc/os-release"
	is "/etc/os-release is a link to $target" \
		"$("$xenfacts" facts platform --format flat --root "$tree")" platform=xenserver
done
finish
