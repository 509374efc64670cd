#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What Prometheus is told of every guest: it keeps to the format, says what the facts say, and is byte for byte the same
# but for the two values that no guest records. Some guests' output was reviewed: tests/guests/*.prom (XF_UPDATE=1
# rewrites those that are there), without the samples that a new plugin changes in every guest.
source "$(dirname "$0")/common"
guests=${XF_SOURCE_DIR:?is the folder of the source}/tests/guests

counts=$(python3 -B "$XF_SOURCE_DIR/tests/cli/guests_prometheus.py" "$xenfacts" "$guests" "$work/failures") || counts='0 1'
passed=$((passed + ${counts% *}))
failed=$((failed + ${counts#* }))
cat "$work/failures"

# docs/PROMETHEUS.md has each metric, in the same words and order.
is 'metrics of docs/PROMETHEUS.md' \
	"$(sed -n 's/^| \x60\(xenfacts_[a-z_]*\)\x60 |[^|]*| \(.*\) |$/# HELP \1 \2/p' "$XF_SOURCE_DIR/docs/PROMETHEUS.md")" \
	"$("$xenfacts" facts --format prometheus --guest "$guests/xen4.17-pvhvm-mixed-nics-linux6.1.guest" | grep '^# HELP')"

# What moves is no fact: no other format knows it, nor does explain, and no fact is left over for a KEY.
pvhvm=$guests/xen4.17-pvhvm-linux6.1.guest
for format in json yaml text flat ansible facter salt; do
	run facts --format $format --guest "$pvhvm"
	lacks "counters in $format" "$out" 'callbacks'
	lacks "kinds of counters in $format" "$out" 'interrupts.xen'
	lacks "more counters in $format" "$out" 'local_timer'
done
for key in irq.callbacks irq.interrupts irq.interrupts.xen_dyn; do
	run facts $key --guest "$pvhvm"
	is "exit code of facts $key" "$code" 2
	run explain $key --guest "$pvhvm"
	is "exit code of explain $key" "$code" 2
done
run explain irq --guest "$pvhvm"
lacks 'counters in explain' "$out" irq.callbacks
run list facts --format json
has 'counters in the vocabulary' "$out" '"irq.callbacks": {'
has 'and what they are' "$out" '"strength": "moving"'

run facts --format prometheus mode --guest "$pvhvm"
is 'a KEY: exit code' "$code" 2
is 'a KEY: nothing is printed' "$out" ''
has 'a KEY: what is wrong' "$err" 'takes no KEY'
run facts --format prometheus --guest /none
is 'no report: exit code' "$code" 4
is 'no report: nothing is printed, so nothing can be taken for metrics' "$out" ''
"$xenfacts" facts --format prometheus --guest "$pvhvm" > /dev/full 2> "$work/err"
is 'a full disk: exit code' "$?" 5
has 'a full disk: what is wrong' "$(cat "$work/err")" 'No space left on device'
finish
