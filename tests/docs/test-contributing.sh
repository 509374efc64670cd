#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# CONTRIBUTING, SECURITY, CHANGELOG, issue templates, hooks and CI files agree with the tree;
# one that does not is found.
source "$(dirname "$0")/../cli/common"
source_dir=${XF_SOURCE_DIR:?is the repository}

python3 -B "$source_dir/tests/docs/contributing.py"
is 'the files for contributors agree with the tree' $? 0

# wrong WHAT FILE SED COMPLAINT: changes one file of a copy, which must be complained about.
wrong() {
	rm -rf "$work/tree"
	mkdir -p "$work/tree/tests" "$work/tree/integrations"
	cp -r "$source_dir"/{.github,.gitlab,.gitlab-ci.yml,.pre-commit-config.yaml,CMakeLists.txt,dev} \
		"$source_dir"/{CHANGELOG,CONTRIBUTING,SECURITY}.md "$source_dir/LICENSE" "$work/tree"
	cp "$source_dir/tests/check-source" "$work/tree/tests"
	cp -r "$source_dir/integrations/salt" "$work/tree/integrations"
	sed -i "$3" "$work/tree/$2"
	XF_SOURCE_DIR=$work/tree python3 -B "$source_dir/tests/docs/contributing.py" > "$work/out" 2>&1
	is "exit code: $1" $? 1
	has "$1" "$(cat "$work/out")" "$4"
}
wrong 'a version without a changelog' CMakeLists.txt 's/VERSION 1\.0\.0/VERSION 1.0.1/' '1.0.1 is neither the newest'
wrong 'a changelog ahead of the version' CHANGELOG.md 's/^## \[Unreleased\]/&\n1.0.0\n\n## [2.0.0] - 2027-01-01/' \
	'1.0.0 is neither the newest'
wrong 'a command that is gone' CONTRIBUTING.md 's/xenfacts record machine/xenfacts keep machine/' \
	'xenfacts keep machine.txt'
wrong 'a file that is gone' CONTRIBUTING.md 's,tests/check-source,tests/check-sauce,' 'there is no tests/check-sauce'
wrong 'a template without a record' .gitlab/issue_templates/wrong-report.md 's/xenfacts record/xenfacts report/' \
	'does not ask for a record'
wrong 'CI that runs a part' .github/workflows/test.yml 's,run: ./dev test$,& source,' 'GitHub does not run'
wrong 'CI that runs more' .gitlab-ci.yml 's,- ./dev test$,&\n    - tests/lab/run,' 'GitLab does not run'
wrong 'CI that may write' .github/workflows/test.yml 's/contents: read/contents: write/' 'may do more than read'
wrong 'an action that may change' .github/workflows/test.yml 's/checkout@.*/checkout@v7/' 'is not pinned by commit'
wrong 'a hook from elsewhere' .pre-commit-config.yaml 's,repo: local,repo: https://example.org/hooks,' \
	'pre-commit downloads'
wrong 'YAML that does not parse' .github/ISSUE_TEMPLATE/feature.yml 's/^body:/body: [/' 'is no YAML'
wrong 'a link that became a copy' integrations/salt/_grains/xenfacts.py 's/^/ /' 'is not a symbolic link to ../src'
wrong 'a licence that became a copy' integrations/salt/LICENSE 's/^/ /' 'is not a symbolic link to ../../LICENSE'
finish
