/* SPDX-License-Identifier: MIT */
/*
 * Structs of the plugin interface grow at their ends. Only this file sees them as they were built: otherwise every user
 * would have to track a size and a stride, and an old plugin would crash whichever one forgot. Pointers in what is
 * copied are addresses of the object, good for nothing until replaced.
 */
#include "core/probe/adopt.h"

#include <string.h>

#include "core/probe/probe.h"

#define ENTRIES_CAP 4096u /* of a table */
#define TEXT_CAP 4096u    /* bytes of a text; what it says is checked later */
/*
 * Bytes of all copies. Many entries may share one text, so a small file could lead to very much. A table of 1,024
 * facts with long sentences needs half of it.
 */
#define COPIES_CAP (512u << 10)

/* One adoption; after a failure, `wrong` says why and nothing more is copied. */
struct adoption {
	struct arena *arena;
	const struct elf *elf;
	const char *wrong;
	size_t copied; /* bytes */
};

/* A kind of table: its entries today, how small they may be, and which members are texts; the first one always is. */
struct shape {
	size_t size, least; /* least: as in the first release that had it */
	size_t texts[4], text_count;
};

static const struct shape fact_shape = {
	sizeof(struct xf_fact_def), offsetof(struct xf_fact_def, sentence) + sizeof(const char *),
	{ offsetof(struct xf_fact_def, key), offsetof(struct xf_fact_def, values),
	  offsetof(struct xf_fact_def, since), offsetof(struct xf_fact_def, sentence) }, 4,
};

static const struct shape setting_shape = {
	sizeof(struct xf_setting), offsetof(struct xf_setting, sentence) + sizeof(const char *),
	{ offsetof(struct xf_setting, key), offsetof(struct xf_setting, words),
	  offsetof(struct xf_setting, fallback), offsetof(struct xf_setting, sentence) }, 4,
};

static const struct shape read_shape = { sizeof(const char *), sizeof(const char *), { 0 }, 1 };

static const char *fail(struct adoption *adoption, const char *why)
{
	if (!adoption->wrong)
		adoption->wrong = why;
	return NULL;
}

/* May so many bytes more be copied? */
static bool afford(struct adoption *adoption, size_t size)
{
	adoption->copied += size;
	if (adoption->copied > COPIES_CAP)
		fail(adoption, "its tables and their texts have more than 512 KiB");
	return !adoption->wrong;
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
	size_t length = (size_t)(end - text);

	text = afford(adoption, length + 1) ? arena_dup(adoption->arena, text, length) : NULL;
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

/* Replaces the texts of an entry that was copied. */
static void replace_texts(struct adoption *adoption, const struct shape *shape, char *entry)
{
	for (size_t i = 0; i < shape->text_count; i++) {
		const char *text;

		memcpy(&text, entry + shape->texts[i], sizeof(text));
		text = text_at(adoption, text);
		memcpy(entry + shape->texts[i], &text, sizeof(text));
	}
}

/*
 * Copies a table, from entries `stride` bytes apart (0: the least) to entries of today's size. The copy ends with an
 * empty entry.
 */
static void *table_at(struct adoption *adoption, const void *pointer, size_t stride, const struct shape *shape)
{
	size_t step = stride ? stride : shape->least, common = step < shape->size ? step : shape->size, left;
	const unsigned char *table = probe_elf_at(adoption->elf, (uintptr_t)pointer, &left);
	size_t count = adoption->wrong ? 0 : count_entries(adoption, table, left, step);
	size_t size = (count + 1) * shape->size;
	char *copy = afford(adoption, size) ? arena_alloc(adoption->arena, size) : NULL;

	if (!copy)
		fail(adoption, "not enough memory");
	for (size_t i = 0; copy && i < count; i++) {
		memcpy(copy + i * shape->size, table + i * step, common);
		replace_texts(adoption, shape, copy + i * shape->size);
	}
	return copy;
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
	plugin->facts = table_at(adoption, plugin->facts, plugin->fact_size, &fact_shape);
	plugin->reads = table_at(adoption, plugin->reads, 0, &read_shape);
	if (plugin->settings)
		plugin->settings = table_at(adoption, plugin->settings, plugin->setting_size, &setting_shape);
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
		check_stride(&adoption, "fact_size", plugin->fact_size, fact_shape.least);
		check_stride(&adoption, "setting_size", plugin->setting_size, setting_shape.least);
	}
	if (!adoption.wrong)
		replace_pointers(&adoption, plugin);
	*wrong = adoption.wrong;
	return *wrong ? NULL : plugin;
}
