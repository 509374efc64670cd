/* SPDX-License-Identifier: MIT */
/*
 * Structs of the plugin interface grow at their ends. Only this file sees them as they were built: otherwise every user
 * would have to track a size and a stride, and an old plugin would crash whichever one forgot. Pointers in what is
 * copied are addresses of the object, good for nothing until replaced.
 */
#include "core/probe/adopt.h"

#include <string.h>

#include "core/probe/probe.h"

#define FACT_LEAST (offsetof(struct xf_fact_def, sentence) + sizeof(const char *)) /* in the first release */
#define SETTING_LEAST (offsetof(struct xf_setting, sentence) + sizeof(const char *)) /* likewise */
#define ENTRIES_CAP 4096u /* of a table */
#define TEXT_CAP 4096u    /* bytes of a text; what it says is checked later */

/* One adoption; after a failure, `wrong` says why and nothing more is copied. */
struct adoption {
	struct arena *arena;
	const struct elf *elf;
	const char *wrong;
};

static const char *fail(struct adoption *adoption, const char *why)
{
	if (!adoption->wrong)
		adoption->wrong = why;
	return NULL;
}

/* The text at an address that stands in for a pointer; NULL for NULL. */
static const char *text_at(struct adoption *adoption, const char *pointer)
{
	if (!pointer || adoption->wrong)
		return NULL;
	size_t left;
	const char *text = (const char *)probe_elf_at(adoption->elf, (uintptr_t)pointer, &left);
	const char *end = text ? memchr(text, '\0', left < TEXT_CAP ? left : TEXT_CAP) : NULL;

	if (!end)
		return fail(adoption, "one of its tables leads to a text outside of the file, or to a very long one");
	text = arena_dup(adoption->arena, text, (size_t)(end - text));
	return text ? text : fail(adoption, "not enough memory");
}

/* How many entries a table has before the one whose first member is NULL; of that one, nothing more is needed. */
static size_t count_entries(struct adoption *adoption, const unsigned char *table, size_t left, size_t stride)
{
	const char *first = NULL;

	for (size_t count = 0; count <= ENTRIES_CAP && left >= sizeof(first); count++) {
		memcpy(&first, table + count * stride, sizeof(first));
		if (!first)
			return count;
		if (left < stride)
			break;
		left -= stride;
	}
	fail(adoption, "one of its tables has no end, or more than 4,096 entries");
	return 0;
}

/*
 * Copies a table, from entries `stride` bytes apart to entries of `size` bytes. The copy ends with an empty entry.
 * *count is the number of the others.
 */
static void *copy_table(struct adoption *adoption, uint64_t at, size_t stride, size_t size, size_t *count)
{
	size_t common = stride < size ? stride : size, left;
	const unsigned char *table = probe_elf_at(adoption->elf, at, &left);

	*count = adoption->wrong ? 0 : count_entries(adoption, table, left, stride);
	char *copy = adoption->wrong ? NULL : arena_alloc(adoption->arena, (*count + 1) * size);

	if (!copy)
		fail(adoption, "not enough memory");
	for (size_t i = 0; copy && i < *count; i++)
		memcpy(copy + i * size, table + i * stride, common);
	return copy;
}

static const struct xf_fact_def *facts_at(struct adoption *adoption, const struct xf_plugin *plugin)
{
	size_t stride = plugin->fact_size ? plugin->fact_size : FACT_LEAST, count;
	struct xf_fact_def *facts = copy_table(adoption, (uintptr_t)plugin->facts, stride, sizeof(*facts), &count);

	for (size_t i = 0; facts && i < count; i++) {
		facts[i].key = text_at(adoption, facts[i].key);
		facts[i].values = text_at(adoption, facts[i].values);
		facts[i].since = text_at(adoption, facts[i].since);
		facts[i].sentence = text_at(adoption, facts[i].sentence);
	}
	return facts;
}

static const struct xf_setting *settings_at(struct adoption *adoption, const struct xf_plugin *plugin)
{
	size_t stride = plugin->setting_size ? plugin->setting_size : SETTING_LEAST, count;
	struct xf_setting *settings =
		copy_table(adoption, (uintptr_t)plugin->settings, stride, sizeof(*settings), &count);

	for (size_t i = 0; settings && i < count; i++) {
		settings[i].key = text_at(adoption, settings[i].key);
		settings[i].words = text_at(adoption, settings[i].words);
		settings[i].fallback = text_at(adoption, settings[i].fallback);
		settings[i].sentence = text_at(adoption, settings[i].sentence);
	}
	return settings;
}

static const char *const *reads_at(struct adoption *adoption, const struct xf_plugin *plugin)
{
	size_t count;
	const char **reads =
		copy_table(adoption, (uintptr_t)plugin->reads, sizeof(*reads), sizeof(*reads), &count);

	for (size_t i = 0; reads && i < count; i++)
		reads[i] = text_at(adoption, reads[i]);
	return reads;
}

static void check_stride(struct adoption *adoption, const char *member, size_t stride, size_t least)
{
	if (stride && (stride < least || stride % _Alignof(void *)))
		fail(adoption, arena_fmt(adoption->arena, "its %s is %zu, which is not the size of an entry", member,
		                         stride));
}

static void look_nowhere(struct xf_probe *probe)
{
	probe_break(probe, "it was not opened");
}

static bool tell_nothing(struct xf_probe *probe)
{
	(void)probe;
	return false;
}

static void replace_pointers(struct adoption *adoption, struct xf_plugin *plugin)
{
	plugin->name = text_at(adoption, plugin->name);
	plugin->purpose = text_at(adoption, plugin->purpose);
	plugin->facts = facts_at(adoption, plugin);
	plugin->reads = reads_at(adoption, plugin);
	plugin->settings = plugin->settings ? settings_at(adoption, plugin) : NULL;
	plugin->look = look_nowhere;
	plugin->without_xen = plugin->without_xen ? tell_nothing : NULL;
}

const struct xf_plugin *probe_adopt(struct arena *arena, const struct elf *elf, uint64_t address, const char **wrong)
{
	struct adoption adoption = { .arena = arena, .elf = elf };
	struct xf_plugin *plugin = arena_alloc(arena, sizeof(*plugin));
	uint32_t head[2] = { 0, 0 };

	if (!plugin)
		fail(&adoption, "not enough memory");
	else if (!probe_elf_copy(elf, address, head, sizeof(head)) || head[1] < XF_PLUGIN_LEAST ||
	         !probe_elf_copy(elf, address, plugin, head[1] < sizeof(*plugin) ? head[1] : sizeof(*plugin)))
		fail(&adoption, "its struct xf_plugin is cut short");
	else if (!plugin->name || !plugin->purpose || !plugin->facts || !plugin->reads || !plugin->look)
		fail(&adoption, "its struct xf_plugin has an empty member");
	if (!adoption.wrong) {
		check_stride(&adoption, "fact_size", plugin->fact_size, FACT_LEAST);
		check_stride(&adoption, "setting_size", plugin->setting_size, SETTING_LEAST);
	}
	if (!adoption.wrong)
		replace_pointers(&adoption, plugin);
	*wrong = adoption.wrong;
	return *wrong ? NULL : plugin;
}
