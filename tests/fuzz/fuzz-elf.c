/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as a plugin's file: a reason why it is refused, or tables of which everything can be read, that end, and
 * whose functions are not the file's. Work and memory have limits, whatever the file says; a small one does not lead to
 * much. What is accepted is checked as the registry does.
 */
#include "tests/fuzz/fuzz.h"

#include <string.h>

#include "core/probe/adopt.h"
#include "core/probe/peek.h"
#include "core/probe/probe.h"
#include "core/util/setting.h"
#include "facts/fact.h"

#define ENTRIES_CAP 4096u
#define TEXT_CAP 4096u
#define MEMORY_CAP (1u << 20) /* bytes: 512 KiB of copies, and what else an arena keeps */

/* A sanitizer's; without one, memory is not counted. */
#pragma weak __sanitizer_get_current_allocated_bytes
size_t __sanitizer_get_current_allocated_bytes(void);

static size_t allocated(void)
{
	return __sanitizer_get_current_allocated_bytes ? __sanitizer_get_current_allocated_bytes() : 0;
}

/* Reads all of a text, so that a sanitizer sees what is beyond. */
static void check_text(const char *text)
{
	fuzz_hold_of(!text || strlen(text) < TEXT_CAP, "a text", "is very long");
}

static void check_facts(struct arena *arena, const struct xf_plugin *plugin)
{
	size_t count = 0;

	for (const struct xf_fact_def *def = plugin->facts; def->key; def++, count++) {
		check_text(def->key);
		check_text(def->values);
		check_text(def->since);
		check_text(def->sentence);
	}
	fuzz_hold_of(count <= ENTRIES_CAP, "facts", "have no end");
	const char *wrong = facts_def_check(arena, plugin->facts);

	for (const struct xf_fact_def *def = plugin->facts; def->key && !wrong; def++)
		fuzz_hold_of(def->sentence && *def->sentence && def->type >= XF_BOOL && def->type <= XF_LIST,
		             "a fact that was not complete was accepted", def->key);
}

static void check_settings(struct arena *arena, const struct xf_plugin *plugin)
{
	size_t count = 0;

	for (const struct xf_setting *setting = plugin->settings; setting && setting->key; setting++, count++) {
		check_text(setting->key);
		check_text(setting->words);
		check_text(setting->fallback);
		check_text(setting->sentence);
	}
	fuzz_hold_of(count <= ENTRIES_CAP, "settings", "have no end");
	setting_check(arena, plugin->settings);
}

/* The file's would be addresses in nothing. */
static void check_functions(struct arena *arena, const struct xf_plugin *plugin)
{
	struct observations observations = { .arena = arena };
	struct xf_probe probe = { .observations = &observations, .plugin = plugin };

	fuzz_hold(plugin->look != NULL);
	plugin->look(&probe);
	fuzz_hold_of(probe.broken != NULL, "look", "is not that of a plugin which was not opened");
	fuzz_hold_of(!plugin->without_xen || !plugin->without_xen(&probe), "without_xen", "says something");
}

static void check_plugin(struct arena *arena, const struct xf_plugin *plugin)
{
	size_t count = 0;

	fuzz_hold_of(plugin->abi == XF_ABI && plugin->size >= XF_PLUGIN_LEAST, "accepted", "of another ABI or size");
	fuzz_hold_of(plugin->name && plugin->purpose && plugin->facts && plugin->reads, "accepted", "with no tables");
	check_text(plugin->name);
	check_text(plugin->purpose);
	for (; plugin->reads[count]; count++)
		check_text(plugin->reads[count]);
	fuzz_hold_of(count <= ENTRIES_CAP, "reads", "have no end");
	check_facts(arena, plugin);
	check_settings(arena, plugin);
	check_functions(arena, plugin);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	unsigned char *copy = malloc(size ? size : 1); /* it is relocated in place */
	struct arena *arena = arena_new();
	const char *wrong = NULL;

	fuzz_hold(copy && arena);
	memcpy(copy, bytes, size);
	size_t before = allocated();
	const struct xf_plugin *plugin = probe_peek_bytes(arena, copy, size, &wrong);

	fuzz_hold_of(!plugin == (wrong != NULL) && (!wrong || *wrong), "neither a plugin nor a reason", "");
	fuzz_hold_of(allocated() - before < MEMORY_CAP, "copies", "are very large");
	free(copy); /* nothing may lead back into it */
	if (plugin)
		check_plugin(arena, plugin);
	arena_free(arena);
	return 0;
}
