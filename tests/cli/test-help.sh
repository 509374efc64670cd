#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Help, the manual and completion agree on commands and options, and a wrong word is told with the right one.
source "$(dirname "$0")/common"
manual=${XF_SOURCE_DIR:?is the repository}/docs/man

run --version
has 'version' "$out" 'xenfacts '
is 'exit code of --version' "$code" 0
run -V
has 'short version' "$out" 'xenfacts '
run --help
is 'exit code of --help' "$code" 0
is 'messages of --help' "$err" ''
commands=$(sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p' "$work/out")
is 'commands, of which each is a file' "$commands" \
	"$(basename -as .c "$XF_SOURCE_DIR"/core/cli/commands/cmd-*.c | sed 's/^cmd-//')"
options=$(sed -n 's/^.* --\([a-z-]*\).*/\1/p' "$work/out" | grep -v '^help. says')
for command in $commands; do
	run "$command" --help
	is "exit code of $command --help" "$code" 0
	has "help of $command" "$out" "Usage: xenfacts $command "
	is "lines of its help that 80 columns would break" "$(awk 'length > 79' "$work/out")" ''
	is "$command --help and -h" "$("$xenfacts" "$command" -h)" "$out"
	is "manual has $command" "$(grep -c "^\.Ss $command\b" "$manual/xenfacts.1" | sed 's/[1-9]/yes/')" yes
	options="$options $(sed -n 's/^.* --\([a-z-]*\) .*/\1/p' "$work/out")"
done

# Both ways: every option of the help is in the manual, and every one of the manual in the help.
options=$(echo "$options" | tr ' ' '\n' | sort -u)
in_manual=$(sed -n 's/^\.It Fl \(. , \)\{0,1\}-\([a-z-]*\).*/\2/p' "$manual/xenfacts.1" | sort -u)
is 'options of the manual' "$in_manual" "$options"
is 'commands of the manual' "$(sed -n 's/^\.Ss \([a-z]*\).*/\1/p' "$manual/xenfacts.1" | sort -u)" \
	"$(echo "$commands" | sort)"
is 'lint of the manual' \
	"$(mandoc -Tlint "$manual"/*.[1357] 2>&1 | grep -vE 'mandoc.db|referenced manual')" ''
header=$XF_SOURCE_DIR/core/include/xenfacts/plugin.h
grep -oE '\bxf_[a-z_]+\((struct xf_probe|const struct xf_obs) ' "$header" > "$work/functions"
while IFS='(' read -r function _; do
	is "plugin manual has $function" "$(grep -cE "Fn $function( |$)" "$manual/xenfacts-plugin.3")" 1
done < "$work/functions"

wrong() { # wrong WANTED ARGUMENT...
	local wanted=$1
	shift
	run "$@"
	is "exit code of $*" "$code" 2
	is "output of $*" "$out" ''
	has "message of $*" "$err" "$wanted"
	has "help named by $*" "$err" 'Try `xenfacts'
}
wrong 'did you mean facts?' fact
wrong 'unknown command zzzzzz' zzzzzz
wrong 'did you mean --format?' facts --fromat json
wrong 'did you mean --root?' --rot / facts
wrong 'unknown option -x' -x
wrong 'did you mean json?' facts --format jsn
wrong '--format needs a value' facts --format
wrong '--help takes no value' --help=1
wrong 'did you mean pvhvm?' is pvhmv
wrong 'is needs an argument' is
wrong 'unexpected argument disk' explain mode disk
wrong 'did you mean emulated?' is network=emulatd
wrong 'it must be one of: mode domain' is netwrok=emulated
wrong 'did you mean pv_only?' is problem=pv_onyl
wrong 'did you mean explain?' help explian
wrong 'is takes no --format' --json is xen
wrong '--format must be one of: table json yaml' --format flat list
wrong 'did you mean plugins?' list plugin
wrong 'did you mean check?' plugin chekc x
wrong 'use one of them' --root / --guest x
pv_guest > "$work/pv"
wrong 'did you mean spectrum.disk?' --guest "$work/pv" facts disk
wrong 'did you mean block.count?' --guest "$work/pv" facts block.cuont
wrong 'did you mean mode?' --guest "$work/pv" explain moed
finish
