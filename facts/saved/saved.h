/* SPDX-License-Identifier: MIT */
/**
 * @file
 * A saved report: what another run wrote, read again. It is a sorted list of flat keys and texts, whatever format it
 * came from, so that it can be compared and counted with any other. Nothing in it is trusted: keys are well-formed and
 * texts cleaned (parse_clean), but a key may be unknown to this version.
 */
#ifndef XF_SAVED_H
#define XF_SAVED_H

#include "facts/report.h"

#define XF_SAVED_CAP (64u << 20)      /**< bytes of one file */
#define XF_SAVED_TEXT_CAP (1u << 16)  /**< bytes of one text */
#define XF_SAVED_DEPTH 12u            /**< parts of a key */
#define XF_SAVED_KEY_CAP (2 * XF_KEY_CAP) /**< bytes of a key: below `unknown` stands another */

/** One line of the format flat: items of a list share their key. */
struct saved_fact {
	const char *key;
	const char *value;
};

/** A saved report. */
struct saved {
	struct saved_fact *list; /**< sorted by key, then by value */
	size_t count;
};

/** Appends a fact; both texts are copied into the arena. 0; -E2BIG: too many; -ENOMEM. */
int saved_add(struct saved *saved, struct arena *arena, const char *key, const char *value, size_t size);
/** Sorts the list; to be called after the last saved_add. */
void saved_seal(struct saved *saved);
/** Index of the first fact whose key is not before `key`; saved->count if all are. */
size_t saved_from(const struct saved *saved, const char *key);
/** The value of a key, of a list its first item; NULL: it has none. */
const char *saved_value(const struct saved *saved, const char *key);
/** Does a key begin with the prefix? */
bool saved_has_below(const struct saved *saved, const char *prefix);

/** The facts of a report, as --format flat prints them. 0 or -errno. */
int saved_take(struct saved *saved, const struct report *report);
/**
 * Reads a saved report: our JSON, alone or within what Facter, Ansible, Salt or Puppet put around it, or our flat text;
 * `name` is what messages call the file. 0; -EINVAL: it is none, and *wrong says where and why, from the arena;
 * -ELIBACC: *wrong says which module is missing and what to do; -ENOMEM.
 */
int saved_read(struct saved *saved, struct arena *arena, const char *name, const char *bytes, size_t size,
               const char **wrong);

/** A reader of JSON (jansson), for saved_read. Exported as xenfacts_saved. */
struct saved_module {
	uint32_t version; /**< XF_MODULE_VERSION */
	/** As saved_read, of JSON; the list is not sorted yet. */
	int (*read)(struct saved *saved, struct arena *arena, const char *name, const char *bytes, size_t size,
	            const char **wrong);
};

#endif
