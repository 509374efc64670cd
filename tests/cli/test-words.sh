#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# decode, explain, list, and completion in the shells that are here.
source "$(dirname "$0")/common"
pv_guest > "$work/pv"

bits() { # bits HEX: the numbers and names that it decodes to
	"$xenfacts" decode "$1" | awk '{ printf "%s:%s ", $1, $2 }'
}
is 'the word of 2014' "$(bits 00000705)" \
	'0:writable_page_tables 2:auto_translated_physmap 8:hvm_callback_vector 9:hvm_safe_pvclock 10:hvm_pirqs '
is 'a prefix' "$(bits 0x20)" '5:mmu_pt_update_preserve_ad '
is 'upper case' "$(bits C000)" '14:arm_smccc_supported 15:linux_rsdp_unrestricted '
is 'an unknown bit' "$(bits 80000800)" '11:dom0 31:bit_31 '
has 'no bit' "$("$xenfacts" decode 0)" 'No bit'
# As a document: the same bits, each with the sentence and the strength that `list facts` has for it.
for format in json yaml; do
	"$xenfacts" decode ffffffffffffffff --format $format > "$work/$format"
	is "exit code of decode in $format" "$?" 0
done
is 'decode in both formats' "$(python3 "${0%/*}/lists.py" "$work/json" "$work/yaml" 2>&1)" yes
"$xenfacts" decode ffffffffffffffff > "$work/table"
"$xenfacts" list facts --format json > "$work/facts"
is 'decode is what the table and the facts say' \
	"$(python3 "${0%/*}/bits.py" "$work/json" "$work/table" "$work/facts" 2>&1)" 64
is 'no bit in a document' "$("$xenfacts" decode 0 --format json)" '{}'
run decode 705 --format text
is 'exit code of another format' "$code" 2
for word in '' 0x 70g -- 11111111111111111 -1; do
	run decode "$word"
	is "exit code of '$word'" "$code" 2
done
# Every bit that decode can name is a fact of the features plugin.
known=$("$xenfacts" list facts --format json | python3 -c 'import json, sys; print(*json.load(sys.stdin))')
for bit in $("$xenfacts" decode 1fffff | awk '{ print $2 }'); do
	has "fact of bit $bit" " $known " " features.$bit "
done

run --guest "$work/pv" explain
is 'exit code of explain' "$code" 0
is 'explain has all verdicts' "$(grep -oE '^[a-z.]+:' "$work/out" | tr -d '\n')" \
	"present:domain:mode:$(printf 'spectrum.%s:' disk network interrupts timers motherboard privileged)"
run --guest "$work/pv" explain disk
has 'a short name' "$out" 'spectrum.disk: paravirtual'
has 'the kernel file' "$out" '/sys/block/xvda/device/driver points to'
has 'the rule' "$out" 'for, by rule '
run --guest "$work/pv" explain block.count
has 'a plain fact' "$out" 'block.count: 1'
has 'its strength' "$out" '(active)'
run --guest "$work/pv" explain network
has 'a reason' "$out" 'why unknown: '
nobody=${XF_SOURCE_DIR:?is the repository}/tests/guests/hand-16-pvhvm-as-nobody.guest
run --guest "$nobody" explain boot.log
has 'a fact that is unknown' "$out" 'why unknown: permission denied for kernel log'
run --guest "$nobody" explain boot.log --format json
is 'the same for programs' "$(python3 -c 'import json, sys
fact = json.load(sys.stdin)["explained"]["boot.log"]
print(fact["value"], fact["reason"], fact["strength"], fact["for"], sep="; ")' <<< "$out")" \
	"unknown; permission denied for kernel log; active; [{'evidence': ['boot.log is denied: kernel log: denied']}]"

run list
has 'plugins' "$out" 'block '
run list rules
has 'rules' "$out" 'mode_pvhvm'
for list in plugins facts rules problems advice; do
	for format in json yaml; do
		"$xenfacts" list $list --format $format > "$work/$format"
		is "exit code of list $list in $format" "$?" 0
	done
	is "list $list in both formats" "$(python3 "${0%/*}/lists.py" "$work/json" "$work/yaml" 2>&1)" yes
done

# A plugin that was refused is listed with the reason.
mkdir "$work/plugins"
echo 'not a plugin' > "$work/plugins/broken.so"
run list plugins --plugin-dir "$work/plugins" --format json
is 'a refused plugin is listed' "$code $(python3 -c 'import json, sys; print(json.load(sys.stdin)["broken"])' <<< "$out")" \
	"0 {'purpose': 'it is not a complete shared object for this machine', 'status': 'refused'}"

# Completion: the scripts parse, and that of bash completes.
"$xenfacts" --print-completion bash > "$work/bash"
is 'shellcheck of the bash completion' "$(shellcheck -s bash -e SC2207,SC2086 "$work/bash" 2>&1)" ''
complete() { # complete WORD...: the last one is what was typed of it
	bash -c 'PATH=$1:$PATH; source "$2"; shift 2; COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)); _xenfacts
		printf "%s " "${COMPREPLY[@]}"' bash "$XF_BUILD_DIR" "$work/bash" xenfacts "$@"
}
is 'commands are completed' "$(complete '')" \
	"$(basename -as .c "${XF_SOURCE_DIR:?is the repository}"/core/cli/commands/cmd-*.c | sed 's/^cmd-//' | tr '\n' ' ')"
is 'a command is completed' "$(complete ex)" 'explain '
is 'words are completed' "$(complete is pv)" 'pv pvhvm pvh '
is 'values are completed' "$(complete facts --format '')" \
	"$("$xenfacts" facts --help | sed -n '/--format/{n;s/^ *(\(.*\))/\1 /p}')"
is 'options are completed' "$(complete facts --f)" '--format '
is 'global options are completed' "$(complete is --r)" '--root --require-sandbox '
has 'keys are completed' "$(complete facts spectrum.d)" 'spectrum.disk '
for shell in zsh fish; do
	"$xenfacts" --print-completion $shell > "$work/$shell"
	for command in facts is explain list record decode plugin; do
		has "$shell knows $command" "$(cat "$work/$shell")" "$command"
	done
	if command -v $shell > /dev/null; then
		is "syntax for $shell" "$($shell -n "$work/$shell" 2>&1)" ''
	fi
done
finish
