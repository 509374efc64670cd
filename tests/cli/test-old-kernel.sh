#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Kernels that lack calls which newer ones have, back to 2.6.32: the report is the same but for the sandbox, and so is what
# the agent and `record` write.
source "$(dirname "$0")/common"
without=$XF_BUILD_DIR/tests/without
guest=$XF_SOURCE_DIR/tests/guests/xen4.17-pvhvm-linux6.1.guest
"$XF_SOURCE_DIR/tests/guests/unfold" "$guest" "$work/tree"

# facts_of COMMAND...: all facts of this machine, of a tree and of a guest, but for what is said of the sandbox.
facts_of() {
	"$@" "$xenfacts" facts --format flat | grep -v '^sandbox'
	"$@" "$xenfacts" --root "$work/tree" facts --format flat
	"$@" "$xenfacts" --guest "$guest" facts --format flat
}

# written COMMAND...: what the agent and `record` write.
written() {
	rm -rf "$work/runtime" "$work/state" "$work/record"
	mkdir -p "$work/runtime" "$work/state"
	RUNTIME_DIRECTORY=$work/runtime STATE_DIRECTORY=$work/state "$@" "$xenfacts" --guest "$guest" agent --once \
		--config "$work/empty.yaml" 2>&1
	"$@" "$xenfacts" --guest "$guest" record "$work/record" 2>&1
	cat "$work/runtime/facts.json" "$work/record"
}

: > "$work/empty.yaml"
facts=$(facts_of env)
files=$(written env)
lacking() { # lacking CALL=ERROR...
	is "facts without $*" "$(facts_of "$without" "$@" --)" "$facts"
	is "files without $*" "$(written "$without" "$@" --)" "$files"
}
has 'a report' "$facts" 'mode=pvhvm'
has 'a file' "$files" '"mode": "pvhvm"'
for call in openat2 close_range memfd_create getrandom renameat2 landlock_create_ruleset; do
	lacking "$call=ENOSYS"
done
lacking seccomp=EINVAL
lacking no_new_privs=EINVAL
lacking openat2=EPERM memfd_create=EPERM
lacking openat2=ENOSYS close_range=ENOSYS memfd_create=ENOSYS getrandom=ENOSYS renameat2=ENOSYS \
	landlock_create_ruleset=ENOSYS no_new_privs=EINVAL seccomp=EINVAL

# Before 2.6.39, O_PATH is unknown, too. The tree has links of all kinds: in its folders, to other links, out of it.
mkdir -p "$work/secret"
echo 'Not of this tree' > "$work/secret/version"
mv "$work/tree/sys/hypervisor" "$work/tree/sys/real"
ln -s /sys/devices/../real "$work/tree/sys/hypervisor"
product=$work/tree/sys/devices/virtual/dmi/id/product_version
rm "$product"
ln -s "$work/secret/version" "$product"
facts=$(facts_of env)
has 'through links' "$facts" 'mode=pvhvm'
lacks 'out of the tree' "$facts" 'Not of this tree'
export ASAN_OPTIONS=${ASAN_OPTIONS-}:detect_leaks=0 # LeakSanitizer is a tracer itself
old=$XF_BUILD_DIR/tests/before-o-path
is 'it ignores O_PATH' "$("$old" python3 -B "$XF_SOURCE_DIR/tests/cli/o-path.py")" 'ELOOP'
for name in walk trust sysroot; do # what they promise of links, and of who may change a path
	(mkdir "$work/$name" && cd "$work/$name" && "$old" "$XF_BUILD_DIR/tests/unit-test-$name") > "$work/$name.log" 2>&1
	is "$name without O_PATH" "$? $(grep ERROR "$work/$name.log")" '0 '
done
oldest=("$without" close_range=ENOSYS memfd_create=ENOSYS getrandom=ENOSYS renameat2=ENOSYS
	landlock_create_ruleset=ENOSYS -- "$old" "$without" no_new_privs=EINVAL seccomp=EINVAL --)
is 'facts on 2.6.32' "$(facts_of "${oldest[@]}")" "$facts"
is 'files on 2.6.32' "$(written "${oldest[@]}")" "$files"
finish
