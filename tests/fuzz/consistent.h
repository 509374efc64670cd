/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Could a machine be as a guest says? A record lists a folder and then what is in it, so of a guest in which something
 * stands below a file, or in a folder that does not name it, it cannot keep all.
 */
#ifndef XF_FUZZ_CONSISTENT_H
#define XF_FUZZ_CONSISTENT_H

#include <fnmatch.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/machine/guest.h"
#include "core/probe/reads.h"
#include "core/probe/registry.h"

/** What a guest says of a path, a link apart; NULL: nothing. */
static inline const struct guest_entry *consistent_find(const struct guest_manifest *guest, const char *path)
{
	for (size_t i = 0; i < guest->count; i++)
		if (guest->entries[i].path && guest->entries[i].kind != XF_ENTRY_LINK &&
		    !strcmp(guest->entries[i].path, path))
			return &guest->entries[i];
	return NULL;
}

/** Does a plugin read whatever is in this folder? */
static inline bool consistent_is_listed(const struct registry *registry, const char *folder)
{
	char path[XF_READS_CAP];
	bool listed = false;

	for (size_t i = 0; i < registry->count; i++)
		for (const char *const *read = registry->loaded[i].plugin->reads; *read; read++) {
			char *star = probe_reads_path(*read, path) ? strpbrk(path, "*?[") : NULL;

			for (; star && !listed; star = strpbrk(star + 1, "*?[")) {
				char *slash = memrchr(path, '/', (size_t)(star - path));

				*slash = '\0';
				listed = !fnmatch(path, folder, FNM_PATHNAME);
				*slash = '/';
			}
		}
	return listed;
}

/** Is a name in a folder, as far as the guest says? What is absent need not be. */
static inline bool consistent_holds(const struct guest_manifest *guest, const struct registry *registry,
                                    const char *folder, const char *name, bool absent)
{
	const struct guest_entry *entry = consistent_find(guest, folder);
	bool named = false;

	if (!entry)
		return !consistent_is_listed(registry, folder);
	for (size_t i = 0; i < entry->count; i++)
		named = named || !strcmp(entry->names[i], name);
	return absent || (entry->kind == XF_ENTRY_DIR && named);
}

/** Is everything that the guest has in a folder that has it? */
static inline bool consistent(struct arena *arena, const struct registry *registry, const char *bytes, size_t size)
{
	struct guest_manifest guest;
	const char *wrong;
	bool all = !machine_manifest_parse(arena, "", bytes, size, &guest, &wrong);

	for (size_t i = 0; all && i < guest.count; i++) {
		char *path = guest.entries[i].path ? strdup(guest.entries[i].path) : NULL, *slash;
		bool absent = guest.entries[i].kind == XF_ENTRY_OUTCOME && guest.entries[i].outcome == XF_ABSENT;

		while (all && path && (slash = strrchr(path, '/')) && slash > path) {
			*slash = '\0';
			all = consistent_holds(&guest, registry, path, slash + 1, absent);
		}
		free(path);
	}
	return all;
}

#endif
