/* SPDX-License-Identifier: MIT */
/*
 * One for all: any bytes as a guest, through all plugins, the rules, every format, the record, and the record's
 * replay. Whatever the guest says, there is a report; no two of its answers are impossible together; every format of
 * it is valid; and a replay of the record reports the same, but for what was blanked.
 */
#include <errno.h>
#include <string.h>

#include "core/machine/machine.h"
#include "core/probe/run.h"
#include "core/record/record.h"
#include "core/util/object.h"
#include "facts/formats/format.h"
#include "facts/formats/page.h"
#include "tests/fuzz/consistent.h"
#include "tests/fuzz/valid.h"
#include "tests/guests/unlikely.h"

/* A text that one of our functions wrote. */
struct text {
	char *bytes;
	size_t size;
};

/*
 * The plugins, which stay from one input to the next. The pointer is volatile, as clang 14 takes what a constant
 * pointer at file scope points to for constant too.
 */
static struct registry *const volatile plugins = &(struct registry){ .count = 0 };

static void load(void)
{
	struct object_folder folder;

	fuzz_hold(!probe_registry_load(plugins, object_plugin_folder(&folder)));
	fuzz_hold(plugins->count >= 10 && !plugins->refused_count);
}

/* The guest in these bytes; NULL if they are none. */
static struct machine *guest_of(const void *bytes, size_t size)
{
	struct machine *machine = NULL;
	char *wrong = NULL;

	fuzz_write_file("input.guest", bytes, size);
	int error = machine_manifest("input.guest", &machine, &wrong);

	fuzz_hold(!error == (machine != NULL) && (!error || (error == -EINVAL && wrong && *wrong)));
	free(wrong);
	return machine;
}

/* The one thing that hostile content may make a plugin do is to say too much. */
static void check_report(const struct report *report)
{
	for (size_t i = 0; i < report->plugin_count; i++) {
		const struct plugin_status *plugin = &report->plugins[i];

		if (!strstr(plugin->detail, "one fact or item too many"))
			fuzz_hold_of(!strcmp(plugin->status, "ok"), plugin->name, plugin->detail);
	}
	if (unlikely(report))
		fuzz_hold_of(0, "impossible", unlikely(report));
}

static struct text write_as(const char *name, const struct report *report)
{
	struct text text = { NULL, 0 };
	const char *wrong = "";
	FILE *file = open_memstream(&text.bytes, &text.size);

	fuzz_hold(file != NULL);
	fuzz_hold_of(!format_write(format_find(name), file, report, NULL, &wrong), name, wrong);
	fuzz_hold(!fclose(file));
	return text;
}

static bool is_valid(const char *name, const struct text *text)
{
	if (!strcmp(name, "prometheus"))
		return valid_text(text->bytes, text->size) && valid_metrics(text->bytes);
	if (!strcmp(name, "text") || !strcmp(name, "flat"))
		return valid_text(text->bytes, text->size);
	return !strcmp(name, "yaml") ? valid_yaml(text->bytes, text->size) : valid_json(text->bytes, text->size);
}

static void check_formats(const struct report *report)
{
	char names[256], *rest = names, *name;

	snprintf(names, sizeof(names), "%s", XF_FORMAT_NAMES);
	while ((name = strtok_r(rest, " ", &rest))) {
		struct text text = write_as(name, report);

		fuzz_hold_of(is_valid(name, &text), name, text.bytes);
		free(text.bytes);
	}
}

/* The page's data is one object, and the picture is text. */
static void check_pages(const struct report *report)
{
	struct text data = { NULL, 0 }, picture = { NULL, 0 };
	FILE *file = open_memstream(&data.bytes, &data.size);

	fuzz_hold(file && !format_page_data(file, report) && !fclose(file));
	fuzz_hold_of(valid_json(data.bytes, data.size), "page", data.bytes);
	file = open_memstream(&picture.bytes, &picture.size);
	fuzz_hold(file && !format_svg(file, report) && !fclose(file));
	fuzz_hold_of(valid_text(picture.bytes, picture.size), "svg", picture.bytes);
	free(data.bytes);
	free(picture.bytes);
}

static struct text record(struct machine *machine)
{
	struct text text = { NULL, 0 };
	FILE *file = open_memstream(&text.bytes, &text.size);

	fuzz_hold(file && !record_machine(machine, plugins, "", file) && !fclose(file));
	return text;
}

static void run(struct arena *arena, struct machine *machine, struct report *report)
{
	struct run_options options = { .registry = plugins, .in_process = true, .machine = machine };

	fuzz_hold(!probe_run(arena, &options, report));
	check_report(report);
}

/* Both are blanked, since the record is: an address in a fact is another one in the replay. */
static bool same_facts(const struct report *a, const struct report *b)
{
	struct text one = write_as("flat", a), two = write_as("flat", b);

	record_redact(one.bytes, one.size, NULL);
	record_redact(two.bytes, two.size, NULL);
	bool same = one.size == two.size && !memcmp(one.bytes, two.bytes, one.size);

	if (!same) {
		fuzz_write_file("live.flat", one.bytes, one.size);
		fuzz_write_file("replayed.flat", two.bytes, two.size);
	}
	free(one.bytes);
	free(two.bytes);
	return same;
}

/* True if the replay reports the same. */
static bool check_record(struct arena *arena, struct machine *machine, const struct report *report)
{
	struct text first = record(machine);
	struct machine *replay = guest_of(first.bytes, first.size);
	struct report again;

	fuzz_hold(replay != NULL);
	struct text second = record(replay);

	fuzz_hold(first.size == second.size && !memcmp(first.bytes, second.bytes, first.size));
	run(arena, replay, &again);
	bool same = same_facts(report, &again);

	machine_close(replay);
	free(first.bytes);
	free(second.bytes);
	return same;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena *arena = arena_new();
	struct report report;

	if (!plugins->count)
		load();
	struct machine *machine = guest_of(bytes, size);

	if (machine) {
		run(arena, machine, &report);
		check_formats(&report);
		check_pages(&report);
		if (!check_record(arena, machine, &report))
			fuzz_hold_of(!consistent(arena, plugins, (const char *)bytes, size), "the replay differs",
			             "see live.flat and replayed.flat");
	}
	machine_close(machine);
	arena_free(arena);
	return 0;
}
