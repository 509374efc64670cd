#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What Ansible, Facter and Salt read: one object whatever happens, no message, exit status 0; and nothing in the
# environment that could forge it.
source "$(dirname "$0")/common"
here=${0%/*}
pv_guest > "$work/pv"
shopt -s nullglob
guests=("$work/pv" "${XF_SOURCE_DIR:?is the repository}"/tests/guests/*.guest)

agree() { # agree COUNT FOLDER...: do the files of each folder, so many, hold the facts of its file json?
	local count=$1
	shift
	is 'what the consumers get' "$(python3 "$here/consumers.py" "$@" 2>&1 | sort | uniq -c | sed 's/^ *//')" "$# compared $count"
}
keep() { # keep FOLDER/FORMAT ARGUMENT...: what the program prints
	"$xenfacts" "${@:2}" > "$work/$1" 2> "$work/err"
	is "exit code and messages of ${*:2}" "$?$(cat "$work/err")" 0
}
printf '{"_ansible_check_mode": false, "_ansible_version": "2.19.0", "profile": "full"}' > "$work/full"
printf '{"_ansible_check_mode": false, "_ansible_version": "2.19.0"}' > "$work/slim" # the module's default
folders=()
for guest in "${guests[@]}"; do
	profiles=(full)
	[[ ${guest##*/} != pv && ${guest##*/} != xen4.17-* ]] || profiles+=(slim) # a part of the same facts
	for profile in "${profiles[@]}"; do
		name=$profile-of-$(basename "$guest" .guest)
		mkdir "$work/$name"
		for format in json ansible facter salt; do
			keep "$name/$format" facts --format $format --profile "$profile" --guest "$guest"
		done
		keep "$name/module" --guest "$guest" "$work/$profile"
		folders+=("$work/$name")
	done
done
agree 5 "${folders[@]}"
run facts --format salt --guest "$work/pv" mode domain
is 'some facts' "$out" $'{\n  "xenfacts": {\n    "domain": "domU",\n    "mode": "pv"\n  }\n}'

run facts --profile slim --guest "$work/pv" mode
is 'exit status of a profile with a key' "$code" 2
has 'what to do about it' "$err" '--profile takes no KEY'
run facts --profile slim --format flat --guest "$work/pv"
is 'the profile slim' "$(sed 's/=.*//; s/\..*//' <<< "$out" | sort -u | tr '\n' ' ')" \
	'domain mode problem_count problems schema spectrum unknown version '

# The name that Ansible calls.
ln -s "$xenfacts" "$work/xenfacts.fact"
"$work/xenfacts.fact" > "$work/out" 2> "$work/err"
is 'exit code and messages as xenfacts.fact' "$?$(cat "$work/err")" 0
"$xenfacts" facts > "$work/json"
is 'facts as xenfacts.fact' "$(cat "$work/out")" "$("$xenfacts" facts --profile slim)"
is 'all facts as xenfacts.fact' "$("$work/xenfacts.fact" --profile full)" "$(cat "$work/json")"
is 'options as xenfacts.fact' "$("$work/xenfacts.fact" --guest "$work/pv" mode)" $'{\n  "mode": "pv"\n}'

# A module of Ansible, on this machine: a module takes no option.
mkdir "$work/here"
cp "$work/json" "$work/here"
keep here/module "$work/full"
agree 2 "$work/here"
printf '{"_ansible_version": "2.19.0", "gather_subset": "all"}' > "$work/arguments"
run "$work/arguments"
is 'exit code of a wrong parameter' "$code" 1
is 'answer to a wrong parameter' "$out" \
	'{"failed": true, "msg": "Unsupported parameter for xenfacts: gather_subset. It takes: profile."}'
for value in '"slimm"' '""' null '["slim"]' '"slim full"'; do
	printf '{"_ansible_version": "2.19.0", "profile": %s}' "$value" > "$work/arguments"
	run "$work/arguments"
	is "exit code of the profile $value" "$code" 1
	has "answer to the profile $value" "$out" '{"failed": true, "msg": "value of profile must be one of: slim full, got: '
done
# Without its module, as where there was no jansson to build it with, the parameter is heard still.
mkdir -p "$work/bare/plugins"
cp "$xenfacts" "$work/bare/"
cp "$XF_BUILD_DIR"/plugins/*.so "$work/bare/plugins/"
for profile in slim full; do
	xenfacts=$work/bare/xenfacts run --guest "$work/pv" "$work/$profile"
	is "answer without the module, $profile" "$out" "$(cat "$work/$profile-of-pv/module")"
done
for text in '' '{}' '{"a": 1}' '[]' '{"_ansible_version": "2.19.0"' 'facts' $'{"_ansible_version": "\xff"}'; do
	printf '%s' "$text" > "$work/arguments"
	run "$work/arguments"
	is "exit code of a file that holds $text" "$code" 2
	has "message of a file that holds $text" "$err" "unknown command $work/arguments"
done
for size in 1000000 2000000; do # one below the cap, one above
	{ printf '{"_ansible_version": "2.19.0"' && head -c $size /dev/zero | tr '\0' ' ' && printf '}'; } > "$work/arguments"
	run "$work/arguments"
	is "exit code of a file of $size bytes" "$code" $((size > 1500000 ? 2 : 0))
done
mkfifo "$work/fifo"
for file in "$work" "$work/none" "$work/fifo"; do
	run "$file"
	is "exit code of $file" "$code" 2
done

# Without a report there is an object still, and it says why. Here with a quote and a backslash in the reason.
fails() { # fails WHAT PATH WANTED ARGUMENT...
	local what=$1 path=$2 wanted=$3
	shift 3
	run "$@"
	is "exit code and messages $what" "$code$err" 0
	# shellcheck disable=SC2086    # the words of a path
	has "object $what" "$(python3 "$here/failure.py" $path < "$work/out" 2>&1)" \
		"['domain', 'error', 'mode', 'schema'] unknown unknown 1 $wanted"
}
for format in ansible:'' facter:xenfacts salt:xenfacts; do
	fails "without plugins in ${format%:*}" "${format#*:}" \
		"cannot read plugins from $work/no\"\\ne: No such file or directory; check the path" \
		facts --format "${format%:*}" --plugin-dir "$work/no\"\\ne"
done
fails 'with a byte that is not UTF-8' '' 'cannot read the guest \xff: ' facts --format ansible --guest $'\xff'
fails 'for a wrong key' '' 'unknown key nonsense' facts --format ansible --guest "$work/pv" nonsense

# A program that was half installed, without modules: no consumer needs one to get its facts.
mkdir "$work/half"
cp "$xenfacts" "$work/half/"
cp -r "${xenfacts%/*}/plugins" "$work/half/plugins"
printf '{"_ansible_version": "2.19.0"}' > "$work/arguments"
is 'facts without modules' "$("$work/half/xenfacts" --guest "$work/pv" facts mode)" $'{\n  "mode": "pv"\n}'
xenfacts=$work/half/xenfacts run "$work/arguments"
is 'exit code and messages as a module without modules' "$code$err" 0
has 'facts as a module without modules' "$(tr -d ' \n' < "$work/out")" '{"ansible_facts":{"ansible_xenfacts":{'
run --guest "$work/pv" "$work/arguments" more
is 'exit code of a word behind the arguments' "$code" 2

# Hangs: a plugin that loops, a file that never answers. The deadline ends both, and what else there is is told.
mkdir "$work/plugins"
cp "${xenfacts%/*}"/plugins/*.so "${xenfacts%/*}/tests/abi-plugins/run_loop.so" "$work/plugins/"
run facts --format ansible --guest "$work/pv" --plugin-dir "$work/plugins" mode plugins.run_loop.status
is 'exit code and messages with a plugin that hangs' "$code$err" 0
is 'facts with a plugin that hangs' "$(echo "$out" | tr -d ' \n')" \
	'{"mode":"pv","plugins":{"run_loop":{"status":"timed_out"}}}'

apart() { # apart COMMAND...: in a mount name space of its own, whoever we are
	if [ "$(id -u)" -eq 0 ]; then
		unshare --mount "$@"
	else
		unshare --mount --map-root-user "$@"
	fi
}
mkdir -p "$work"/tree/sys/{hypervisor,block}
echo xen > "$work/tree/sys/hypervisor/type"
echo PV > "$work/tree/sys/hypervisor/guest_type"
for format in ansible facter salt; do
	apart python3 "$here/hang.py" "$work/tree/sys/block" "$xenfacts" facts --format $format \
		--root "$work/tree" > "$work/out" 2> "$work/err"
	is "exit code and messages with a file that hangs in $format" "$?$(cat "$work/err")" 0
	has "the plugin that met it in $format" "$(tr -d ' \n' < "$work/out")" '"block":{"detail":"'
	has "how it fared in $format" "$(tr -d ' \n' < "$work/out")" '"status":"timed_out"'
	has "the mode beside it in $format" "$(cat "$work/out")" '"mode": "pv"'
done

# No variable of the environment is looked at but those for colours, and what a service manager tells the agent of its
# folders and its socket; none can change what is told.
variables=$(grep -rhoE '\b(secure_)?getenv\([^)]*\)|\benviron\b' "$XF_SOURCE_DIR"/{core,facts,plugins} --include='*.[ch]' | sort -u)
is 'variables that are read' "$variables" "getenv(\"COLUMNS\")
getenv(\"NO_COLOR\")
getenv(\"TERM\")
$(printf 'secure_getenv("%s")\n' \
	CREDENTIALS_DIRECTORY JOURNAL_STREAM NOTIFY_SOCKET RUNTIME_DIRECTORY STATE_DIRECTORY WATCHDOG_PID WATCHDOG_USEC)"
"$xenfacts" facts > "$work/json"
for name in GUEST ROOT PLUGIN_DIR PLUGINS CONFIG FORMAT; do
	is "facts with XENFACTS_$name" "$(env "XENFACTS_$name=$work/pv" "$xenfacts" facts)" "$(cat "$work/json")"
done
finish
