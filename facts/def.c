/* SPDX-License-Identifier: MIT */
/*
 * Definitions of facts: finding the one for a key, and checking a table before its plugin may say anything. A '*' in a
 * definition's key stands for one device; an exact key wins over one with a '*', so that one feature bit can be active
 * while the others are merely supported.
 */
#include <string.h>

#include "facts/fact.h"
#include "core/util/parse.h"

/* Does `key` match `pattern`, in which a '*' stands for one part that is not empty? */
static bool matches(const char *pattern, const char *key)
{
	while (*pattern == *key || *pattern == '*') {
		if (*pattern == '*') {
			size_t part = strcspn(key, ".");

			if (!part)
				return false;
			key += part;
			pattern++;
		} else if (*key) {
			pattern++;
			key++;
		} else {
			return true;
		}
	}
	return false;
}

const struct xf_fact_def *facts_def_find(const struct xf_fact_def *table, const char *key)
{
	const struct xf_fact_def *found = NULL;

	for (; table->key; table++) {
		if (*table->key != *key && *table->key != '*')
			continue; /* tables are long and keys of one plugin often begin alike: compare one byte first */
		if (!strcmp(table->key, key))
			return table;
		if (!found && strchr(table->key, '*') && matches(table->key, key))
			found = table;
	}
	return found;
}

bool facts_def_is_of_device(const struct xf_fact_def *table, const char *key)
{
	const struct xf_fact_def *def = facts_def_find(table, key);

	return def && strchr(def->key, '*');
}

static bool good_key(const char *key)
{
	const char *at = key;

	while (*at) {
		size_t length = *at == '*' ? 1 : parse_name(at);

		at += length;
		if (!length || (*at && (*at != '.' || !at[1])))
			return false;
		at += *at == '.';
	}
	return (size_t)(at - key) < XF_KEY_CAP / 2;
}

bool facts_def_is_key(const char *key)
{
	return *key && !strchr(key, '*') && good_key(key);
}

static bool good_words(const char *words)
{
	char word[64];

	for (size_t length; *words; words += length + (words[length] == ' ')) {
		length = strcspn(words, " ");
		if (!length || length >= sizeof(word))
			return false;
		memcpy(word, words, length);
		word[length] = '\0';
		if (!parse_is_word(word))
			return false;
	}
	return true;
}

static bool good_sentence(const char *sentence)
{
	size_t length = sentence ? strlen(sentence) : 0;

	return length > 1 && length < 400 && sentence[length - 1] == '.';
}

/* It becomes a Prometheus counter, with what the '*' stands for as its only label. */
static bool good_moving(const struct xf_fact_def *def)
{
	const char *star = strchr(def->key, '*');

	return def->type == XF_COUNT && (!star || !star[1]);
}

static const char *check_one(const struct xf_fact_def *def)
{
	if (!*def->key || *def->key == '*' || !good_key(def->key)) /* the first part says who owns the key */
		return "is not a valid key; use lower-case parts [a-z][a-z0-9_]* or *, with dots between";
	if (def->type < XF_BOOL || def->type > XF_LIST)
		return "has a type that is not in enum xf_type";
	if (def->strength < XF_ACTIVE || def->strength > XF_MOVING)
		return "has a strength that is not in enum xf_strength";
	if (def->strength == XF_MOVING && !good_moving(def))
		return "is moving, and must be a count with '*' only as its last part";
	if ((def->type == XF_WORD) != (def->values != NULL))
		return "must list its values if, and only if, it is a word";
	if (def->values && !good_words(def->values))
		return "has values that are not [A-Za-z0-9_]+ separated by single spaces";
	if (!good_sentence(def->sentence))
		return "needs a sentence that ends with a full stop";
	return def->since && *def->since ? NULL : "does not say which version introduced it";
}

const char *facts_def_check(struct arena *arena, const struct xf_fact_def *table)
{
	struct map known = { NULL };
	size_t count = 0;

	for (const struct xf_fact_def *def = table; def->key; def++, count++) {
		const char *wrong = check_one(def);
		void **place = wrong ? NULL : map_at(&known, arena, def->key);

		if (wrong)
			return arena_fmt(arena, "fact \"%.64s\" %s", def->key, wrong);
		if (place && *place)
			return arena_fmt(arena, "fact \"%s\" is in its table twice", def->key);
		if (place)
			*place = &known;
		if (count == XF_TABLE_CAP)
			return "its table declares more than 1,024 facts";
	}
	return count ? NULL : "its table declares no fact";
}

const char *facts_strength_word(uint32_t strength)
{
	static const char *const words[] = { "none", "active", "configured", "supported", "moving" };

	return strength <= XF_MOVING ? words[strength] : words[0];
}

const char *facts_type_word(uint32_t type)
{
	static const char *const words[] = { "none", "bool", "count", "word", "text", "list" };

	return type <= XF_LIST ? words[type] : words[0];
}

const char *facts_outcome_word(enum xf_outcome outcome)
{
	static const char *const words[] = { "failed", "seen", "absent", "denied", "malformed", "failed",
	                                     "not_recorded" };

	return outcome <= XF_NOT_RECORDED ? words[outcome] : words[0];
}
