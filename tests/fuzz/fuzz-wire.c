/* SPDX-License-Identifier: MIT */
/* Any bytes as a worker's message: an error, and nothing added, or facts that keep their plugin's promises. */
#include "tests/fuzz/fuzz.h"

#include <errno.h>
#include <string.h>

#include "core/probe/wire.h"

static void look(struct xf_probe *probe)
{
	(void)probe;
}

/* The table that tests/fuzz/corpus/wire was written for. */
static const struct xf_fact_def facts[] = {
	{ "t.present", XF_BOOL, XF_ACTIVE, NULL, "1.0", "A." },
	{ "t.count", XF_COUNT, XF_ACTIVE, NULL, "1.0", "A." },
	{ "t.word", XF_WORD, XF_ACTIVE, "xen bare", "1.0", "A." },
	{ "t.text", XF_TEXT, XF_ACTIVE, NULL, "1.0", "A." },
	{ "t.names", XF_LIST, XF_ACTIVE, NULL, "1.0", "A." },
	{ "t.disks.*.size", XF_COUNT, XF_ACTIVE, NULL, "1.0", "A." },
	{ NULL, 0, 0, NULL, NULL, NULL },
};

static const char *const reads[] = { NULL };
static const struct xf_plugin plugin = { .name = "t", .purpose = "Tests.", .facts = facts,
	.reads = reads, .look = look };

static void check_fact(const struct fact *fact)
{
	fuzz_hold(facts_def_is_key(fact->key) && facts_def_find(facts, fact->key) == fact->def);
	fuzz_hold(fact->observation_count > 0);
	if (fact->unknown)
		return;
	fuzz_hold(fact->def->type != XF_COUNT || fact->count <= INT64_MAX);
	fuzz_hold(fact->def->type != XF_WORD || !strcmp(fact->text, "xen") || !strcmp(fact->text, "bare"));
	fuzz_hold(fact->def->type < XF_WORD || strlen(fact->text) <= XF_TEXT_CAP);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct loaded_plugin loaded[] = { { .plugin = &plugin }, { .plugin = &plugin } };
	struct registry registry = { .loaded = loaded, .count = 2 };
	struct report report = { .arena = arena_new(), .host = "" };
	struct cursor cursor = { (const char *)bytes, (const char *)bytes + size, false };
	struct plugin_result result;
	int error = 0;

	facts_init(&report.facts, report.arena);
	facts_init(&report.moving, report.arena);
	while (!error) {
		size_t before = report.facts.count;

		error = probe_wire_read(&cursor, &registry, &report, &result);
		fuzz_hold(error == 0 || error == -EAGAIN || error == -EBADMSG);
		fuzz_hold(!error || before == report.facts.count);
		fuzz_hold(error || (result.number < 2 && result.detail));
	}
	for (size_t i = 0; i < report.facts.count; i++)
		check_fact(&report.facts.list[i]);
	arena_free(report.arena);
	return 0;
}
