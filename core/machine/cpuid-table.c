/* SPDX-License-Identifier: MIT */
/*
 * CPUID of captured machines. The difficulty is what is *not* in the table: a program that searches for Xen asks 256
 * bases, a capture lists two or three, and "nothing answers there" must stay distinct from "nobody asked".
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/machine/cpuid.h"
#include "core/util/parse.h"

#define WORDS 7 /* in a line: way, leaf, subleaf, four registers */

static bool is_hypervisor(uint32_t leaf)
{
	return leaf >> 16 == 0x4000;
}

bool machine_cpuid_is_base(uint32_t base, const uint32_t reg[4])
{
	return reg[XF_EAX] >= base && reg[XF_EAX] <= base + 0xff;
}

int machine_cpuid_add(struct arena *arena, struct cpuid_table *table, const struct cpuid_leaf *leaf)
{
	struct cpuid_leaf *leaves = arena_grow(arena, table->leaves, table->count, sizeof(*leaves));

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
	const struct cpuid_leaf *a = first, *b = second;

	if (a->via != b->via)
		return a->via < b->via ? -1 : 1;
	if (a->leaf != b->leaf)
		return a->leaf < b->leaf ? -1 : 1;
	return a->sub < b->sub ? -1 : a->sub > b->sub;
}

void machine_cpuid_seal(struct cpuid_table *table)
{
	if (table->count)
		qsort(table->leaves, table->count, sizeof(*table->leaves), compare);
}

static const struct cpuid_leaf *find(const struct cpuid_table *table, enum xf_via via, uint32_t leaf,
                                     uint32_t sub)
{
	struct cpuid_leaf key = { .via = via, .leaf = leaf, .sub = sub };

	if (!table->count)
		return NULL;
	return bsearch(&key, table->leaves, table->count, sizeof(key), compare);
}

void machine_cpuid_find(const struct cpuid_table *table, enum xf_via via, uint32_t leaf, uint32_t sub,
                        struct machine_answer *answer)
{
	const struct cpuid_leaf *found = find(table, via, leaf, sub);
	const struct cpuid_leaf *base = find(table, via, leaf & ~0xffu, 0);

	*answer = (struct machine_answer){ .outcome = XF_NOT_RECORDED };
	if (table->traps[via]) {
		answer->outcome = XF_ABSENT;
	} else if (found) {
		answer->outcome = XF_SEEN;
		memcpy(answer->reg, found->reg, sizeof(answer->reg));
	} else if (is_hypervisor(leaf) && table->hypervisor[via]) {
		if (!base || !machine_cpuid_is_base(base->leaf, base->reg))
			answer->outcome = XF_SEEN; /* zeros */
	}
}

static int parse_u32(const char *text, uint32_t *value)
{
	uint64_t wide;

	if (!text || parse_u64(text, 16, &wide) || wide > UINT32_MAX)
		return -EINVAL;
	*value = (uint32_t)wide;
	return 0;
}

static int parse_line(struct arena *arena, char *line, struct cpuid_table *table)
{
	char *save = NULL, *word[WORDS + 1] = { strtok_r(line, " ", &save) };
	struct cpuid_leaf leaf = { .via = XF_NATIVE };

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
	return error || word[WORDS] ? -EINVAL : machine_cpuid_add(arena, table, &leaf);
}

int machine_cpuid_parse(struct arena *arena, const char *text, size_t size, struct cpuid_table *table)
{
	char *copy = arena_dup(arena, text, size), *save = NULL;
	int error = copy ? 0 : -ENOMEM;

	if (size && memchr(text, '\0', size))
		return -EINVAL;
	for (char *line = copy ? strtok_r(copy, "\n", &save) : NULL; line && !error;
	     line = strtok_r(NULL, "\n", &save))
		error = parse_line(arena, line, table);
	machine_cpuid_seal(table);
	return error;
}
