#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The sandbox of plugins, where all of it can be had and where some of it cannot: what is said, and what is refused.
source "$(dirname "$0")/common"
without=$XF_BUILD_DIR/tests/without
pv_guest > "$work/pv"
cp "$XF_BUILD_DIR"/plugins/dmi.so "$work" # outside of its folder it is anybody's

deprived() { # deprived CALL=ERROR... -- ARGUMENT...: runs xenfacts without these calls
	local calls=()
	while [ "$1" != -- ]; do
		calls+=("$1")
		shift
	done
	shift
	"$without" "${calls[@]}" -- "$xenfacts" "$@" > "$work/out" 2> "$work/err"
	code=$?
	out=$(cat "$work/out")
	err=$(cat "$work/err")
}

run facts --format flat sandbox
is 'the sandbox here' "$out" 'sandbox.capabilities=full
sandbox.landlock=full
sandbox.seccomp=full'
run explain sandbox.landlock
has 'its evidence' "$out" 'landlock_restrict_self(2) says "ABI '
run
lacks 'the report keeps silent about it' "$out" Sandbox
run --require-sandbox facts
is 'it can be required' "$code" 0
run --guest "$work/pv" facts --format flat
lacks 'a replayed guest has no sandbox' "$out" sandbox.

part() { # part FACT WORD SAYS CALL=ERROR: without that call
	deprived "$4" -- facts --format flat sandbox
	has "$1 after $4" "$out" "sandbox.$1=off"
	deprived "$4" --
	is "exit code after $4" "$code" 0
	has "the report after $4" "$out" "Sandbox for plugins: $1 off ($3)."
	deprived "$4" -- --guest "$work/pv"
	has "the report of a replay after $4" "$out" "Sandbox for plugins: $1 off ($3)."
	deprived "$4" -- --guest "$work/pv" is pv
	is "the verdict after $4" "$code" 0
	deprived "$4" -- --require-sandbox facts
	is "exit code if required, after $4" "$code" 5
	is "output if required, after $4" "$out" ''
	has "message if required, after $4" "$err" "cannot confine plugins completely: $1 off ($3)"
	deprived "$4" -- plugin check "$work/dmi.so"
	is "exit code of a plugin from elsewhere, after $4" "$code" "$([ "$(id -u)" = 0 ] && echo 4 || echo 0)"
}
part landlock off 'Function not implemented' landlock_create_ruleset=ENOSYS
part landlock off 'Operation not permitted' landlock_create_ruleset=EPERM
part landlock off 'Operation not supported' landlock_create_ruleset=EOPNOTSUPP
part seccomp off 'Invalid argument' seccomp=EINVAL
if [ "$(id -u)" = 0 ]; then # others have no capabilities to drop
	part capabilities off 'Operation not permitted' capset=EPERM
	has 'why root does not run it' "$err" 'root runs such a plugin only in a complete sandbox'
fi
deprived landlock_create_ruleset=ENOSYS seccomp=ENOSYS --
has 'two parts' "$out" \
	'Sandbox for plugins: landlock off (Function not implemented), seccomp off (Function not implemented).'

# The agent keeps what it wrote last.
printf 'sandbox: require\n' > "$work/required.yaml"
export RUNTIME_DIRECTORY=$work/runtime STATE_DIRECTORY=$work/state
mkdir -p "$work/runtime" "$work/state"
run agent --once --config "$work/required.yaml"
is 'exit code of the agent' "$code" 0
before=$(cksum < "$work/runtime/facts.json")
deprived landlock_create_ruleset=ENOSYS -- agent --once --config "$work/required.yaml"
is 'exit code of the agent without Landlock' "$code" 5
has 'message of the agent' "$err" 'cannot confine plugins completely: landlock off (Function not implemented)'
is 'what the agent wrote before' "$(cksum < "$work/runtime/facts.json")" "$before"
printf 'sandbox: perhaps\n' > "$work/wrong.yaml"
run config check "$work/wrong.yaml"
has 'another word' "$err" 'wrong.yaml:1:10: sandbox must be one of: optional require'

# A folder of so many names that sorting them takes a call of its own (core/probe/seccomp.c).
mkdir -p "$work/tree/sys/devices/system/clockevents" "$work/tree/proc"
for number in {0..299}; do
	mkdir -p "$work/tree/sys/devices/system/clockevents/clockevent$number"
	echo xen > "$work/tree/sys/devices/system/clockevents/clockevent$number/current_device"
done
run --root "$work/tree" facts --format flat plugins
is 'the plugins on a machine with 300 CPUs' "$(grep -v '=ok$\|detail=$' <<< "$out")" ''

finish
