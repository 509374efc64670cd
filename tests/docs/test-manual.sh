#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The manual pages are well formed, and say of commands, options, exit codes and places what the program does.
source "$(dirname "$0")/../cli/common"
source_dir=${XF_SOURCE_DIR:?is the repository}

for page in "$source_dir"/docs/man/*.[1-9] "$source_dir"/plugins/*.7; do
	# What it says of the machine's own database of pages is nothing about ours.
	is "lint of ${page##*/}" "$(mandoc -Tlint -W warning "$page" 2>&1 | grep -v 'mandoc\.db')" ''
done
# The examples work: the guest can be read, and the plugin compiles and is accepted.
example() {
	sed -n '/^\.Bd -literal/,/^\.Ed/{/^\.[BE]d/d;p}' "$source_dir/docs/man/$1"
}
example xenfacts-guest.5 > "$work/example.guest"
run --guest "$work/example.guest" facts --format flat hypervisor.type block.drivers
is 'facts of the example in xenfacts-guest.5' "$code, $err" '0, '
is 'and what they say' "$out" $'block.drivers=xen-blkfront\nhypervisor.type=xen'
example xenfacts-plugin.3 > "$work/xenfs.c"
is 'the example in xenfacts-plugin.3 compiles' "$(gcc -std=c11 -Wall -Wextra -pedantic -Werror -shared -fPIC \
	-I "$source_dir/core/include" -o "$work/xenfs.so" "$work/xenfs.c" 2>&1)" ''
run plugin check "$work/xenfs.so"
is 'and is accepted' "$code, $err" '0, '
example xenfacts-sink-http.7 > "$work/http.yaml"
run config check "$work/http.yaml"
is 'the example in xenfacts-sink-http.7 is a good configuration' "$code, $err" '0, '
run config show "$work/http.yaml"
is 'and has its three sinks' "$(grep -c 'type: http' <<< "$out")" 3
python3 -B "$source_dir/tests/docs/manual.py"
is 'the manual agrees with the program and the plugins' $? 0
finish
