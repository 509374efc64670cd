#!/bin/sh
# SPDX-License-Identifier: MIT
# Installs the program from the folder in which this archive was unpacked, or removes it. Without installing, run
# bin/xenfacts where it is. DESTDIR is put before all paths, as by make install.
#
# Usage: ./install.sh [--prefix DIR] [--uninstall]      (default: /usr/local)
# After an installation, this script is PREFIX/share/xenfacts/install.sh, which uninstalls from there.
set -eu
umask 022

usage() {
	sed -n 's/^# //; /^Usage/,/^set/{/^set/!p;}' "$0" >&2
	exit 2
}

fail() {
	echo "install.sh: $*" >&2
	exit 1
}

here=$(cd "$(dirname "$0")" && pwd)
prefix=/usr/local
remove=false
while [ $# -gt 0 ]; do
	case $1 in
	--prefix) [ $# -gt 1 ] || usage; prefix=$2; shift ;;
	--prefix=*) prefix=${1#--prefix=} ;;
	--uninstall) remove=true ;;
	*) usage ;;
	esac
	shift
done
case $prefix in
/*) ;;
*) fail "the prefix must be an absolute path, not $prefix" ;;
esac
prefix=${prefix%/}
target=${DESTDIR-}$prefix

# Folders that are empty afterwards go too, but not the prefix.
uninstall() {
	list=$target/share/xenfacts/manifest
	[ -f "$list" ] || fail "nothing is installed in ${target:-/}: there is no $list"
	names=$(cat "$list")
	for name in $names; do
		rm -f "$target/$name"
	done
	for name in $names; do
		folder=$name
		while [ "$folder" != "${folder%/*}" ]; do
			folder=${folder%/*}
			rmdir "$target/$folder" 2>/dev/null || break
		done
	done
}

# The units, pkg-config's file and what Prometheus reads name the prefix. A running program cannot be written to, but replaced.
install_one() { # install_one NAME
	mkdir -p "$target/${1%/*}"
	case $1 in
	*.service | *.pc | share/xenfacts/prometheus/*) sed "s|/usr/local|$prefix|g" "$here/$1" >"$target/$1.new" ;;
	*) cp "$here/$1" "$target/$1.new" ;;
	esac
	mode=644
	[ ! -x "$here/$1" ] || mode=755
	chmod $mode "$target/$1.new"
	mv -f "$target/$1.new" "$target/$1"
}

if $remove; then
	uninstall
	echo "removed from ${target:-/}"
	exit 0
fi
[ -f "$here/share/xenfacts/manifest" ] || fail "run it in the folder in which the archive was unpacked"
[ ! -f "$target/share/xenfacts/manifest" ] || uninstall # what an older version had and this one has not
while read -r name; do
	install_one "$name"
done <"$here/share/xenfacts/manifest"
echo "installed: $prefix/bin/xenfacts"
