#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Problems from outside: check with Nagios' exit statuses, the questions of `is`, and what the lists say of both.
source "$(dirname "$0")/common"
guests=${XF_SOURCE_DIR:?is the folder of the source}/tests/guests
mixed=$guests/xen4.17-pvhvm-mixed-nics-linux6.1.guest
pvhvm=$guests/xen4.17-pvhvm-linux6.1.guest
pv_guest > "$work/pv"
empty_guest > "$work/empty"

check() { # check CODE WANTED GUEST ARGUMENT...: one line on standard output, nothing else
	local want_code=$1 wanted=$2 guest=$3
	shift 3
	run check --guest "$guest" "$@"
	is "exit code of check $*" "$code" "$want_code"
	has "line of check $*" "$out" "$wanted"
	is "one line of check $*" "$(wc -l < "$work/out")" 1
}
check 0 'XENFACTS OK - PVHVM guest (domU) on Xen 4.17.7' "$pvhvm"
check 0 ' | problems=0' "$pvhvm" --warn any --crit any
check 1 'XENFACTS WARNING - network_emulated:eth1: PVHVM guest' "$mixed"
check 1 ' | problems=1' "$mixed"
check 0 'OK' "$mixed" --warn none
check 0 'OK' "$mixed" --warn disk_emulated,network_emulated:eth0
check 2 'XENFACTS CRITICAL - network_emulated:eth1: ' "$mixed" -c conflict,network_emulated
check 2 'CRITICAL' "$mixed" --crit network_emulated:eth1
check 0 'OK' "$work/pv" --warn timers_emulated
check 3 'UNKNOWN - PV guest' "$work/pv" --warn network_emulated
check 1 'pv_only: PV guest' "$work/pv" --warn network_emulated,pv_only
check 0 'OK' "$guests/hand-pvhvm-cd-drive.guest" --warn any
check 1 'pv_only' "$work/pv" --warn info
check 3 'XENFACTS UNKNOWN - ' "$work/empty"
is 'messages of a check' "$err" ''

# Here 2 would be CRITICAL: no failure may be that.
check 3 'unknown problem "netwrk"; see ' "$pvhvm" --warn netwrk
check 3 'unknown problem "board_emulated"' "$pvhvm" --crit board_emulated
check 3 'unknown problem "any:eth1"' "$pvhvm" --crit any:eth1
check 3 'unknown problem ""' "$pvhvm" --warn ''
check 3 'unknown problem "a?b/c"' "$pvhvm" --warn $'a\nb|c'
check 1 'WARNING' "$mixed" --warn Network_Emulated
check 3 'cannot read the guest /none' /none
check 3 'usage error' "$pvhvm" --wran any
for wrong in --bogus --color=bad; do
	run $wrong check
	is "exit code of $wrong check" "$code" 3
	has "line of $wrong check" "$out" 'XENFACTS UNKNOWN - usage error'
done
run check extra
is 'exit code of check with an argument' "$code" 3
"$xenfacts" check --guest "$pvhvm" > /dev/full 2> /dev/null
is 'exit code of check on a full disk' "$?" 3
run check --help
has 'statuses in its help' "$out" '2 CRITICAL'

asks() { # asks GUEST CODE QUESTION...
	local guest=$1 want_code=$2
	shift 2
	run is --guest "$guest" "$@"
	is "is $*" "$code" "$want_code"
	is "is $* prints" "$out$err" ''
}
asks "$mixed" 0 network=mixed
asks "$mixed" 1 network=emulated
asks "$mixed" 0 problem=network_emulated
asks "$mixed" 0 problem=network_emulated:eth1
asks "$mixed" 1 problem=network_emulated:eth0
asks "$mixed" 0 PVHVM DomU Network=MIXED PROBLEM=Network_Emulated
asks "$mixed" 1 pvhvm dom0 xen
asks "$mixed" 0 mode=pvhvm domain=domu platform=none
asks "$work/pv" 3 problem=network_emulated
asks "$work/pv" 1 problem=network_emulated dom0
asks "$work/pv" 3 problem=network_emulated domU
asks "$work/empty" 3 problem=pv_only
asks "$work/empty" 0 problem=undecided:present
asks "${mixed%/*}/hand-10-bare-metal-xen-kernel.guest" 1 platform=ec2
asks "${mixed%/*}/xen4.17-hvm-linux6.1.guest" 3 platform=ec2
asks "$work/empty" 3 platform=ec2
asks "$guests/ec2-2014-pv.guest" 3 problem=frontend_unbound
asks "$guests/hand-pasted-boot-line.guest" 3 problem=pv_only
asks "$guests/plain-virt-arm64.guest" 1 problem=network_emulated
run is platform=bogus --guest "$guests/plain-virt-arm64.guest"
is 'a platform that no advice and no fact has' "$code" 2

# A key that exists but has no value here is not a mistake.
run facts problems --guest "$pvhvm"
is 'facts problems without any' "$code$out" '0{}'
run explain problems --guest "$pvhvm"
is 'explain problems without any' "$code$out" '0problems: none on this machine'

# What each guest is advised was reviewed.
is 'advice for the guests' "$(python3 "${0%/*}/advice.py" "$xenfacts" "$guests" 2>&1)" ''

# What the program knows: every problem that a guest has is in the list.
problems=$("$xenfacts" list problems --json | python3 -c 'import json, sys; print(*json.load(sys.stdin))')
sed -n 's/^problems=\([a-z_]*\).*/\1/p' "$guests"/*.facts | sort -u > "$work/words"
while read -r problem; do
	has "list of $problem" " $problems " " $problem "
done < "$work/words"
is 'a heading' "$("$xenfacts" list problems | head -n 1 | tr -s ' ')" 'PROBLEM SEVERITY SENTENCE'
finish
