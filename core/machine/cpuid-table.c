/* SPDX-License-Identifier: MIT */
/*
 * CPUID of machines that were captured. The difficulty is what is *not* in the table: a program that looks
 * for Xen asks 256 bases, a capture lists two or three, and "nobody is there" must stay apart from "nobody
 * looked".
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/machine/cpuid.h"
#include "core/util/parse.h"

#define WORDS 7 /* of a line: way, leaf, subleaf, four registers */

static bool is_hypervisor(uint32_t leaf)
{
	return leaf >> 16 == 0x4000;
}

bool xf_cpuid_is_base(uint32_t base, const uint32_t reg[4])
{
	return reg[XF_EAX] >= base && reg[XF_EAX] <= base + 0xff;
}

int xf_cpuid_add(struct xf_arena *arena, struct xf_cpuid_table *table, const struct xf_cpuid_leaf *leaf)
{
	struct xf_cpuid_leaf *leaves = xf_grow(arena, table->leaves, table->count, sizeof(*leaves));

	if (!leaves)
		return -ENOMEM;
	leaves[table->count++] = *leaf;
	table->leaves = leaves;
	if (is_hypervisor(leaf->leaf))
		table->hypervisor[leaf->via] = true;
	return 0;
}

static int compare(const void *first, const void *second)
{
	const struct xf_cpuid_leaf *a = first, *b = second;

	if (a->via != b->via)
		return a->via < b->via ? -1 : 1;
	if (a->leaf != b->leaf)
		return a->leaf < b->leaf ? -1 : 1;
	return a->sub < b->sub ? -1 : a->sub > b->sub;
}

void xf_cpuid_seal(struct xf_cpuid_table *table)
{
	if (table->count)
		qsort(table->leaves, table->count, sizeof(*table->leaves), compare);
}

static const struct xf_cpuid_leaf *find(const struct xf_cpuid_table *table, enum xf_via via, uint32_t leaf,
                                        uint32_t sub)
{
	struct xf_cpuid_leaf key = { .via = via, .leaf = leaf, .sub = sub };

	if (!table->count)
		return NULL;
	return bsearch(&key, table->leaves, table->count, sizeof(key), compare);
}

void xf_cpuid_find(const struct xf_cpuid_table *table, enum xf_via via, uint32_t leaf, uint32_t sub,
                   struct xf_answer *answer)
{
	const struct xf_cpuid_leaf *found = find(table, via, leaf, sub);
	const struct xf_cpuid_leaf *base = find(table, via, leaf & ~0xffu, 0);

	*answer = (struct xf_answer){ .outcome = XF_NOT_RECORDED };
	if (table->traps[via]) {
		answer->outcome = XF_ABSENT;
	} else if (found) {
		answer->outcome = XF_SEEN;
		memcpy(answer->reg, found->reg, sizeof(answer->reg));
	} else if (is_hypervisor(leaf) && table->hypervisor[via]) {
		if (!base || !xf_cpuid_is_base(base->leaf, base->reg))
			answer->outcome = XF_SEEN; /* zeros */
	}
}

static int parse_u32(const char *text, uint32_t *value)
{
	uint64_t wide;

	if (!text || xf_parse_u64(text, 16, &wide) || wide > UINT32_MAX)
		return -EINVAL;
	*value = (uint32_t)wide;
	return 0;
}

static int parse_line(struct xf_arena *arena, char *line, struct xf_cpuid_table *table)
{
	char *save = NULL, *word[WORDS + 1] = { strtok_r(line, " ", &save) };
	struct xf_cpuid_leaf leaf = { .via = XF_NATIVE };

	if (!word[0])
		return 0;
	for (size_t i = 1; i <= WORDS && word[i - 1]; i++)
		word[i] = strtok_r(NULL, " ", &save);
	if (!strcmp(word[0], "xenemu"))
		leaf.via = XF_FORCED;
	else if (strcmp(word[0], "native"))
		return -EINVAL;
	if (word[1] && !word[2] && !strcmp(word[1], "SIGILL")) {
		table->traps[leaf.via] = true;
		return 0;
	}
	int error = parse_u32(word[1], &leaf.leaf) | parse_u32(word[2], &leaf.sub);

	for (size_t i = 0; i < 4; i++)
		error |= parse_u32(word[3 + i], &leaf.reg[i]);
	return error || word[WORDS] ? -EINVAL : xf_cpuid_add(arena, table, &leaf);
}

int xf_cpuid_parse(struct xf_arena *arena, const char *text, size_t size, struct xf_cpuid_table *table)
{
	char *copy = xf_dup(arena, text, size), *save = NULL;
	int error = copy ? 0 : -ENOMEM;

	if (size && memchr(text, '\0', size))
		return -EINVAL;
	for (char *line = copy ? strtok_r(copy, "\n", &save) : NULL; line && !error;
	     line = strtok_r(NULL, "\n", &save))
		error = parse_line(arena, line, table);
	xf_cpuid_seal(table);
	return error;
}
