#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Every guest of tests/guests: its facts are those that were reviewed (XF_UPDATE=1 rewrites them), explain names
# only what the guest has, no verdict stands without evidence, and the report keeps the vocabulary's rules. Trees
# give what their manifests give. PEERS.md's wrong cases are covered whole.
source "$(dirname "$0")/common"
guests=${XF_SOURCE_DIR:?is the folder of the source}/tests/guests
shared=${XF_SHARED:-$XF_SOURCE_DIR/../shared}

counts=$(python3 -B "$XF_SOURCE_DIR/tests/cli/guests.py" "$xenfacts" "$guests" "$work/failures") || counts='0 1'
passed=$((passed + ${counts% *}))
failed=$((failed + ${counts#* }))
cat "$work/failures"

# Every wrong case of PEERS.md section 5 is somebody's.
for number in $(seq 1 22); do
	is "a guest for PEERS.md 5.$number" \
		"$(grep -qx "# PEERS.md 5.$number" "$guests"/*.guest && echo there)" there
done

# Root and nobody reach the same verdicts.
verdicts() {
	"$xenfacts" facts --format flat "$@" | grep -E '^(present|mode|domain|spectrum\.[a-z]+)='
}
is 'as root and as nobody' "$(verdicts --guest "$guests/hand-16-pvhvm-as-nobody.guest")" \
	"$(verdicts --guest "$guests/hand-16-pvhvm-as-root.guest")"

# What a tree gives, its manifest gives. Every real guest is unfolded into a tree for that, but for those to which
# something was denied, which no tree can say. What a later plugin reads was not recorded; the tree says that it is absent.
# alike MANIFEST REPORT: the report without the facts, and without how many are unknown, that the manifest does not know
# because nothing of them was recorded.
alike() {
	awk -F= '{ key = $1; sub(/^unknown\./, "", key) }
		NR == FNR { if ($1 ~ /^unknown\./ && $2 == "not_recorded") later[key] = 1; next }
		key != "unknown_count" && !(key in later)' "$1" "$2"
}
for guest in "$guests"/xen*.guest "$guests"/ec2-*.guest "$guests"/field-*.guest "$guests"/plain-*.guest; do
	grep -qE '^(log )?denied' "$guest" && continue
	name=${guest##*/}
	name=${name%.guest}
	mkdir "$work/$name" && "$guests/unfold" "$guest" "$work/$name"
	"$xenfacts" facts --format flat --root "$work/$name" > "$work/unfolded"
	"$xenfacts" facts --format flat --guest "$guest" > "$work/manifest"
	is "$name: unfolded tree and manifest" "$(alike "$work/manifest" "$work/unfolded")" \
		"$(alike "$work/manifest" "$work/manifest")"
done

# Trees that were captured by other means, before there was a lab, are no part of the project. Where they are, each has
# the verdicts of its namesake here, and a record of it gives what the tree gives.
for tree in "$shared"/guests/*; do
	name=${tree##*/}
	case $name in
	'*' | README.md) continue ;;
	*.tar.gz)
		name=${name%.tar.gz}
		mkdir "$work/captured-$name" && tar -xzf "$tree" -C "$work/captured-$name"
		tree=$work/captured-$name
		;;
	esac
	"$xenfacts" record --force "$work/captured.guest" --root "$tree" 2> /dev/null
	is "$name: captured tree and its record" "$("$xenfacts" facts --format flat --root "$tree")" \
		"$("$xenfacts" facts --format flat --guest "$work/captured.guest")"
	# dom0 had no network card when it was captured.
	[ "$name" = xen4.17-dom0-pv-linux6.1 ] && other=spectrum.network || other=none
	is "$name: captured tree and namesake" "$(verdicts --root "$tree" | grep -v "^$other=")" \
		"$(verdicts --guest "$guests/$name.guest" | grep -v "^$other=")"
done

# What real guests may not hold: a UUID or a hardware address with anything but zeros in it, a serial number, a name of the
# lab's machines.
identifying='[[:xdigit:]]{8}-([[:xdigit:]]{4}-){3}[[:xdigit:]]{12}|([[:xdigit:]]{2}:){5}[[:xdigit:]]{2}|serial ?number: *[^ x]|xflab'
for guest in "$guests"/xen*.guest "$guests"/ec2-*.guest "$guests"/field-*.guest "$guests"/plain-*.guest; do
	name=${guest##*/}
	is "${name%.guest} identifies no machine" "$(grep -iEo "$identifying" "$guest" | grep -vE '^[0:-]+$')" ''
done
printf 'mac 00:16:3e:5a:fa:c7\n' > "$work/leak"
is 'what identifies is found' "$(grep -iEo "$identifying" "$work/leak")" 00:16:3e:5a:fa:c7
finish
