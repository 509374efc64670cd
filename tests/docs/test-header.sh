#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The public header compiles alone, and under a whole plugin, in each language that a plugin may be written
# in, without a warning.
source "$(dirname "$0")/../cli/common"
include=${XF_SOURCE_DIR:?is the repository}/core/include
programs=$XF_SOURCE_DIR/tests/docs/header

compile() { # compile WHAT COMPILER ARGUMENT...
	local what=$1
	shift
	for text in alone plugin; do
		is "$what, $text" \
			"$("$@" -fsyntax-only -Wall -Wextra -pedantic -Werror -I "$include" "$programs/$text.c" 2>&1)" ''
	done
}
compile 'gcc, C11' gcc -std=c11 -x c
compile 'gcc, C17' gcc -std=c17 -x c
compile 'g++, C++17' g++ -std=c++17 -x c++
compile 'clang, C11' clang -std=c11 -x c
compile 'clang, C17' clang -std=c17 -x c
compile 'clang++, C++17' clang++ -std=c++17 -x c++

# A test that cannot fail proves nothing: a format that does not fit must be seen through the header.
sed 's/"hypervisor")/1)/' "$programs/plugin.c" > "$work/wrong"
has 'the header has formats checked' \
	"$(gcc -std=c11 -x c -fsyntax-only -Wall -I "$include" - < "$work/wrong" 2>&1)" 'format'
finish
