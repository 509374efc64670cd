#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# SECURITY.md has the table of the hostile plugin's attempts as the test prints it, once it has tried them; and the tests
# that it names are there.
set -eu
page=${XF_SOURCE_DIR:?is the repository}/SECURITY.md
printed=$("${XF_BUILD_DIR:?is the folder of the build}/tests/abi-test-hostile" --table | grep '^|')
[ "$(grep -c '^|' <<< "$printed")" -gt 15 ]
while IFS= read -r row; do
	grep -qxF -- "$row" "$page" || {
		echo "FAILED: SECURITY.md lacks: $row"
		exit 1
	}
done <<< "$printed"
# shellcheck disable=SC2016 # the marks are Markdown's
grep -o '`tests/[^`: ]*`' "$page" | tr -d '`' | sort -u | while IFS= read -r test; do
	compgen -G "$XF_SOURCE_DIR/$test" > /dev/null || {
		echo "FAILED: SECURITY.md names $test, which is not there"
		exit 1
	}
done
