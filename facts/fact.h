/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Facts and the observations they rest on. Knows no kernel path and no output format.
 */
#ifndef XF_FACT_H
#define XF_FACT_H

#include <xenfacts/plugin.h>

#include "core/util/arena.h"
#include "core/util/map.h"

#define XF_KEY_CAP 192u   /**< bytes of a key, its NUL included */
#define XF_TEXT_CAP 255u  /**< bytes of a text */
#define XF_TABLE_CAP 1024u /**< facts that a plugin may declare; its table is searched for every fact it says */
#define XF_FACTS_CAP (1u << 17) /**< facts of one plugin; beyond it, only keys without a '*' in its table */
#define XF_REPORT_CAP (1u << 20) /**< facts of one run */
#define XF_ITEMS_CAP 4096u /**< items of one list */
#define XF_OBSERVATIONS_KEPT 8u /**< observations of one fact; the others are counted */

/** One observation, as evidence keeps it. */
struct observation {
	const char *how;     /**< "read", "link", "stat", "list", "log", "cpuid" */
	const char *where;   /**< path, "kernel log", or "CPUID 0x40000001" */
	const char *excerpt; /**< the value: cleaned, bounded; "" if there is none */
	const char *plugin;  /**< the plugin that made it */
	enum xf_outcome outcome;
};

/** One fact. It has either a value, or a reason why not. */
struct fact {
	const char *key;
	const struct xf_fact_def *def;
	const char *unknown;                     /**< reason word ("absent", "denied", "conflict" ...), NULL if known */
	bool truth;                              /**< XF_BOOL */
	uint64_t count;                          /**< XF_COUNT; number of items of an XF_LIST */
	const char *text;                        /**< XF_WORD, XF_TEXT */
	const char **items;                      /**< XF_LIST: sorted by byte, no duplicates */
	const struct observation **observations; /**< the first XF_OBSERVATIONS_KEPT, each once */
	size_t observation_count;
	uint64_t more;                  /**< others it rests on; one that comes again after another is counted again */
	const struct observation *last; /**< the last one that was counted */
};

/** All facts of one run, and the vocabulary they are checked against. */
struct facts {
	struct arena *arena;
	struct fact *list; /**< sorted by key once facts_seal was called */
	size_t count;
	struct map positions; /**< of each key in list: position + 1 */
};

/** An empty set whose memory comes from `arena`. */
void facts_init(struct facts *facts, struct arena *arena);

/** A value to add to the set; the definition's type decides which member counts. */
struct value {
	const char *unknown; /**< reason; if set, no other member counts */
	bool truth;
	uint64_t count;
	const char *text; /**< word, text, or one more item of a list; cleaned here */
	uint32_t more;    /**< observations behind it that are not passed */
};

/**
 * Adds a fact, an item of a list, or one more observation behind a fact with the same value; a list with one unknown
 * item is unknown. 0; -EINVAL: the value does not fit the definition's type, or is not one of its words; -EEXIST: the
 * key already has another value; -ENOSPC: a cap; -ENOMEM.
 */
int facts_add(struct facts *facts, const struct xf_fact_def *def, const char *key,
              const struct value *value, const struct observation *obs);
/** The same with the observations that it rests on; `count` may be 0. */
int facts_add_all(struct facts *facts, const struct xf_fact_def *def, const char *key, const struct value *value,
                  const struct observation *const *observations, size_t count);
/** Sorts the list by key. Pointers to facts move. Facts added later come last, until the set is sealed again. */
void facts_seal(struct facts *facts);
/** The fact of that key; NULL if there is none. */
const struct fact *facts_find(const struct facts *facts, const char *key);
/** Its value as text ("true", "2", "xen", "a, b"), "unknown" if it has none; never NULL. */
const char *facts_text(struct arena *arena, const struct fact *fact);

/** The definition of a key within a plugin's table ('*' matches one part); NULL if there is none. */
const struct xf_fact_def *facts_def_find(const struct xf_fact_def *table, const char *key);
/** Is the key of one device, so that there may be thousands of them: does its definition have a '*'? */
bool facts_def_is_of_device(const struct xf_fact_def *table, const char *key);
/**
 * Is a table well-formed: keys, types, strengths, words, sentences? NULL, or a sentence that says what is wrong, from
 * the arena.
 */
const char *facts_def_check(struct arena *arena, const struct xf_fact_def *table);
/** Is it a valid key for a fact: parts [a-z][a-z0-9_]* with dots between, below XF_KEY_CAP / 2 bytes? */
bool facts_def_is_key(const char *key);
/** "active", "configured", "supported", "moving". */
const char *facts_strength_word(uint32_t strength);
/** "bool", "count", "word", "text", "list". */
const char *facts_type_word(uint32_t type);
/** "seen", "absent", "denied", "malformed", "failed", "not_recorded". */
const char *facts_outcome_word(enum xf_outcome outcome);

/**
 * Why an unknown fact is unknown, for people, from the arena: "/sys/block is not part of this capture". Names the first
 * place with that outcome, else the fact.
 */
const char *facts_why(struct arena *arena, const struct fact *fact);

#endif
