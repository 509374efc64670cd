/* SPDX-License-Identifier: MIT */
/*
 * What a report keeps of a message, which a hostile worker wrote: never more than was counted before anything was
 * added; of a plugin that says more than its share, only what is not about single devices. Each case is as large as a
 * message may be.
 */
#include "tests/unit/fake.h"

#include <malloc.h>

#include "core/probe/wire.h"
#include "facts/report.h"

static const struct xf_fact_def facts[] = {
	{ "t.text", XF_TEXT, XF_ACTIVE, NULL, "1.0", "A." },
	{ "t.count", XF_COUNT, XF_ACTIVE, NULL, "1.0", "A." },
	{ "t.names", XF_LIST, XF_ACTIVE, NULL, "1.0", "A." },
	{ "t.many.*", XF_BOOL, XF_ACTIVE, NULL, "1.0", "A." },
	{ "t.texts.*", XF_TEXT, XF_ACTIVE, NULL, "1.0", "A." },
	{ NULL, 0, 0, NULL, NULL, NULL },
};

static const char *const reads[] = { NULL };
static const struct xf_plugin plugin = { .name = "t", .facts = facts, .reads = reads };

/* A sanitizer's; without one, the C library counts. */
#pragma weak __sanitizer_get_current_allocated_bytes
size_t __sanitizer_get_current_allocated_bytes(void);

static size_t allocated(void)
{
	struct mallinfo2 info = mallinfo2();

	return __sanitizer_get_current_allocated_bytes ? __sanitizer_get_current_allocated_bytes() :
		info.uordblks + info.hblkhd;
}

/* A message of one kind of record. */
struct kind {
	const char *name;
	void (*put)(struct buf *message, unsigned number);
	unsigned most; /* records; 0: as many as fit */
	bool too_much; /* single devices are left out */
};

static void put_observation(struct buf *message, const char *text)
{
	buf_u8(message, 'L');
	buf_u8(message, XF_DENIED);
	buf_str(message, text);
	buf_str(message, text);
	buf_str(message, text);
}

static void put_fact(struct buf *message, unsigned type, const char *key, const char *text, unsigned observations)
{
	buf_u8(message, 'F');
	buf_u8(message, (uint8_t)type);
	buf_str(message, key);
	buf_str(message, "");
	buf_u64(message, 1);
	buf_str(message, text);
	buf_u8(message, (uint8_t)observations);
	for (unsigned i = 0; i < observations; i++)
		buf_u32(message, i);
}

/* A text of that many bytes, each of which is escaped. */
static const char *escaped(char text[512], size_t size)
{
	memset(text, '\1', size);
	text[size] = '\0';
	return text;
}

static void put_short_observation(struct buf *message, unsigned number)
{
	(void)number;
	put_observation(message, "");
}

static void put_long_observation(struct buf *message, unsigned number)
{
	char text[512];

	(void)number;
	put_observation(message, escaped(text, 32));
}

static void put_denied(struct buf *message, unsigned number)
{
	char place[16];

	snprintf(place, sizeof(place), "%u", number);
	put_observation(message, place);
	buf_u8(message, 'D');
	buf_u32(message, 300 + number); /* begin puts 300 before them */
}

static void put_short_fact(struct buf *message, unsigned number)
{
	char key[32];

	snprintf(key, sizeof(key), "t.many.n%u", number);
	put_fact(message, XF_BOOL, key, "", 1);
}

static void put_long_fact(struct buf *message, unsigned number)
{
	char key[32], text[512];

	snprintf(key, sizeof(key), "t.texts.n%u", number);
	put_fact(message, XF_TEXT, key, escaped(text, 64), 8);
}

/* A text that is cleaned again each time: kept once, and yet it was in the arena. */
static void put_repeated_fact(struct buf *message, unsigned number)
{
	char text[512];

	(void)number;
	put_fact(message, XF_TEXT, "t.text", escaped(text, 64), 255);
}

static void put_item(struct buf *message, unsigned number)
{
	char text[32];

	snprintf(text, sizeof(text), "%u", number);
	put_fact(message, XF_LIST, "t.names", text, 1);
}

static const struct kind kinds[] = {
	{ "short observations", put_short_observation, 130700, false },
	{ "long observations", put_long_observation, 130700, true },
	{ "denied places", put_denied, 130000, false },
	{ "short facts", put_short_fact, 131072, false },
	{ "long facts", put_long_fact, 0, true },
	{ "one fact, again and again", put_repeated_fact, 0, false },
	{ "items", put_item, 4096, false },
};

/* A message as long as allowed. */
static void fill(struct buf *message, const struct kind *kind)
{
	buf_u8(message, 'B');
	buf_u32(message, 0);
	buf_u32(message, 0);
	for (unsigned i = 0; i < 300; i++)
		put_observation(message, "");
	for (unsigned i = 0; (!kind->most || i < kind->most) && message->size < XF_MESSAGE_CAP - 4096; i++)
		kind->put(message, i);
	put_fact(message, XF_COUNT, "t.count", "", 1);
	buf_u8(message, 'E');
	buf_str(message, "");
	buf_u8(message, XF_GATE_UNKNOWN);
	uint32_t size = (uint32_t)(message->size - XF_MESSAGE_HEAD);

	assert_false(message->failed);
	memcpy(message->bytes + XF_MESSAGE_HEAD - sizeof(size), &size, sizeof(size));
}

static void try(const struct kind *kind, size_t kept_before, bool nothing)
{
	struct loaded_plugin loaded = { .plugin = &plugin };
	struct registry registry = { .loaded = &loaded, .count = 1 };
	struct report report = { .arena = arena_new(), .host = "", .kept = kept_before };
	struct plugin_result result;
	struct buf message = { 0 };

	facts_init(&report.facts, report.arena);
	facts_init(&report.moving, report.arena);
	fill(&message, kind);
	struct cursor cursor = { message.bytes, message.bytes + message.size, false };
	size_t before = allocated();

	assert_int_equal(probe_wire_read(&cursor, &registry, &report, &result), 0);
	size_t grown = allocated() - before;
	bool refused = strstr(result.detail, "nothing of it is kept") != NULL;
	bool shortened = strstr(result.detail, "what it said of single devices is left out") != NULL;

	printf("%s: %zu bytes of message, %zu kept, %zu counted: %s\n", kind->name, message.size, grown,
	       report.kept - kept_before, *result.detail ? result.detail : result.status);
	assert_ptr_equal(cursor.at, message.bytes + message.size);
	assert_int_equal(refused, nothing);
	assert_int_equal(shortened, !nothing && (kind->too_much || kept_before));
	assert_true(grown <= report.kept - kept_before + (64 << 10)); /* the arena's last block */
	assert_int_equal(facts_find(&report.facts, "t.count") != NULL, !refused);
	assert_true(!refused || !report.facts.count);
	assert_true(!shortened || report.facts.count == 1);
	assert_true((refused || shortened) == !strcmp(result.status, "broken"));
	assert_true(report.kept <= XF_KEPT_OF_ALL_CAP && report.kept - kept_before <= XF_KEPT_CAP);
	buf_free(&message);
	arena_free(report.arena);
}

static void test_no_more_is_kept_than_was_counted(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		try(&kinds[i], 0, false);
}

/* All but a little was taken by others. */
static void test_what_others_left(void **state)
{
	(void)state;
	try(&kinds[3], XF_KEPT_OF_ALL_CAP - (20 << 20), false);
	try(&kinds[5], XF_KEPT_OF_ALL_CAP - (20 << 20), true);
}

static void look_at_many(struct xf_probe *probe)
{
	const struct xf_obs *seen = xf_read(probe, "/many");

	for (unsigned i = 0; i < 400000; i++)
		xf_say_bool(probe, seen, true, "t.many.n%u", i);
	xf_say_count(probe, seen, 400000, "t.count");
}

/* The plugin's side: a message that single devices have filled up has room for the counts, which come last. */
static void test_counts_come_last(void **state)
{
	static const char *const reads_many[] = { "/many", NULL };
	static const struct fake_place places[] = { { "/many", XF_SEEN, "x", 0 }, { NULL, XF_ABSENT, NULL, 0 } };
	const struct xf_plugin many = { .name = "t", .facts = facts, .reads = reads_many, .look = look_at_many };
	struct loaded_plugin loaded = { .plugin = &many };
	struct registry registry = { .loaded = &loaded, .count = 1 };
	struct fake fake = { .places = places };
	struct report report = { .arena = arena_new(), .host = "" };
	struct observations observations = { .arena = report.arena, .machine = fake_open(&fake) };
	struct plugin_result result;
	struct buf message = { 0 };

	(void)state;
	facts_init(&report.facts, report.arena);
	facts_init(&report.moving, report.arena);
	probe_wire_run(&observations, &loaded, 0, &message);
	struct cursor cursor = { message.bytes, message.bytes + message.size, false };

	assert_int_equal(probe_wire_read(&cursor, &registry, &report, &result), 0);
	assert_string_equal(result.status, "broken");
	assert_non_null(strstr(result.detail, "it said more than a message holds"));
	assert_non_null(facts_find(&report.facts, "t.count"));
	assert_int_equal(facts_find(&report.facts, "t.count")->count, 400000);
	buf_free(&message);
	machine_close(observations.machine);
	arena_free(report.arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_more_is_kept_than_was_counted), cmocka_unit_test(test_what_others_left),
		cmocka_unit_test(test_counts_come_last),
	};

	return cmocka_run_group_tests_name("kept", tests, NULL, NULL);
}
