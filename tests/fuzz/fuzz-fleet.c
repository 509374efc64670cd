/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as what a tool keeps of a fleet, the first of them the kind that is asked for: whatever can be read of it,
 * the JSON is valid, each machine has a row, and nothing of it leaves the page's data.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/util/object.h"
#include "facts/fleet/module.h"
#include "tests/fuzz/fuzz.h"

static const char *no_guest(void *context, const char *path, fleet_take_fn *take, void *taker)
{
	(void)context;
	(void)path;
	(void)take;
	(void)taker;
	return "it is a recorded guest";
}

/* The output in a format; the caller frees it. */
static char *written(const struct fleet_module *module, const struct fleet *fleet, const struct fleet_summary *summary,
                     const char *format, size_t *size)
{
	char *text = NULL;
	FILE *file = open_memstream(&text, size);

	fuzz_hold(file && !module->write(fleet, summary, format, file) && !fclose(file));
	return text;
}

static size_t count_of(const char *text, size_t size, const char *part)
{
	size_t count = 0;

	for (const char *at = text, *end = text + size; (at = memmem(at, (size_t)(end - at), part, strlen(part))); at++)
		count++;
	return count;
}

static void check(const struct fleet_module *module, const struct fleet *fleet, const struct fleet_summary *summary)
{
	size_t size;
	char *text = written(module, fleet, summary, "json", &size);
	json_t *json = json_loadb(text, size, JSON_REJECT_DUPLICATES, NULL);

	fuzz_hold(json != NULL);
	json_decref(json);
	free(text);
	text = written(module, fleet, summary, "csv", &size);
	fuzz_hold(count_of(text, size, "\r\n") + count_of(text, size, "\n") >= fleet->machine_count + 1);
	free(text);
	text = written(module, fleet, summary, "html", &size);
	fuzz_hold(count_of(text, size, "<script") == count_of(text, size, "</script"));
	fuzz_hold(count_of(text, size, "<!--") == 0);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static const char *const kinds[] = { NULL, "json", "ansible", "puppetdb", "salt", "prometheus" };
	struct arena *arena = arena_new();
	const char *wrong, *kind = size ? kinds[bytes[0] % (sizeof(kinds) / sizeof(kinds[0]))] : NULL;
	const struct fleet_module *module = object_module(arena, "fleet", "xenfacts_fleet", &wrong);
	const struct fleet_guest guest = { no_guest, NULL };
	struct fleet_summary summary;

	fuzz_hold(module != NULL);
	fuzz_write_file("fleet", bytes + (size > 0), size - (size > 0));
	struct fleet *fleet = module->make();

	fuzz_hold(fleet && !module->read(fleet, "fleet", kind, &guest));
	fuzz_hold(!module->summarize(fleet, &summary));
	check(module, fleet, &summary);
	module->drop(fleet);
	arena_free(arena);
	return 0;
}
