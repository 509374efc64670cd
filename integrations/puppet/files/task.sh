# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# What the tasks share. Bolt and puppetserver take standard output as the result, and an object _error in it as the
# reason of a failure. The program is not searched in PATH.

failed() { # failed KIND TEXT: the first line counts
	sentence=$(printf '%s\n' "$2" | head -n 1 | tr -d '[:cntrl:]' | sed 's/[\\"]/\\&/g')
	printf '{"_error": {"kind": "xenfacts/%s", "msg": "%s", "details": {}}}\n' "$1" "$sentence"
	exit 1
}

answer() { # answer ARGUMENT...: what the program prints, if it succeeds
	for program in /usr/bin/xenfacts /usr/local/bin/xenfacts ''; do
		[ -x "$program" ] && break
	done
	[ -n "$program" ] || failed absent 'there is no xenfacts in /usr/bin or /usr/local/bin: install it'
	/usr/bin/timeout -k 1 10 "$program" "$@" 2>/dev/null && return
	said=$(/usr/bin/timeout -k 1 10 "$program" "$@" 2>&1 >/dev/null) # once more, for the reason
	failed failed "${said:-$program gave no answer}"
}
