#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Colours: on a terminal, by --color, and never where somebody said no.
source "$(dirname "$0")/common"
pv_guest > "$work/pv"
escape=$'\033['
unset NO_COLOR
export TERM=xterm

# On a pseudo terminal, as script(1) makes one; its carriage returns are not ours.
on_terminal() {
	script -qec "$*" /dev/null < /dev/null | tr -d '\r'
}
command="$xenfacts --guest $work/pv"

run --guest "$work/pv"
lacks 'no colour in a pipe' "$out" "$escape"
has 'headline' "$out" 'pv: PV guest (domU) on Xen 4.17.7'
has 'denied places' "$out" 'Permission denied: /sys/hypervisor/properties/capabilities'
is 'rows' "$(grep -cE '^  (disk|network|interrupts|timers|motherboard|privileged) ' "$work/out")" 6
has 'mark of a green row' "$(grep '^  disk' "$work/out")" '●'
has 'mark of a yellow row' "$(grep '^  privileged' "$work/out")" '◐'
run --guest "$work/pv" --color always
has 'green by --color always' "$(grep disk "$work/out")" "${escape}32mparavirtual"
has 'yellow by --color always' "$(grep privileged "$work/out")" "${escape}33mparavirtual"
has 'colour on a terminal' "$(on_terminal "$command")" "${escape}32mparavirtual"
has 'explain on a terminal' "$(on_terminal "$command explain disk")" "${escape}32mparavirtual"
lacks '--color never' "$(on_terminal "$command --color never")" "$escape"
lacks 'NO_COLOR' "$(NO_COLOR=1 on_terminal "$command")" "$escape"
has 'empty NO_COLOR' "$(NO_COLOR='' on_terminal "$command")" "$escape"
has '--color always against NO_COLOR' \
	"$(NO_COLOR=1 "$xenfacts" --guest "$work/pv" --color always)" "$escape"
lacks 'dumb terminal' "$(TERM=dumb on_terminal "$command")" "$escape"
is 'facts are never coloured' "$(on_terminal "$command facts")" "$("$xenfacts" --guest "$work/pv" facts)"
is 'the locale changes the marks only' "$(LC_ALL=C "$xenfacts" --guest "$work/pv" | sed 's/  [+~!]  /    /')" \
	"$("$xenfacts" --guest "$work/pv" | sed 's/  [●◐○]  /    /')"
is 'the locale does not change facts' "$(LC_ALL=C "$xenfacts" facts --guest "$work/pv")" \
	"$("$xenfacts" facts --guest "$work/pv")"

# A narrow terminal wraps the last column, and nothing is lost.
narrow=$(on_terminal "stty cols 60; $command")
is 'width of a narrow terminal' "$(echo "$narrow" | sed -n '/^  disk/,/^$/p' |
	awk '{ gsub(/\033\[[0-9;]*m/, "") } length > 62' | wc -l)" 0
finish
