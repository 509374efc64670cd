/* SPDX-License-Identifier: MIT */
/*
 * Problems. A row of the spectrum may be `mixed` because of one device, so those who look for emulated devices need the
 * devices, not the row. Words never change their meaning: fleets are selected by them.
 */
#include "facts/rules/problem.h"

#include <string.h>

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

static void add(struct problem_search *search, const char *row, const char *subject)
{
	struct arena *arena = search->report->arena;
	const char *word = search->kind->word, *name = *subject ? arena_fmt(arena, "%s:%s", word, subject) : word;
	struct problem *grown = has(search, name) ? NULL :
		arena_grow(arena, search->found, search->count, sizeof(*grown));

	if (!grown)
		return; /* if memory ran out, the arena remembers */
	search->found = grown;
	grown[search->count++] = (struct problem){ search->kind, subject, row, name,
		rules_advice(search->report, word, subject) };
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

/* The name of an emulated device if the fact is its kind, else NULL. */
static const char *emulated_device(const struct problem_search *search, const struct fact *fact, const char *prefix)
{
	size_t length = strlen(fact->key), kind = strlen(".kind");

	if (strncmp(fact->key, prefix, strlen(prefix)) || length < kind || fact->unknown ||
	    strcmp(fact->key + length - kind, ".kind") || strcmp(fact->text, "emulated"))
		return NULL;
	const struct fact *name = facts_find(&search->report->facts, arena_fmt(search->report->arena, "%.*s.name",
	                                                                       (int)(length - kind), fact->key));

	return name && !name->unknown ? name->text : NULL;
}

/* In dom0, what looks emulated belongs to the host. */
static void find_devices(struct problem_search *search, const char *row, const char *emulated, const char *prefix)
{
	const struct facts *facts = &search->report->facts;
	size_t before = search->count;

	if (!count_of(search, emulated) || is(search, "domain", "dom0") || !is(search, "present", "true"))
		return;
	for (size_t i = 0; i < facts->count && search->count - before < XF_SUBJECTS_CAP; i++) {
		const char *name = emulated_device(search, &facts->list[i], prefix);

		if (name)
			add(search, row, name);
	}
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

static void find_unbound(struct problem_search *search)
{
	if (count_of(search, "block.unbound"))
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
		const char *key = verdicts->list[i].set->def->key, *name = facts_short_key(key);

		if (!strcmp(verdicts->list[i].value, value))
			add(search, name == key ? "" : name, name);
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
		add(search, "", "present");
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
	{ "disk_emulated", XF_WARNING, "spectrum.disk", "A disk of this domU is emulated in software.", find_disks },
	{ "network_emulated", XF_WARNING, "spectrum.network",
	  "A network interface of this domU is emulated in software.", find_interfaces },
	{ "frontend_unbound", XF_WARNING, "present", "Xen offers vbds or vifs that no driver is bound to.",
	  find_unbound },
	{ "interrupts_emulated", XF_WARNING, "spectrum.interrupts", "Interrupts arrive by an emulated controller.",
	  find_interrupts },
	{ "timers_emulated", XF_WARNING, "spectrum.timers", "Ticks and time come from emulated timers.", find_timers },
	{ "conflict", XF_WARNING, "", "Evidence for a verdict contradicts itself.", find_conflicts },
	{ "plugin_failed", XF_WARNING, "", "A plugin failed or was refused, so its facts are missing.", find_failed },
	{ "pv_only", XF_INFO, "mode", "A domU that runs as PV, without hardware virtualization.", find_pv },
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

const char *rules_severity_word(enum severity severity)
{
	static const char *const words[] = { "hint", "info", "warning" };

	return words[severity];
}

size_t rules_problems(const struct report *report, const struct problem **problems)
{
	struct problem_search search = { .report = report };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		search.kind = &kinds[i];
		kinds[i].find(&search);
	}
	*problems = search.found;
	return search.count;
}

const char *rules_row_advice(const struct problem *problems, size_t count, const char *row)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(problems[i].row, row) && *problems[i].advice)
			return problems[i].advice;
	return "";
}
