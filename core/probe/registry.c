/* SPDX-License-Identifier: MIT */
/*
 * Accepts plugins. Everything is checked on what was read from the file, and none of its code runs: that is left to the
 * worker, inside the sandbox. The file stays open, so that what was checked is what will be opened.
 */
#include "core/probe/registry.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "facts/rules/rules.h"
#include "core/probe/peek.h"
#include "core/probe/reads.h"
#include "core/util/files.h"
#include "core/util/map.h"
#include "core/util/object.h"
#include "core/util/parse.h"
#include "core/util/setting.h"
#include "core/util/trust.h"

static void close_folder(struct registry *registry)
{
	if (registry->folder >= 0)
		close(registry->folder);
	registry->folder = -1;
}

static void describe(const struct loaded_plugin *loaded, struct buf *to)
{
	const struct xf_setting *setting = loaded->plugin->settings;
	struct stat file = { 0 };

	fstat(loaded->fd, &file);
	buf_put(to, &file.st_dev, sizeof(file.st_dev));
	buf_put(to, &file.st_ino, sizeof(file.st_ino));
	buf_put(to, &file.st_size, sizeof(file.st_size));
	buf_put(to, &file.st_ctim, sizeof(file.st_ctim)); /* any change of content, owner or mode */
	buf_u32(to, loaded->deadline_ms);
	for (size_t i = 0; setting && setting[i].key; i++)
		buf_str(to, loaded->values ? loaded->values[i] : "");
}

void probe_registry_describe(const struct registry *registry, struct buf *to)
{
	buf_u64(to, registry->count);
	for (size_t i = 0; i < registry->count; i++)
		describe(&registry->loaded[i], to);
	for (size_t i = 0; i < registry->refused_count; i++) {
		buf_str(to, registry->refused[i].name);
		buf_str(to, registry->refused[i].detail);
	}
}

void probe_registry_close(struct registry *registry)
{
	for (size_t i = 0; i < registry->count; i++)
		close(registry->loaded[i].fd);
	close_folder(registry);
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

/* Do two elements name the same path, whatever part of it they want? */
static bool is_same_path(const char *a, const char *b)
{
	for (; *a == *b; a++, b++)
		if (!*a || *a == ' ')
			return true;
	return (!*a || *a == ' ') && (!*b || *b == ' ');
}

/* Does an earlier element name the same path with other lines? The earlier one would always match. */
static bool is_ambiguous(const char *const *reads, const char *const *element)
{
	for (; **element == '/' && reads != element; reads++)
		if (is_same_path(*reads, *element) && strcmp(*reads, *element))
			return true;
	return false;
}

/* Is it about a process? Each has its own folder in /proc, with its environment and memory in it. */
static bool is_of_a_process(const char *element)
{
	char path[XF_READS_CAP];

	if (!probe_reads_path(element, path) || strncmp(path, "/proc/", strlen("/proc/")))
		return false;
	char *name = path + strlen("/proc/");

	name[strcspn(name, "/")] = '\0';
	return strpbrk(name, "*?[\\") || parse_in(name, "self thread-self") || (*name >= '0' && *name <= '9');
}

static const char *check_reads(struct arena *arena, const struct xf_plugin *plugin)
{
	for (const char *const *reads = plugin->reads; *reads; reads++) {
		bool good = **reads == '/' || !strncmp(*reads, "log:", 4) || !strncmp(*reads, "cpuid:", 6);

		if (!good || strlen(*reads) >= XF_READS_CAP || strstr(*reads, ".."))
			return arena_fmt(arena, "\"%.64s\" in its `reads` is not a path, log: or cpuid:",
			                 *reads);
		if (is_of_a_process(*reads))
			return arena_fmt(arena, "\"%.64s\" in its `reads` is about other processes", *reads);
		if (is_ambiguous(plugin->reads, reads))
			return arena_fmt(arena, "\"%.64s\" is in its `reads` twice, with different lines", *reads);
	}
	return NULL;
}

static bool has_first(const char *key, const char *first, size_t length)
{
	return !strncmp(key, first, length) && (!key[length] || key[length] == '.');
}

/*
 * The first part of a key belongs to one table alone: that is easy to remember, and quick to check, since most keys in
 * a table begin like the one before. The first part of the key at *def, from the arena, with *def moved to the first
 * key that begins otherwise; NULL at the end.
 */
static const char *next_first(struct arena *arena, const struct xf_fact_def **def)
{
	const char *key = (*def)->key;
	size_t length = key ? strcspn(key, ".") : 0;

	if (!key)
		return NULL;
	while ((*def)->key && has_first((*def)->key, key, length))
		++*def;
	const char *first = arena_dup(arena, key, length);

	return first ? first : "";
}

/* Who declares facts below which first part. */
static int claim(struct registry *registry, const struct xf_fact_def *def, const char *owner)
{
	for (const char *first; (first = next_first(registry->arena, &def));) {
		void **place = map_at(&registry->firsts, registry->arena, first);

		if (!place)
			return -ENOMEM;
		*place = (void *)(uintptr_t)owner;
	}
	return 0;
}

/* What only rules may set has "" for an owner. */
static int claim_for_rules(struct registry *registry)
{
	const struct rules *rules = &rules_model.rules;
	int error = claim(registry, rules_model.defs, "");

	for (size_t i = 0; i < rules->count && !error; i++)
		error = claim(registry, (const struct xf_fact_def[]){ *rules->sets[i]->def, { .key = NULL } }, "");
	return error;
}

/* No two plugins may declare facts below the same first part. */
static const char *check_unique(const struct registry *registry, const struct xf_plugin *plugin)
{
	const struct xf_fact_def *def = plugin->facts;

	for (size_t i = 0; i < registry->count; i++)
		if (!strcmp(registry->loaded[i].plugin->name, plugin->name))
			return arena_fmt(registry->arena, "a plugin named %s is already loaded", plugin->name);
	for (const char *first, *key; key = def->key, (first = next_first(registry->arena, &def));) {
		void **owner = map_find(&registry->firsts, first);

		if (owner && *(const char *)*owner)
			return arena_fmt(registry->arena, "it declares %s, whose first part belongs to plugin %s", key,
			                 (const char *)*owner);
		if (owner)
			return arena_fmt(registry->arena, "it declares %s, which only rules may set", key);
	}
	return NULL;
}

/* Opens the folder that is going to be loaded, once for all its files. NULL, or why not. */
static const char *open_folder(struct registry *registry, const char *folder)
{
	struct object_folder found;
	struct stat ours, other;
	const char *wrong = NULL;

	close_folder(registry);
	registry->folder = trust_open(registry->arena, folder, O_PATH | O_DIRECTORY, &wrong);
	if (registry->folder < 0)
		return arena_fmt(registry->arena, "%s: %s", folder, wrong);
	/* Is it that of the plugins that this program was built with? */
	registry->ours = !stat(object_plugin_folder(&found), &ours) && !files_status(registry->folder, &other) &&
	                 ours.st_dev == other.st_dev && ours.st_ino == other.st_ino;
	return NULL;
}

/* Keeps the descriptor if the plugin is accepted. */
static const char *accept(struct registry *registry, const char *file, int fd)
{
	const char *wrong = NULL;
	const struct xf_plugin *plugin = probe_peek(registry->arena, fd, &wrong);

	if (!plugin)
		return wrong;
	wrong = check_plugin(registry->arena, plugin, name_of(registry->arena, file));
	if (!wrong)
		wrong = check_reads(registry->arena, plugin);
	if (!wrong)
		wrong = check_unique(registry, plugin);
	if (wrong)
		return wrong;
	struct loaded_plugin *loaded = arena_grow(registry->arena, registry->loaded, registry->count, sizeof(*loaded));
	const char **values = fallbacks_of(registry->arena, plugin->settings);

	registry->loaded = loaded ? loaded : registry->loaded;
	if (!loaded || !values || claim(registry, plugin->facts, plugin->name))
		return "not enough memory";
	loaded[registry->count++] = (struct loaded_plugin){ .plugin = plugin, .values = values, .fd = fd,
		.file = arena_str(registry->arena, file),
		.own = registry->ours && parse_in(plugin->name, XF_OUR_PLUGINS) };
	return NULL;
}

/* Loads one file of a folder that has been checked. O_NONBLOCK: a FIFO must not wait for a writer. */
static const char *add(struct registry *registry, const char *file)
{
	struct stat status;
	const char *wrong = NULL;

	if (!*name_of(registry->arena, file))
		return "its file name is not NAME.so with NAME of a-z, 0-9 and _";
	if (registry->count >= XF_PLUGINS_CAP)
		return "256 plugins are already loaded";
	int fd = trust_open_in(registry->arena, registry->folder, file, O_RDONLY | O_NONBLOCK | O_NOCTTY, &wrong);

	if (fd < 0)
		return wrong;
	if (fstat(fd, &status) || !S_ISREG(status.st_mode))
		wrong = "it is not a regular file";
	else
		wrong = accept(registry, file, fd);
	if (wrong)
		close(fd);
	return wrong;
}

int probe_registry_init(struct registry *registry)
{
	*registry = (struct registry){ .arena = arena_new(), .folder = -1 };
	return registry->arena ? claim_for_rules(registry) : -ENOMEM;
}

const char *probe_registry_add(struct registry *registry, const char *file)
{
	const char *slash = strrchr(file, '/');
	/* dlopen would search for a bare name in the linker's own folders. */
	const char *path = slash ? file : arena_fmt(registry->arena, "./%s", file);
	const char *folder = slash ? arena_dup(registry->arena, file, (size_t)(slash - file) + (slash == file)) : ".";
	const char *wrong = folder ? open_folder(registry, folder) : "not enough memory";

	return wrong ? wrong : add(registry, path);
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
	const char *wrong = open_folder(registry, folder);

	for (size_t i = 0; names[i] && !error; i++)
		error = load_one(registry, arena_fmt(registry->arena, "%s/%s.so", folder, names[i]), names[i], wrong);
	return error ? error : arena_failed(registry->arena) ? -ENOMEM : 0;
}
