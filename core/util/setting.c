/* SPDX-License-Identifier: MIT */
/*
 * Values of settings. A time without a unit is refused: half of the world would read `interval: 60` as minutes.
 * Everything is handed on as text, so that a sink's interface needs no variants.
 */
#include "core/util/setting.h"

#include <stdio.h>
#include <string.h>

#include "core/util/nearest.h"
#include "core/util/parse.h"

#define TIME_CAP (366ull * 86400000) /* no timer runs longer than a year */

static const struct unit {
	const char *name;
	uint64_t ms;
} units[] = {
	{ "d", 86400000 }, { "h", 3600000 }, { "m", 60000 }, { "s", 1000 }, { "ms", 1 },
};

const struct xf_setting *setting_find(const struct xf_setting *table, const char *key)
{
	for (; table && table->key; table++)
		if (!strcmp(table->key, key))
			return table;
	return NULL;
}

static uint64_t unit_of(const char *name)
{
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (!strcmp(units[i].name, name))
			return units[i].ms;
	return 0;
}

/* "90m", "500ms", "0". */
static bool read_time(const char *text, uint64_t *ms)
{
	char digits[24];
	size_t length = strspn(text, "0123456789");
	uint64_t unit = unit_of(text + length);

	if (!length || length >= sizeof(digits))
		return false;
	memcpy(digits, text, length);
	digits[length] = '\0';
	if (parse_u64(digits, 10, ms) || *ms > TIME_CAP)
		return false;
	if (!*ms && !text[length])
		return true;
	if (!unit || *ms > TIME_CAP / unit)
		return false;
	*ms *= unit;
	return true;
}

/* The sentence for a time outside its setting's range. */
static const char *check_range(struct arena *arena, const struct xf_setting *setting, uint64_t ms)
{
	bool zero = !strncmp(setting->words, "0 ", 2);
	char least[16], most[16];
	uint64_t from, to;

	if ((zero && !ms) || sscanf(setting->words + (zero ? 2 : 0), "%15s %15s", least, most) != 2 ||
	    !read_time(least, &from) || !read_time(most, &to) || (ms >= from && ms <= to))
		return NULL;
	return arena_fmt(arena, "%s must be %sfrom %s to %s", setting->key, zero ? "0, or " : "", least, most);
}

static const char *check_count(struct arena *arena, const struct xf_setting *setting, uint64_t number)
{
	unsigned long long least, most;

	/* NOLINTNEXTLINE(cert-err34-c): limits of a plugin's or sink's table, not input */
	if (!setting->words || sscanf(setting->words, "%llu %llu", &least, &most) != 2 ||
	    (number >= least && number <= most))
		return NULL;
	return arena_fmt(arena, "%s must be from %llu to %llu", setting->key, least, most);
}

/*
 * "http://HOST[:PORT]": paths are added by the code that uses it, and a user name would be a secret in the
 * configuration.
 */
static bool is_service(const char *url)
{
	static const char scheme[] = "http://";
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]";
	const char *host = url + sizeof(scheme) - 1;

	return !strncmp(url, scheme, sizeof(scheme) - 1) && *host && !host[strspn(host, allowed)] && strlen(host) < 256;
}

static bool read_mode(const char *text)
{
	size_t length = strlen(text);

	return (length == 3 || (length == 4 && *text == '0')) && strspn(text, "01234567") == length;
}

static bool is_path(const char *text)
{
	return *text == '/' && strlen(text) < 4000 && !strstr(text, "/../");
}

/* The sentence for a word that is not allowed. */
static const char *wrong_word(struct arena *arena, const struct xf_setting *setting, const char *text)
{
	struct nearest nearest = { .word = text };

	nearest_offer_words(&nearest, setting->words);
	return arena_fmt(arena, "%s must be one of: %s%s", setting->key, setting->words, nearest_hint(arena, &nearest));
}

/* Accepts every YAML 1.1 spelling, since people write them; `off` must not mean a file named "off". */
static const char *read_bool(const char *text)
{
	if (parse_in(text, "true True TRUE yes Yes on On"))
		return "true";
	return parse_in(text, "false False FALSE no No off Off") ? "false" : NULL;
}

const char *setting_read(struct arena *arena, const struct xf_setting *setting, const char *text,
                         const char **value)
{
	uint64_t number;

	*value = text;
	switch (setting->type) {
	case XF_SETTING_PATH:
		return is_path(text) ? NULL : arena_fmt(arena, "%s must be an absolute path", setting->key);
	case XF_SETTING_WORD:
		return *text && parse_in(text, setting->words) ? NULL : wrong_word(arena, setting, text);
	case XF_SETTING_BOOL:
		*value = read_bool(text);
		return *value ? NULL : arena_fmt(arena, "%s must be true or false", setting->key);
	case XF_SETTING_COUNT:
		return parse_u64(text, 10, &number) ? arena_fmt(arena, "%s must be a number", setting->key) :
			check_count(arena, setting, number);
	case XF_SETTING_TIME:
		if (!read_time(text, &number))
			return arena_fmt(arena, "%s must be a time with a unit: 500ms, 30s, 10m, 1h or 1d",
			                 setting->key);
		*value = arena_fmt(arena, "%llu", (unsigned long long)number);
		return setting->words ? check_range(arena, setting, number) : NULL;
	case XF_SETTING_MODE:
		return read_mode(text) ? NULL : arena_fmt(arena, "%s must be permissions in octal: 0644", setting->key);
	case XF_SETTING_SERVICE:
		return is_service(text) ? NULL :
			arena_fmt(arena, "%s must be http://HOST or http://HOST:PORT", setting->key);
	default:
		return *text ? NULL : arena_fmt(arena, "%s must not be empty", setting->key);
	}
}

const char *setting_check(struct arena *arena, const struct xf_setting *table)
{
	const char *value, *wrong;

	for (const struct xf_setting *setting = table; setting && setting->key; setting++) {
		if (!parse_is_name(setting->key))
			wrong = "is not a name: [a-z][a-z0-9_]*";
		else if (setting->type < XF_SETTING_TEXT || setting->type > XF_SETTING_SERVICE)
			wrong = "has a type that is not in enum xf_setting_type";
		else if (setting->type == XF_SETTING_WORD && !setting->words)
			wrong = "must list its words";
		else if (!setting->sentence || !*setting->sentence)
			wrong = "needs a sentence";
		else if (setting->fallback && setting_read(arena, setting, setting->fallback, &value))
			wrong = "has a fallback that does not fit its type";
		else
			continue;
		return arena_fmt(arena, "setting \"%.64s\" %s", setting->key, wrong);
	}
	return NULL;
}

uint64_t setting_number(const char *value)
{
	uint64_t number;

	return value && !parse_u64(value, 10, &number) ? number : 0;
}

const char *setting_time(struct arena *arena, uint64_t ms)
{
	for (size_t i = 0; ms && i < sizeof(units) / sizeof(units[0]); i++)
		if (ms % units[i].ms == 0)
			return arena_fmt(arena, "%llu%s", (unsigned long long)(ms / units[i].ms), units[i].name);
	return "0";
}
