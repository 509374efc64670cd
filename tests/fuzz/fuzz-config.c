/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as the agent's configuration: all that is wrong is named with its place, or what `config show` writes of it
 * is read again to the same. What plugins declare is made up here, as asking them takes a process each time.
 */
#include <errno.h>
#include <string.h>

#include "core/config/config.h"
#include "core/config/declared.h"
#include "core/util/object.h"
#include "facts/formats/format.h"
#include "tests/fuzz/valid.h"

#define FILE_NAME "xenfacts.yaml"

int __wrap_config_declared_read(struct arena *arena, const char *folder, struct config_declared **list, size_t *count);

static const struct xf_setting none[] = { { .key = NULL } };
static const struct xf_setting some[] = {
	{ "word", XF_SETTING_WORD, "a b", "a", "A." },  { "time", XF_SETTING_TIME, "1s 1h", "1m", "A." },
	{ "path", XF_SETTING_PATH, NULL, NULL, "A." },  { "text", XF_SETTING_TEXT, NULL, "x y", "A." },
	{ "truth", XF_SETTING_BOOL, NULL, "true", "A." }, { .key = NULL },
};

static struct xf_setting *copy(struct arena *arena, const struct xf_setting *table, size_t size)
{
	return memcpy(arena_alloc(arena, size), table, size);
}

/* In place of core/config/declared.c (tests/CMakeLists.txt). */
int __wrap_config_declared_read(struct arena *arena, const char *folder, struct config_declared **list, size_t *count)
{
	(void)folder;
	*list = arena_alloc(arena, 3 * sizeof(**list));
	*count = 3;
	(*list)[0] = (struct config_declared){ "block", "", copy(arena, none, sizeof(none)) };
	(*list)[1] = (struct config_declared){ "bad", "it is damaged", (*list)[0].settings };
	(*list)[2] = (struct config_declared){ "some", "", copy(arena, some, sizeof(some)) };
	return 0;
}

static const struct reader_module *reader(struct arena *arena)
{
	const char *wrong = "";
	const struct reader_module *found = object_module(arena, "reader", "xenfacts_reader", &wrong);

	fuzz_hold_of(found != NULL, "the module reader", wrong);
	return found;
}

static int load(struct arena *arena, const void *bytes, size_t size, struct config *config,
                struct config_mistakes *mistakes)
{
	struct object_folder folder;
	struct config_source source = {
		.files = { .path = FILE_NAME, .reader = reader(arena) }, .plugin_folder = "/",
		.sink_folder = object_sink_folder(&folder), .formats = XF_FORMAT_NAMES, .runtime = "/run/xenfacts",
	};

	fuzz_write_file(FILE_NAME, bytes, size);
	return config_load(config, arena, &source, mistakes);
}

/* Each mistake is a sentence about a place of the file, in its order. */
static void check_mistakes(const struct config_mistakes *mistakes)
{
	fuzz_hold(mistakes->count > 0);
	for (size_t i = 0; i < mistakes->count; i++) {
		const struct config_mistake *mistake = &mistakes->list[i];
		size_t length = strlen(mistake->sentence);

		fuzz_hold_of(!mistake->error && length, "no sentence", mistake->file);
		fuzz_hold_of(!strchr(mistake->sentence, '\n') && valid_plain(mistake->sentence, length),
		             "not fit to print", mistake->sentence);
		fuzz_hold(!i || mistakes->list[i - 1].line <= mistake->line);
	}
}

static char *show(const struct config *config, size_t *size)
{
	char *text = NULL;
	FILE *file = open_memstream(&text, size);

	fuzz_hold(file && !config_show(config, file) && !fclose(file));
	fuzz_hold_of(valid_yaml(text, *size), "config show", text);
	return text;
}

/* Shows it, reads that, and shows it again: only where a value comes from is another place. */
static void check_shown(struct arena *arena, const struct config *config)
{
	struct config again, third;
	struct config_mistakes mistakes;
	size_t size, length;
	char *text = show(config, &size);

	fuzz_hold_of(!load(arena, text, size, &again, &mistakes), "what was shown is refused",
	             mistakes.count ? mistakes.list[0].sentence : "");
	char *second = show(&again, &length);

	fuzz_hold(!load(arena, second, length, &third, &mistakes));
	fuzz_hold(again.sink_count == config->sink_count && third.interval_ms == config->interval_ms);
	for (size_t i = 0; i < config->sink_count; i++) {
		fuzz_hold(!strcmp(config->sinks[i].name, third.sinks[i].name));
		fuzz_hold(config->sinks[i].enabled == third.sinks[i].enabled);
		fuzz_hold(config->sinks[i].heartbeat_ms == third.sinks[i].heartbeat_ms);
	}
	free(text);
	free(second);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena *arena = arena_new();
	struct config config;
	struct config_mistakes mistakes;
	int error = load(arena, bytes, size, &config, &mistakes);

	fuzz_hold(!error || error == -EINVAL);
	if (error)
		check_mistakes(&mistakes);
	else
		check_shown(arena, &config);
	arena_free(arena);
	return 0;
}
