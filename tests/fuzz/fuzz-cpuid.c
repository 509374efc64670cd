/* SPDX-License-Identifier: MIT */
/* Any bytes as a tree's cmd/cpuid: an error, or a table that answers each leaf as the text says. */
#include <errno.h>
#include <string.h>

#include "core/machine/cpuid.h"
#include "tests/fuzz/fuzz.h"

static const char *const ways[] = { [XF_NATIVE] = "native", [XF_FORCED] = "xenemu" };

static void write_table(const struct cpuid_table *table, FILE *file)
{
	for (size_t i = 0; i < table->count; i++) {
		const struct cpuid_leaf *leaf = &table->leaves[i];

		fprintf(file, "%s %x %x %x %x %x %x\n", ways[leaf->via], leaf->leaf, leaf->sub, leaf->reg[0],
		        leaf->reg[1], leaf->reg[2], leaf->reg[3]);
	}
	for (int via = XF_NATIVE; via <= XF_FORCED; via++)
		if (table->traps[via])
			fprintf(file, "%s SIGILL\n", ways[via]);
}

/* Is the answer what some line says of that leaf? It may be there twice. */
static bool is_said(const struct cpuid_table *table, const struct cpuid_leaf *asked, const uint32_t reg[4])
{
	bool said = false;

	for (size_t i = 0; i < table->count; i++) {
		const struct cpuid_leaf *leaf = &table->leaves[i];

		said = said || (leaf->via == asked->via && leaf->leaf == asked->leaf && leaf->sub == asked->sub &&
		                !memcmp(leaf->reg, reg, sizeof(leaf->reg)));
	}
	return said;
}

static void check_answers(const struct cpuid_table *table)
{
	for (size_t i = 0; i < table->count && i < 100; i++) {
		const struct cpuid_leaf *leaf = &table->leaves[i];
		struct machine_answer answer;

		machine_cpuid_find(table, leaf->via, leaf->leaf, leaf->sub, &answer);
		fuzz_hold(answer.outcome == (table->traps[leaf->via] ? XF_ABSENT : XF_SEEN));
		fuzz_hold(answer.outcome == XF_ABSENT || is_said(table, leaf, answer.reg));
	}
}

static void check_again(struct arena *arena, const struct cpuid_table *table)
{
	struct cpuid_table again = { 0 };
	char *text = NULL;
	size_t size = 0;
	FILE *file = open_memstream(&text, &size);

	fuzz_hold(file != NULL);
	write_table(table, file);
	fuzz_hold(!fclose(file) && !machine_cpuid_parse(arena, text, size, &again));
	machine_cpuid_seal(&again);
	fuzz_hold(again.count == table->count && !memcmp(again.traps, table->traps, sizeof(again.traps)));
	for (size_t i = 0; i < again.count; i++)
		fuzz_hold(!memcmp(again.leaves[i].reg, table->leaves[i].reg, sizeof(table->leaves[i].reg)));
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena *arena = arena_new();
	struct cpuid_table table = { 0 };
	int error = machine_cpuid_parse(arena, (const char *)bytes, size, &table);

	fuzz_hold(!error || error == -EINVAL);
	if (!error) {
		machine_cpuid_seal(&table);
		check_answers(&table);
		check_again(arena, &table);
	}
	arena_free(arena);
	return 0;
}
