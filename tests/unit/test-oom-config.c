/* SPDX-License-Identifier: MIT */
/*
 * No memory while a configuration is read: all of it is in force, or all its mistakes are named, or the caller is told.
 */
#include "tests/unit/starve.h"
#include "tests/unit/scratch.h"

#include <errno.h>
#include <stdlib.h>

#include "core/config/config.h"
#include "facts/formats/format.h"

extern const struct reader_module xenfacts_reader;

/* Every mistake as a line. */
static void list_mistakes(const struct config_mistakes *mistakes, FILE *file)
{
	for (size_t i = 0; i < mistakes->count; i++)
		fprintf(file, "%s:%u: %s\n", mistakes->list[i].file, mistakes->list[i].line, mistakes->list[i].error
			? strerror(-mistakes->list[i].error) : mistakes->list[i].sentence);
}

/* What a folder configures, as `config show` writes it, or what is wrong there. */
static int load(const void *path, char **text)
{
	struct config config;
	struct config_mistakes mistakes = { .count = 0 };
	char plugins[4096], sinks[4096];
	struct config_source source = {
		.files = { .path = path, .reader = &xenfacts_reader }, .plugin_folder = plugins, .sink_folder = sinks,
		.formats = XF_FORMAT_NAMES, .runtime = "/run/xenfacts",
	};
	struct arena *arena = arena_new();
	size_t size = 0;

	if (!arena)
		return -ENOMEM;
	snprintf(plugins, sizeof(plugins), "%s/plugins", getenv("XF_BUILD_DIR"));
	snprintf(sinks, sizeof(sinks), "%s/sinks", getenv("XF_BUILD_DIR"));
	int error = config_load(&config, arena, &source, &mistakes);
	FILE *file = open_memstream(text, &size);

	if (error == -EINVAL)
		list_mistakes(&mistakes, file);
	else if (!error)
		error = config_show(&config, file);
	fclose(file);
	arena_free(arena);
	return error == -EINVAL ? 0 : error;
}

static int setup(void **state)
{
	(void)state;
	scratch_file("good/xenfacts.yaml",
	             "interval: 2h\nplugins:\n  block: {enabled: false}\n  irq:\n    deadline: 100ms\n"
	             "sinks:\n  mine:\n    type: file\n    path: /var/lib/mine\n    owner: \"a \\\"b\\\" c\"\n"
	             "  facter: {preset: facter}\n");
	scratch_file("good/conf.d/10-more.yaml", "jitter: 5m\nsinks:\n  mine: {heartbeat: 1h, format: yaml}\n");
	scratch_file("bad/xenfacts.yaml", "interval: 2\nintervall: 2h\nplugins:\n  blok: {enabled: false}\n"
	             "sinks:\n  mine:\n    type: fil\n  other:\n    type: file\n    format: jsn\n    mode: rw\n");
	scratch_file("bad/conf.d/10-more.yaml", "sinks: [a, b]\n");
	scratch_file("bad/conf.d/20-broken.yaml", "sinks: {a: \n");
	return 0;
}

static void test_a_good_one(void **state)
{
	(void)state;
	starve(load, "good", (struct starving){ .pieces = true, .steps = STARVE_STEPS });
}

static void test_a_bad_one(void **state)
{
	(void)state;
	starve(load, "bad", (struct starving){ .pieces = true, .steps = STARVE_STEPS });
	starve(load, "bad", (struct starving){ .steps = STARVE_STEPS, .all_behind = true });
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_a_good_one), cmocka_unit_test(test_a_bad_one) };

	return cmocka_run_group_tests_name("oom-config", tests, setup, NULL);
}
