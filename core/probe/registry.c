/* SPDX-License-Identifier: MIT */
/*
 * Loads plugins. dlopen runs constructors, so all that can be checked without opening is checked first: owner and mode
 * of the file and its folder and, read from the file itself, the plugin's `abi` and `size`.
 */
#include "core/probe/registry.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "facts/rules/rules.h"
#include "core/probe/adopt.h"
#include "core/probe/peek.h"
#include "core/probe/reads.h"
#include "core/util/object.h"
#include "core/util/parse.h"
#include "core/util/setting.h"

#define PLUGINS_CAP 256u

int probe_registry_init(struct registry *registry)
{
	*registry = (struct registry){ .arena = arena_new() };
	return registry->arena ? 0 : -ENOMEM;
}

void probe_registry_close(struct registry *registry)
{
	/* Plugins stay loaded: unloading ten objects costs a third as much as a report, and gains nothing. */
	arena_free(registry->arena);
	*registry = (struct registry){ 0 };
}

/* The name that a plugin in this file must have; "" if the file's name cannot be one. */
static const char *name_of(struct arena *arena, const char *file)
{
	const char *slash = strrchr(file, '/'), *base = slash ? slash + 1 : file;
	size_t length = strlen(base);
	const char *name = length > 3 ? arena_dup(arena, base, length - 3) : NULL;

	return name && !strcmp(base + length - 3, ".so") && parse_is_name(name) ? name : "";
}

static const char *check_plugin(struct arena *arena, const struct xf_plugin *plugin, const char *name)
{
	if (strcmp(plugin->name, name))
		return arena_fmt(arena, "it calls itself \"%.64s\", but a plugin must have its file's name",
		                 plugin->name);
	const char *wrong = facts_def_check(arena, plugin->facts);

	return wrong ? wrong : setting_check(arena, plugin->settings);
}

/* The settings' values when nobody has configured them; the table was checked. */
static const char **fallbacks_of(struct arena *arena, const struct xf_setting *settings)
{
	size_t count = 0;

	while (settings && settings[count].key)
		count++;
	const char **values = arena_alloc(arena, (count + 1) * sizeof(*values));

	for (size_t i = 0; values && i < count; i++)
		if (settings[i].fallback)
			setting_read(arena, &settings[i], settings[i].fallback, &values[i]);
	return values;
}

/* Does an earlier element name the same path with other lines? The earlier one would always match. */
static bool is_ambiguous(const char *const *reads, const char *const *element)
{
	char path[XF_READS_CAP], other[XF_READS_CAP];

	for (; probe_reads_path(*element, path) && reads != element; reads++)
		if (probe_reads_path(*reads, other) && !strcmp(path, other) && strcmp(*reads, *element))
			return true;
	return false;
}

static const char *check_reads(struct arena *arena, const struct xf_plugin *plugin)
{
	for (const char *const *reads = plugin->reads; *reads; reads++) {
		bool good = **reads == '/' || !strncmp(*reads, "log:", 4) || !strncmp(*reads, "cpuid:", 6);

		if (!good || strlen(*reads) >= XF_READS_CAP || strstr(*reads, ".."))
			return arena_fmt(arena, "\"%.64s\" in its `reads` is not a path, log: or cpuid:",
			                 *reads);
		if (is_ambiguous(plugin->reads, reads))
			return arena_fmt(arena, "\"%.64s\" is in its `reads` twice, with different lines", *reads);
	}
	return NULL;
}

/* Do two keys have the same first part, such as "block" in "block.count"? */
static bool same_first(const char *a, const char *b)
{
	for (; *a == *b; a++, b++)
		if (*a == '.' || !*a)
			return true;
	return (*a == '.' || !*a) && (*b == '.' || !*b);
}

/*
 * A key that both tables claim, NULL if there is none. The first part of a key belongs to one table alone: that is easy
 * to remember, and quick to check, since most keys in a table begin like the one before.
 */
static const char *shared_key(const struct xf_fact_def *mine, const struct xf_fact_def *theirs)
{
	for (const char *last = ""; mine->key; last = mine++->key) {
		if (same_first(last, mine->key))
			continue;
		for (const struct xf_fact_def *def = theirs; def->key; def++)
			if (same_first(def->key, mine->key))
				return mine->key;
	}
	return NULL;
}

/* The same for a plugin's table and the keys that rules set. */
static const char *ruled_key(const struct xf_fact_def *mine)
{
	const struct rules *rules = &rules_model.rules;
	const char *key = shared_key(mine, rules_model.defs);

	for (size_t i = 0; i < rules->count && !key; i++)
		key = shared_key(mine, (const struct xf_fact_def[]){ *rules->sets[i]->def, { .key = NULL } });
	return key;
}

/* No two plugins may declare facts below the same first part. */
static const char *check_unique(const struct registry *registry, const struct xf_plugin *plugin)
{
	for (size_t i = 0; i < registry->count; i++) {
		const struct xf_plugin *other = registry->loaded[i].plugin;

		if (!strcmp(other->name, plugin->name))
			return arena_fmt(registry->arena, "a plugin named %s is already loaded", plugin->name);
		const char *key = shared_key(plugin->facts, other->facts);

		if (key)
			return arena_fmt(registry->arena, "it declares %s, whose first part belongs to plugin %s", key,
			                 other->name);
	}
	const char *key = ruled_key(plugin->facts);

	return key ? arena_fmt(registry->arena, "it declares %s, which only rules may set", key) : NULL;
}

static const char *accept(struct registry *registry, const struct xf_plugin *exported, const char *file)
{
	const char *wrong = NULL;
	const struct xf_plugin *plugin = probe_adopt(registry->arena, exported, &wrong);

	if (plugin)
		wrong = check_plugin(registry->arena, plugin, name_of(registry->arena, file));
	if (!wrong)
		wrong = check_reads(registry->arena, plugin);
	if (!wrong)
		wrong = check_unique(registry, plugin);
	if (wrong)
		return wrong;
	struct loaded_plugin *loaded = arena_grow(registry->arena, registry->loaded, registry->count, sizeof(*loaded));
	const char **values = fallbacks_of(registry->arena, plugin->settings);

	if (!loaded || !values)
		return "not enough memory";
	registry->loaded = loaded;
	loaded[registry->count++] = (struct loaded_plugin){ .plugin = plugin, .values = values,
		.file = arena_str(registry->arena, file) };
	return NULL;
}

/* Loads one file of a folder that has been checked. */
static const char *add(struct registry *registry, const char *file)
{
	struct arena *arena = registry->arena;
	/* dlopen would search for a bare name in the linker's own folders. */
	const char *path = strchr(file, '/') ? file : arena_fmt(arena, "./%s", file);
	const char *wrong = NULL;

	if (!*name_of(arena, file))
		wrong = "its file name is not NAME.so with NAME of a-z, 0-9 and _";
	else if (registry->count >= PLUGINS_CAP)
		wrong = "256 plugins are already loaded";
	else
		wrong = probe_peek_check(arena, path);
	if (wrong)
		return wrong;
	const struct xf_plugin *exported = object_open(arena, path, "xenfacts_plugin", &wrong);

	return exported ? accept(registry, exported, file) : wrong;
}

const char *probe_registry_add(struct registry *registry, const char *file)
{
	const char *slash = strrchr(file, '/');
	const char *folder = slash ? arena_dup(registry->arena, file, (size_t)(slash - file) + (slash == file)) : ".";
	const char *wrong = folder ? object_check_folder(registry->arena, folder) : "not enough memory";

	return wrong ? wrong : add(registry, file);
}

static int load_one(struct registry *registry, const char *file, const char *name, const char *wrong)
{
	wrong = wrong ? wrong : add(registry, file);
	if (!wrong)
		return 0;
	struct plugin_status *refused =
		arena_grow(registry->arena, registry->refused, registry->refused_count, sizeof(*refused));

	if (!refused)
		return -ENOMEM;
	registry->refused = refused;
	refused[registry->refused_count++] = (struct plugin_status){
		name, "refused", wrong };
	return 0;
}

int probe_registry_load(struct registry *registry, const char *folder)
{
	const char **names;
	int error = probe_registry_init(registry);

	if (!error)
		error = object_names(registry->arena, folder, &names);
	if (error)
		return error;
	const char *wrong = object_check_folder(registry->arena, folder);

	for (size_t i = 0; names[i] && !error; i++)
		error = load_one(registry, arena_fmt(registry->arena, "%s/%s.so", folder, names[i]), names[i], wrong);
	return error ? error : arena_failed(registry->arena) ? -ENOMEM : 0;
}
