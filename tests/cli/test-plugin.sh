#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# For authors: what `plugin new` writes compiles without a warning, loads, and says its facts.
source "$(dirname "$0")/common"
cd "$work" || exit 1
pv_guest > pv

run plugin new sample
is 'exit code of plugin new' "$code" 0
is 'files' "$(cd sample && echo *)" 'Makefile README.md sample.c'
is 'no hole is left' "$(grep -c '@' sample/sample.c sample/README.md | sed 's/.*://' | sort -u)" 0
for compiler in gcc clang; do
	is "make check with $compiler" "$(make -s -C sample clean check CC=$compiler XENFACTS="$xenfacts" \
		CFLAGS='-O2 -Wall -Wextra -Werror -Wpedantic' \
		XENFACTS_CFLAGS="-I${XF_SOURCE_DIR:?is the repository}/core/include" 2>&1 | head -n 1)" \
		'sample: accepted, ABI 1'
done
run plugin check sample/sample.so
is 'exit code of plugin check' "$code" 0
has 'its facts' "$out" 'sample.under_xen (bool, active)'
has 'its reads' "$out" '/sys/hypervisor/type'
run --plugin-dir sample --guest pv facts --format flat sample
is 'its report' "$out" $'sample.type=xen\nsample.under_xen=true'
run --plugin-dir sample list
has 'in the list' "$out" 'sample'

# The example in the manual is one that works.
mkdir manual
sed -n '/^\.Sh EXAMPLES/,/^\.Ed/{/^\./!p}' "$XF_SOURCE_DIR/docs/man/xenfacts-plugin.3" > manual/xenfs.c
is 'the example compiles' "$(gcc -std=c11 -Wall -Wextra -Werror -fPIC -shared \
	"-I$XF_SOURCE_DIR/core/include" -o manual/xenfs.so manual/xenfs.c 2>&1)" ''
run plugin check manual/xenfs.so
has 'the example is accepted' "$out" 'xenfs: accepted'

run plugin new sample
is 'exit code when it exists' "$code" 4
has 'message when it exists' "$err" 'cannot write sample: File exists'
is 'nothing was overwritten' "$(cd sample && echo *)" 'Makefile README.md sample.c sample.so'
for name in Sample 1st a-b ../x ''; do
	run plugin new "$name"
	is "exit code of the name '$name'" "$code" 2
	has "message of the name '$name'" "$err" 'cannot name a plugin'
done

echo 'no object' > text.so
run plugin check ./text.so
is 'exit code of a text' "$code" 4
has 'message of a text' "$err" './text.so is refused: '
run plugin check ./none.so
is 'exit code of nothing' "$code" 4
cp sample/sample.so other.so
run plugin check ./other.so
is 'exit code of a wrong name' "$code" 4
has 'message of a wrong name' "$err" 'sample'
finish
