/* SPDX-License-Identifier: MIT */
/*
 * Real guests of which one entry at a time is spoilt in every way. No plugin may be called broken, as it is not
 * the plugin that is. A fact that rested and rests on other places must stay what it was, or, where the spoilt
 * place led the same plugin to it (a disk's name to its state), become unknown; never may it become
 * something else. That is judged by the looks behind each fact, so it is also a test that evidence is complete.
 */
#include "tests/guests/load.h"
#include "tests/guests/unlikely.h"

#include <errno.h>

#include "core/machine/guest.h"
#include "facts/rules/rules.h"

#define GUEST_CAP (1u << 20)
#define MANY 1000

/* A guest as it was recorded, and what it says. */
struct original {
	const struct guests *guests;
	struct arena *arena;
	struct guest_manifest manifest;
	struct report report;
	char *line;  /* without an end in sight */
	size_t size; /* of it */
};

/* One way to spoil an entry; false when it does not apply to that kind. */
typedef bool spoil_fn(const struct original *original, struct guest_entry *entry);

static bool has_content(const struct guest_entry *entry)
{
	return entry->kind == XF_ENTRY_FILE || (entry->kind == XF_ENTRY_LOG && entry->outcome == XF_SEEN);
}

static bool set_content(struct guest_entry *entry, const char *data, size_t size)
{
	entry->data = data;
	entry->size = size;
	return has_content(entry);
}

static bool make_empty(const struct original *original, struct guest_entry *entry)
{
	(void)original;
	if (entry->kind != XF_ENTRY_DIR)
		return set_content(entry, "", 0);
	entry->count = 0;
	return true;
}

static bool make_nul(const struct original *original, struct guest_entry *entry)
{
	(void)original;
	return set_content(entry, "", 1);
}

static bool make_rubbish(const struct original *original, struct guest_entry *entry)
{
	static const char rubbish[] = "\x7f" "ELF\xff\xfe\x01 \x1b[2J\n: :\n=\xe2\x80\xae\n\xc0\x80" "0x-1 "
	                              "99999999999999999999";
	static const char *const names[] = { "\x01\xff", " ", "...", "A=b" };

	if (entry->kind == XF_ENTRY_CPUID)
		memset(entry->reg, 0xff, sizeof(entry->reg));
	if (entry->kind == XF_ENTRY_DIR) {
		entry->names = arena_alloc(original->arena, sizeof(names));
		for (entry->count = 0; entry->count < 4; entry->count++)
			entry->names[entry->count] = (char *)(uintptr_t)names[entry->count];
	}
	if (entry->kind != XF_ENTRY_LINK)
		return set_content(entry, rubbish, sizeof(rubbish) - 1) || entry->kind != XF_ENTRY_OUTCOME;
	entry->data = "\x1b[2J/\xff/../..//";
	entry->size = strlen(entry->data);
	return true;
}

static bool make_huge(const struct original *original, struct guest_entry *entry)
{
	return set_content(entry, original->line, original->size);
}

/* Words and lines without end, where one was expected. */
static bool make_many(const struct original *original, struct guest_entry *entry)
{
	static const char many[] = " 1 a:b\t2=\n3 : 4,5\n\n";
	char *data = arena_alloc(original->arena, sizeof(many) * MANY);

	for (size_t i = 0; i < MANY; i++)
		memcpy(data + i * (sizeof(many) - 1), many, sizeof(many) - 1);
	return set_content(entry, data, (sizeof(many) - 1) * MANY);
}

static bool make_outcome(struct guest_entry *entry, enum xf_outcome outcome)
{
	if (entry->kind == XF_ENTRY_CPUID)
		return false;
	if (entry->kind == XF_ENTRY_LOG) {
		*entry = (struct guest_entry){ .kind = XF_ENTRY_LOG, .outcome = outcome, .data = "" };
		return outcome == XF_DENIED;
	}
	*entry = (struct guest_entry){ .kind = XF_ENTRY_OUTCOME, .outcome = outcome, .path = entry->path,
		.error = outcome == XF_FAILED ? EIO : 0 };
	return true;
}

static bool make_denied(const struct original *original, struct guest_entry *entry)
{
	(void)original;
	return make_outcome(entry, XF_DENIED);
}

static bool make_malformed(const struct original *original, struct guest_entry *entry)
{
	(void)original;
	return make_outcome(entry, XF_MALFORMED);
}

static bool make_failed(const struct original *original, struct guest_entry *entry)
{
	(void)original;
	return make_outcome(entry, XF_FAILED);
}

static bool make_absent(const struct original *original, struct guest_entry *entry)
{
	(void)original;
	return make_outcome(entry, XF_ABSENT);
}

/* A comment is all that is left: the place was not recorded. */
static bool make_unrecorded(const struct original *original, struct guest_entry *entry)
{
	(void)original;
	*entry = (struct guest_entry){ .kind = XF_ENTRY_FILE };
	return true;
}

static const struct {
	const char *name;
	spoil_fn *spoil;
} ways[] = {
	{ "empty", make_empty }, { "a NUL", make_nul }, { "rubbish", make_rubbish }, { "a huge line", make_huge },
	{ "many words", make_many }, { "denied", make_denied }, { "malformed", make_malformed },
	{ "failed", make_failed }, { "absent", make_absent }, { "not recorded", make_unrecorded },
};

/* Writes the guest with one other entry in place of its i-th. */
static void write_guest(const struct original *original, size_t i, const struct guest_entry *other)
{
	FILE *file = fopen("spoilt.guest", "w");

	assert_non_null(file);
	assert_int_equal(machine_manifest_write_head(file, ""), 0);
	for (size_t j = 0; j < original->manifest.count; j++) {
		const struct guest_entry *entry = i == j ? other : &original->manifest.entries[j];

		if (entry->path || entry->kind >= XF_ENTRY_CPUID)
			assert_int_equal(machine_manifest_write(file, entry), 0);
	}
	assert_int_equal(fclose(file), 0);
}

/* Is that look a look at the entry's very place? */
static bool is_at(const struct guest_entry *entry, const struct observation *obs)
{
	if (entry->kind == XF_ENTRY_LOG)
		return !strcmp(obs->where, "kernel log");
	if (entry->kind == XF_ENTRY_CPUID)
		return !strncmp(obs->where, "CPUID", 5);
	return !strcmp(obs->where, entry->path);
}

/* Or at what is below it, or at a folder above? */
static bool is_near(const struct guest_entry *entry, const struct observation *obs)
{
	if (!entry->path || is_at(entry, obs))
		return is_at(entry, obs);
	size_t path = strlen(entry->path), where = strlen(obs->where), least = path < where ? path : where;

	return !strncmp(entry->path, obs->where, least) &&
	       (path < where ? obs->where[path] : entry->path[where]) == '/';
}

static bool rests_on(const struct fact *fact, const struct guest_entry *entry,
                     bool (*is)(const struct guest_entry *entry, const struct observation *obs))
{
	for (size_t i = 0; fact && i < fact->observation_count; i++)
		if (is(entry, fact->observations[i]))
			return true;
	return false;
}

/* Has a plugin said anything at all because of that place? */
static bool leads(const struct original *original, const struct guest_entry *entry, const char *plugin)
{
	for (size_t i = 0; i < original->report.facts.count; i++) {
		const struct fact *fact = &original->report.facts.list[i];

		for (size_t j = 0; j < fact->observation_count; j++)
			if (!strcmp(fact->observations[j]->plugin, plugin) && is_near(entry, fact->observations[j]))
				return true;
	}
	return false;
}

/* May a fact have changed as it did, without resting on the place? */
static bool may_change(const struct original *original, const struct guest_entry *entry,
                       const struct fact *before, const struct fact *after)
{
	bool known = !before->unknown && after && !after->unknown;
	/* Where these say that there is no Xen, a plugin has nothing to say (plugins/lib/leaves.h, xf_without_xen). */
	bool everybodys = entry->kind == XF_ENTRY_CPUID ||
	                  (entry->path && !strcmp(entry->path, "/sys/hypervisor/type"));

	return !known && before->observation_count &&
	       (everybodys || leads(original, entry, before->observations[0]->plugin));
}

/* Only what plugins said: verdicts and what follows from them have other tests. */
static bool is_plugins(const struct fact *fact)
{
	return !facts_model_def(&rules_model, fact->key) && strncmp(fact->key, "unknown.", 8);
}

static size_t count_lost(const struct original *original, const struct guest_entry *entry, const char *way,
                         const struct report *now)
{
	size_t lost = 0;

	for (size_t i = 0; i < original->report.facts.count; i++) {
		const struct fact *fact = &original->report.facts.list[i];
		const struct fact *found = facts_find(&now->facts, fact->key);
		const char *before = fact->unknown ? fact->unknown : facts_text(now->arena, fact);
		const char *after = found && found->unknown ? found->unknown : facts_text(now->arena, found);

		if (!is_plugins(fact) || !strcmp(before, after) || rests_on(fact, entry, is_near) ||
		    rests_on(found, entry, is_at) || may_change(original, entry, fact, found))
			continue;
		print_error("%s, %s: %s was %s and is %s\n", entry->path ? entry->path : "log or CPUID", way, fact->key,
		            before, found ? after : "gone");
		lost++;
	}
	for (size_t i = 0; i < now->plugin_count; i++)
		if (strcmp(now->plugins[i].status, "ok")) {
			print_error("%s, %s: plugin %s is %s: %s\n", entry->path ? entry->path : "log or CPUID", way,
			            now->plugins[i].name, now->plugins[i].status, now->plugins[i].detail);
			lost++;
		}
	return lost;
}

/* Runs the guest with its i-th entry spoilt; how many facts that should not did change. */
static size_t try(const struct original *original, size_t i, size_t way)
{
	struct run_options options = { .registry = &original->guests->registry, .in_process = true };
	struct guest_entry entry = original->manifest.entries[i];
	struct arena *arena = arena_new();
	struct report report;
	char *wrong = NULL;
	size_t lost = 0;

	if (ways[way].spoil(original, &entry)) {
		write_guest(original, i, &entry);
		int error = machine_manifest("spoilt.guest", &options.machine, &wrong);

		/* Not every mix can be written: a link whose folder is recorded too cannot become another kind. */
		if (error && !strstr(wrong, "one entry of this kind"))
			fail_msg("%s", wrong);
		if (!error) {
			assert_int_equal(probe_run(arena, &options, &report), 0);
			lost = count_lost(original, &original->manifest.entries[i], ways[way].name, &report);
			if (unlikely(&report))
				print_error("%s: %s\n", ways[way].name, unlikely(&report));
			lost += unlikely(&report) != NULL;
		}
		free(wrong);
		machine_close(options.machine);
	}
	arena_free(arena);
	return lost;
}

static void parse(struct original *original, const char *name)
{
	char path[4096], *text = malloc(GUEST_CAP);
	const char *wrong;

	snprintf(path, sizeof(path), "%s/tests/guests/%s.guest", env("XF_SOURCE_DIR"), name);
	FILE *file = fopen(path, "r");

	assert_non_null(file);
	size_t size = fread(text, 1, GUEST_CAP, file);

	fclose(file);
	assert_int_equal(machine_manifest_parse(original->arena, name, text, size, &original->manifest, &wrong), 0);
	free(text);
}

static void spoil_guest(const struct guests *guests, const char *name, size_t size)
{
	struct original original = { .guests = guests, .arena = arena_new(), .line = malloc(size), .size = size };
	size_t lost = 0;

	memset(original.line, '7', size);
	parse(&original, name);
	run_guest(guests, name, original.arena, &original.report);
	for (size_t i = 0; i < original.manifest.count; i += XF_TEST_EVERY)
		for (size_t way = 0; way < sizeof(ways) / sizeof(ways[0]); way++)
			lost += try(&original, i, way);
	assert_int_equal(lost, 0);
	free(original.line);
	arena_free(original.arena);
}

static void test_pvhvm(void **state)
{
	spoil_guest(*state, "xen4.17-pvhvm-linux6.1", 1 << 20);
}

static void test_dom0(void **state)
{
	spoil_guest(*state, "xen4.17-dom0-pv-linux6.1", 1 << 14);
}

static void test_hvm(void **state)
{
	spoil_guest(*state, "xen4.17-hvm-linux6.1", 1 << 14);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pvhvm), cmocka_unit_test(test_dom0), cmocka_unit_test(test_hvm),
	};

	return cmocka_run_group_tests_name("bad input", tests, load_guests, free_guests);
}
