#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A machine full of secrets (private.py): its record has none of them, gives the same facts, and so does its own record.
source "$(dirname "$0")/common"
folder=$(cd "$(dirname "$0")" && pwd)
cd "$work" || exit 1

mkdir tree
python3 "$folder/private.py" plant tree
run --root tree record private.guest
is 'exit code' "$code" 0
is 'nothing private is recorded' "$(python3 "$folder/private.py" search private.guest)" ''
# Were they there, and would they be found?
find tree -type f -exec cat {} + > everything
find tree >> everything
is 'secrets of the tree' "$(python3 "$folder/private.py" search everything | wc -l)" \
	"$(grep -c '^[a-z]' "$folder/private.txt")"

# Texts that had something to blank, and names of devices, are the blanked ones; nothing else differs.
facts() {
	"$xenfacts" facts --format flat "$@" | grep -vE "^(evidence|features.capabilities)" | sed -E 's/((net\.interfaces|block\.disks)\.)[^.]*/\1KEY/;
		s/^(net\.interfaces\.KEY\.name|block\.disks\.KEY\.name|boot\.machine|dmi\.[a-z_]*|cloud\.[a-z]*)=.*/\1/' |
		sort | uniq -c
}
is 'the same facts' "$(facts --guest private.guest)" "$(facts --root tree)"
has 'a parameter that a plugin reads' "$(cat private.guest)" $'\n|nopvspin clocksource=tsc\n'
is 'a record of the record' "$("$xenfacts" --guest private.guest record - 2> /dev/null)" "$(cat private.guest)"
finish
