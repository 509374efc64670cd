#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A user who is called root in a user namespace (unshare -r): there, all of the real root's folders seem to belong to
# nobody, and this user's own program and plugins to root. It has the rights of a user, so it is judged as one.
source "$(dirname "$0")/common"
user() {
	if [ "$(id -u)" = 0 ]; then
		setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
	else
		"$@"
	fi
}
is 'a user may make a user namespace (user.max_user_namespaces, kernel.unprivileged_userns_clone)' "$(user unshare -r echo yes 2>&1)" yes
chmod 755 "$work"
: > "$work/empty"
mkdir -p "$work/own/plugins" "$work/own/run" "$work/own/state"
cp "$xenfacts" "$work/empty" "$work/own"
cp "$XF_BUILD_DIR"/plugins/*.so "$work/own/plugins"
cp -r "$XF_BUILD_DIR/modules" "$XF_BUILD_DIR/sinks" "$work/own"
[ "$(id -u)" = 0 ] && chown -R 65534:65534 "$work/own"
export RUNTIME_DIRECTORY=$work/own/run STATE_DIRECTORY=$work/own/state ASAN_OPTIONS=detect_leaks=0

user unshare -r "$work/own/xenfacts" facts --format flat plugins > "$work/out"
is 'its plugins run' "$(grep -c 'status=ok' "$work/out")" "$(find "$work/own/plugins" -name '*.so' | wc -l)"
user unshare -r "$work/own/xenfacts" agent --once --config "$work/own/empty" > /dev/null 2> "$work/err"
is 'exit code of the agent' "$?" 0
is 'messages of the agent' "$(cat "$work/err")" ''
is 'its facts are written' "$([ -s "$work/own/run/facts.json" ] && echo yes)" yes

finish
