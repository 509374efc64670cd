/* SPDX-License-Identifier: MIT */
/*
 * Problems. A row of the spectrum may be `mixed` because of one device, so those who look for emulated devices need the
 * devices, not the row. Words never change their meaning: fleets are selected by them.
 */
#include "facts/rules/problem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/util/parse.h"
#include "facts/rules/advice.h"

/* A search in progress, for one kind at a time. */
struct problem_search {
	const struct report *report;
	const struct problem_kind *kind;
	struct problem *found;
	size_t count;
};

static bool has(const struct problem_search *search, const char *name)
{
	for (size_t i = 0; i < search->count; i++)
		if (!strcmp(search->found[i].name, name))
			return true;
	return false;
}

/* Adds a problem; `advised` is the subject by which its advice is looked up. */
static void add_advised(struct problem_search *search, const char *row, const char *subject, const char *advised)
{
	struct arena *arena = search->report->arena;
	const char *word = search->kind->word, *name = *subject ? arena_fmt(arena, "%s:%s", word, subject) : word;
	struct problem *grown = has(search, name) ? NULL :
		arena_grow(arena, search->found, search->count, sizeof(*grown));

	if (!grown)
		return; /* if memory ran out, the arena remembers */
	search->found = grown;
	grown[search->count++] = (struct problem){ search->kind, subject, row, name,
		rules_advice(search->report, word, advised) };
}

static void add(struct problem_search *search, const char *row, const char *subject)
{
	add_advised(search, row, subject, subject);
}

static bool is(const struct problem_search *search, const char *verdict, const char *value)
{
	const struct verdict *found = facts_verdict(&search->report->verdicts, verdict);

	return found && !strcmp(found->value, value);
}

static uint64_t count_of(const struct problem_search *search, const char *key)
{
	const struct fact *fact = facts_find(&search->report->facts, key);

	return fact && !fact->unknown ? fact->count : 0;
}

/* ---- devices ---- */

/* Is the fact the kind of a device below the prefix, and emulated? */
static bool is_emulated_device(const struct fact *fact, const char *prefix)
{
	size_t length = strlen(fact->key), kind = strlen(".kind");

	return !strncmp(fact->key, prefix, strlen(prefix)) && length > kind && !fact->unknown &&
	       !strcmp(fact->key + length - kind, ".kind") && !strcmp(fact->text, "emulated");
}

/* The name of a device, of which `kind` is a fact; "" if it is not known. */
static const char *name_of(const struct problem_search *search, const char *kind)
{
	const struct report *report = search->report;
	const char *key = arena_fmt(report->arena, "%.*s.name", (int)(strrchr(kind, '.') - kind), kind);
	const struct fact *name = facts_find(&report->facts, key);

	return name && !name->unknown ? name->text : "";
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/*
 * Only in a domU: in dom0, what looks emulated belongs to the host. Facts may not be in the order of their keys yet, so
 * that the first devices must be found by sorting.
 */
static void find_devices(struct problem_search *search, const char *row, const char *emulated, const char *prefix)
{
	const struct facts *facts = &search->report->facts;
	size_t count = 0, before = search->count;

	if (!count_of(search, emulated) || !is(search, "domain", "domU"))
		return;
	const char **keys = arena_alloc(search->report->arena, facts->count * sizeof(*keys));

	if (!keys)
		return;
	for (size_t i = 0; i < facts->count; i++)
		if (is_emulated_device(&facts->list[i], prefix))
			keys[count++] = facts->list[i].key;
	qsort(keys, count, sizeof(*keys), by_text);
	for (size_t i = 0; i < count && i < XF_SUBJECTS_CAP; i++)
		if (*name_of(search, keys[i]))
			add(search, row, name_of(search, keys[i]));
	if (search->count == before)
		add(search, row, "");
}

static void find_disks(struct problem_search *search)
{
	find_devices(search, "disk", "block.emulated", "block.disks.");
}

static void find_interfaces(struct problem_search *search)
{
	find_devices(search, "network", "net.emulated", "net.interfaces.");
}

/*
 * In an HVM container xen-blkfront leaves CD drives to the emulated controller (drivers/block/xen-blkfront.c,
 * blkfront_probe): if it serves other vbds, one without a driver is not a problem there.
 */
static void find_unbound(struct problem_search *search)
{
	bool pv = is(search, "spectrum.privileged", "paravirtual");

	if (count_of(search, "block.unbound") && (pv || !count_of(search, "block.frontends")))
		add(search, "disk", "vbd");
	if (count_of(search, "net.unbound"))
		add(search, "network", "vif");
}

/* ---- rows of the spectrum ---- */

static void find_interrupts(struct problem_search *search)
{
	if (is(search, "spectrum.interrupts", "emulated"))
		add(search, "interrupts", "");
}

static void find_timers(struct problem_search *search)
{
	if (is(search, "spectrum.timers", "emulated"))
		add(search, "timers", "");
}

static void find_board(struct problem_search *search)
{
	if (is(search, "spectrum.motherboard", "emulated"))
		add(search, "motherboard", "");
}

static void find_pv(struct problem_search *search)
{
	if (is(search, "mode", "pv") && is(search, "domain", "domU"))
		add(search, "privileged", "");
}

/* ---- verdicts and the run ---- */

static void find_verdicts(struct problem_search *search, const char *value)
{
	const struct verdicts *verdicts = &search->report->verdicts;

	for (size_t i = 0; i < verdicts->count; i++) {
		const struct verdict *verdict = &verdicts->list[i];
		const char *key = verdict->set->def->key, *name = facts_short_key(key);

		if (!strcmp(verdict->value, value))
			add_advised(search, name == key ? "" : name, name, verdict->denied ? "denied" : "");
	}
}

static void find_conflicts(struct problem_search *search)
{
	find_verdicts(search, "conflict");
}

/* If nobody knows whether Xen is present, nothing else can be known either. */
static void find_undecided(struct problem_search *search)
{
	if (is(search, "present", "unknown"))
		add_advised(search, "", "present",
		            facts_verdict(&search->report->verdicts, "present")->denied ? "denied" : "");
	else
		find_verdicts(search, "unknown");
}

static void find_denied(struct problem_search *search)
{
	if (search->report->denied_count)
		add(search, "", "");
}

static void find_failed(struct problem_search *search)
{
	for (size_t i = 0; i < search->report->plugin_count; i++) {
		const struct plugin_status *plugin = &search->report->plugins[i];

		if (strcmp(plugin->status, "ok"))
			add(search, "", parse_is_name(plugin->name) ? plugin->name : "unnamed");
	}
}

static const struct problem_kind kinds[] = {
	{ "disk_emulated", XF_WARNING, "spectrum.disk domain", "A disk of this domU is emulated in software.",
	  find_disks },
	{ "network_emulated", XF_WARNING, "spectrum.network domain",
	  "A network interface of this domU is emulated in software.", find_interfaces },
	{ "frontend_unbound", XF_WARNING, "block.unbound net.unbound",
	  "Xen offers vbds or vifs that no driver is bound to.", find_unbound },
	{ "interrupts_emulated", XF_WARNING, "spectrum.interrupts",
	  "Interrupts arrive through an emulated controller.", find_interrupts },
	{ "timers_emulated", XF_WARNING, "spectrum.timers", "Ticks and time come from emulated timers.", find_timers },
	{ "conflict", XF_WARNING, "", "Evidence for a verdict contradicts itself.", find_conflicts },
	{ "plugin_failed", XF_WARNING, "", "A plugin failed or was refused, so its facts are missing.", find_failed },
	{ "pv_only", XF_INFO, "mode domain", "A domU that runs as PV, without hardware virtualization.", find_pv },
	{ "undecided", XF_INFO, "", "The evidence does not decide a verdict.", find_undecided },
	{ "not_root", XF_INFO, "", "Places could not be read for lack of permission.", find_denied },
	{ "board_emulated", XF_HINT, "spectrum.motherboard", "The motherboard is emulated, which PVH does without.",
	  find_board },
};

const struct problem_kind *rules_problem_kinds(size_t *count)
{
	*count = sizeof(kinds) / sizeof(kinds[0]);
	return kinds;
}

const struct problem_kind *rules_problem_kind(const char *name)
{
	size_t length = strcspn(name, ":");

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (kinds[i].severity != XF_HINT && strlen(kinds[i].word) == length &&
		    !strncasecmp(kinds[i].word, name, length))
			return &kinds[i];
	return NULL;
}

const char *rules_severity_word(enum severity severity)
{
	static const char *const words[] = { "hint", "info", "warning" };

	return words[severity];
}

size_t rules_problems(const struct report *report, const struct problem **problems)
{
	struct problem_search search = { .report = report };

	if (report->problems) {
		*problems = report->problems;
		return report->problem_count;
	}
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		search.kind = &kinds[i];
		kinds[i].find(&search);
	}
	*problems = search.found;
	return search.count;
}

/* Is each of these facts and verdicts known? Without Xen, what is missing is no. */
static bool is_decided(const struct report *report, const char *keys)
{
	const struct verdict *present = facts_verdict(&report->verdicts, "present");
	bool without = present && !strcmp(present->value, "false");
	char key[64];

	for (size_t length; *keys; keys += length + (keys[length] == ' ')) {
		length = strcspn(keys, " ");
		snprintf(key, sizeof(key), "%.*s", (int)length, keys);
		const struct fact *fact = facts_find(&report->facts, key);

		if (fact ? fact->unknown != NULL : !without)
			return false;
	}
	return true;
}

const char *rules_row_advice(const struct problem *problems, size_t count, const char *row)
{
	for (size_t i = 0; i < count; i++) {
		const char *about = *problems[i].row ? problems[i].row : problems[i].subject;

		if (!strcmp(about, row) && *problems[i].advice)
			return problems[i].advice;
	}
	return "";
}

enum problem_answer rules_has_problem(const struct report *report, const struct problem *problems, size_t count,
                                      const char *name)
{
	const struct problem_kind *kind = rules_problem_kind(name);
	size_t known = 0;

	for (size_t i = 0; i < count; i++) {
		if (problems[i].kind->severity == XF_HINT)
			continue;
		if (!strcasecmp(problems[i].name, name) || !strcasecmp(problems[i].kind->word, name))
			return XF_PROBLEM_YES;
		known += problems[i].kind == kind;
	}
	return known >= XF_SUBJECTS_CAP || (kind && !is_decided(report, kind->needs)) ? XF_PROBLEM_UNKNOWN :
		XF_PROBLEM_NO;
}
