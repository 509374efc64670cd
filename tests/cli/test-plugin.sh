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
		XENFACTS_CFLAGS="-I${XF_SOURCE_DIR:?is the repository}/core/include" XENFACTS_LIBS= 2>&1 | head -n 1)" \
		'sample: accepted, ABI 1'
done
run plugin check sample/sample.so
is 'exit code of plugin check' "$code" 0
has 'its facts' "$out" 'sample.under_xen (bool, active)'
has 'its reads' "$out" '/sys/hypervisor/type'
run --guest pv plugin check sample/sample.so
has 'what it says of a guest' "$out" $'Values here:\n  sample.type=xen\n  sample.under_xen=true'
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

# What only a run can show. BROKEN NAME WHAT is the sample with one line changed.
broken() {
	mkdir -p "$1"
	sed -e "s/sample/$1/g" -e "$2" sample/sample.c > "$1/$1.c"
	gcc -std=c11 -fPIC -shared "-I$XF_SOURCE_DIR/core/include" -o "$1/$1.so" "$1/$1.c"
	run --guest pv plugin check "$1/$1.so"
}
broken stray 's|xf_read(probe, TYPE)|xf_read(probe, "/etc/shadow")|'
is 'exit code of a stray look' "$code" 4
has 'a stray look is named' "$err" 'stray/stray.so is broken: it read /etc/shadow, which is not in its'
has 'and what it promises is there' "$out" 'stray: accepted, ABI 1'
broken undeclared 's|"undeclared.under_xen")|"undeclared.other")|'
is 'exit code of an undeclared fact' "$code" 4
has 'an undeclared fact is named' "$err" 'it said undeclared.other, which is not in its table'
has 'and what else it said' "$out" '  undeclared.type=xen'
broken crash 's|^\txf_say(|\t*(volatile int *)8 = 1;\n&|'
is 'exit code of a crash' "$code" 4
has 'a crash is named' "$err" 'crash/crash.so crashed: '
has 'and that it said nothing' "$out" $'Values here:\n  nothing'
broken hang 's|^\txf_say(|\tfor (volatile int i = 1; i;)\n\t\t;\n&|'
is 'exit code of one that hangs' "$code" 4
has 'one that hangs is named' "$err" 'hang/hang.so hangs: it took longer'

# Settings of a plugin that nobody here knows: checked, shown, and handed over by the agent.
broken own '/^static void look/i static const struct xf_setting settings[] = {\n\
	{ "depth", XF_SETTING_COUNT, "1 9", "3", "How deep." }, { .key = NULL },\n};\n
s/xf_text(type)/xf_setting(probe, "depth")/;s/^\t.only_on_xen.*/\t.settings = settings, .setting_size = sizeof(settings[0]),/'
is 'exit code of a plugin with settings' "$code" 0
has 'its settings' "$out" '  depth (3): How deep.'
has 'the fallback' "$out" '  own.type=3'
printf 'plugins:\n  own:\n    depth: 12\n' > own.yaml
run --plugin-dir own config check own.yaml
is 'exit code of a value out of range' "$code" 4
has 'and where it is' "$err" 'own.yaml:3:12: depth must be from 1 to 9'
printf 'plugins:\n  own:\n    dept: 4\n' > own.yaml
run --plugin-dir own config check own.yaml
has 'another key is none' "$err" 'own.yaml:3:5: unknown setting dept; did you mean depth?'
printf 'plugins:\n  own:\n    depth: 4\n' > own.yaml
run --plugin-dir own config show own.yaml
has 'its settings are shown' "$out" '    depth: 4  # own.yaml:3'
RUNTIME_DIRECTORY=$work/runtime STATE_DIRECTORY=$work/state run --plugin-dir own --guest pv agent --once --config own.yaml
is 'exit code of the agent' "$code" 0
has 'what is configured reaches the plugin' "$(tr -d ' \n' < runtime/facts.json)" '"own":{"type":"4"'
broken undeclared_setting 's/xf_text(type)/xf_setting(probe, "depth")/'
has 'a setting that is not declared' "$err" 'it asked for setting depth, which is not in its'

run plugin new sample
is 'exit code when it exists' "$code" 4
has 'message when it exists' "$err" 'cannot write sample: File exists'
is 'nothing was overwritten' "$(cd sample && echo *)" 'Makefile README.md sample.c sample.so'
for name in Sample 1st a-b ../x ''; do
	run plugin new "$name"
	is "exit code of the name '$name'" "$code" 2
	has "message of the name '$name'" "$err" 'is not a valid plugin name'
done

echo 'no object' > text.so
run plugin check ./text.so
is 'exit code of a text' "$code" 4
has 'message of a text' "$err" './text.so is refused: '
for name in ./none.so /nonexist none; do
	run plugin check "$name"
	is "exit code of $name" "$code" 4
	is "message of $name" "$err" "xenfacts: cannot read the plugin $name: No such file or directory; check the path"
done
cp sample/sample.so other.so
run plugin check ./other.so
is 'exit code of a wrong name' "$code" 4
has 'message of a wrong name' "$err" 'sample'
finish
