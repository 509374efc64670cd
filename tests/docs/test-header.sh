#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The public header compiles alone, and under a whole plugin, in each language that a plugin may be written
# in, without a warning.
source "$(dirname "$0")/../cli/common"
include=${XF_SOURCE_DIR:?is the repository}/core/include

cat > "$work/alone" <<'END'
#include <xenfacts/plugin.h>
END
cat > "$work/plugin" <<'END'
#include <xenfacts/plugin.h>
static const struct xf_fact_def facts[] = {
	{ "x.type", XF_TEXT, XF_ACTIVE, NULL, "1.0", "What the kernel names." },
	{ NULL, 0, 0, NULL, NULL, NULL },
};
static const char *const reads[] = { "/sys/hypervisor/type", NULL };
static void look(struct xf_probe *probe)
{
	const struct xf_obs *type = xf_read(probe, "/sys/%s/type", "hypervisor");

	xf_say(probe, type, xf_text(type), "x.%s", "type");
}
const struct xf_plugin xenfacts_plugin = {
	XF_ABI, (uint32_t)sizeof(struct xf_plugin), "x", "Says a type.", facts, reads, look,
	(uint32_t)sizeof(facts[0]), true, NULL, NULL, 0,
};
END
compile() { # compile WHAT COMPILER ARGUMENT...
	local what=$1
	shift
	for text in alone plugin; do
		is "$what, $text" "$("$@" -fsyntax-only -Wall -Wextra -pedantic -Werror -I "$include" - < "$work/$text" 2>&1)" ''
	done
}
compile 'gcc, C11' gcc -std=c11 -x c
compile 'gcc, C17' gcc -std=c17 -x c
compile 'g++, C++17' g++ -std=c++17 -x c++
compile 'clang, C11' clang -std=c11 -x c
compile 'clang, C17' clang -std=c17 -x c
compile 'clang++, C++17' clang++ -std=c++17 -x c++

# A test that cannot fail proves nothing: a format that does not fit must be seen through the header.
sed 's/"hypervisor")/1)/' "$work/plugin" > "$work/wrong"
has 'the header has formats checked' \
	"$(gcc -std=c11 -x c -fsyntax-only -Wall -I "$include" - < "$work/wrong" 2>&1)" 'format'
finish
