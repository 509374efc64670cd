/* SPDX-License-Identifier: MIT */
/*
 * From facts to a report: runs the model's rules, then adds what follows from verdicts and from the run itself as
 * ordinary facts, so that every consumer finds one tree with one grammar.
 */
#include "facts/report.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/util/parse.h"

/* The definition (a pattern) for one of the report's own keys. */
static const struct xf_fact_def *def_of(const struct report *report, const char *name)
{
	const struct xf_fact_def *def = report->model->defs;

	while (def->key && strcmp(def->key, name))
		def++;
	return def;
}

const struct xf_fact_def *facts_model_def(const struct model *model, const char *key)
{
	for (size_t i = 0; i < model->rules.count; i++)
		if (!strcmp(model->rules.sets[i]->def->key, key))
			return model->rules.sets[i]->def;
	return facts_def_find(model->defs, key);
}

int facts_report_add(struct report *report, const char *def, const char *key, const char *text)
{
	struct value value = { .text = text };

	return facts_add(&report->facts, def_of(report, def), key, &value, NULL);
}

int facts_report_add_count(struct report *report, const char *key, uint64_t count)
{
	struct value value = { .count = count };

	return facts_add(&report->facts, def_of(report, key), key, &value, NULL);
}

/* "disk" for "spectrum.disk": the name under which a verdict's evidence is listed. */
const char *facts_short_key(const char *key)
{
	const char *dot = strrchr(key, '.');

	return dot ? dot + 1 : key;
}

static int add_evidence(struct report *report, const struct verdict *verdict)
{
	const char *name = facts_short_key(verdict->set->def->key);
	struct arena *arena = report->arena;
	const struct evidence *evidence;
	size_t count = facts_report_evidence(report, verdict->set->def->key, false, &evidence);
	int error = 0;

	for (size_t i = 0; i < count && !error; i++) {
		const char *side = evidence[i].against ? "against" : "for";

		error = facts_report_add(report, arena_fmt(arena, "evidence.*.%s", side),
		                         arena_fmt(arena, "evidence.%s.%s", name, side), evidence[i].brief);
		if (!error)
			error = facts_report_add(report, "evidence.*.rules",
			                         arena_fmt(arena, "evidence.%s.rules", name),
			                         evidence[i].rule);
	}
	return error;
}

/* Mirrors every unknown fact except the verdicts, whose own value says it. */
static int add_unknown(struct report *report)
{
	size_t count = report->facts.count, unknown = 0;
	int error = 0;

	for (size_t i = 0; i < count && !error; i++) {
		const struct fact *fact = &report->facts.list[i];

		if (!fact->unknown || (fact->def->type == XF_WORD && parse_in("unknown", fact->def->values)))
			continue;
		unknown++;
		error = facts_report_add(report, "unknown.*", arena_fmt(report->arena, "unknown.%s", fact->key),
		                         fact->unknown);
	}
	return error ? error : facts_report_add_count(report, "unknown_count", unknown);
}

static int add_plugins(struct report *report)
{
	int error = 0;

	for (size_t i = 0; i < report->plugin_count && !error; i++) {
		const struct plugin_status *plugin = &report->plugins[i];
		const char *name = parse_is_name(plugin->name) ? plugin->name : "unnamed";

		error = facts_report_add(report, "plugins.*.status",
		                         arena_fmt(report->arena, "plugins.%s.status", name),
		                         plugin->status);
		if (!error && *plugin->detail)
			error = facts_report_add(report, "plugins.*.detail",
			                         arena_fmt(report->arena, "plugins.%s.detail", name), plugin->detail);
		if (error == -EEXIST)
			error = 0; /* two refused files whose names cannot be keys */
	}
	return error;
}

/* These are about the machine that plugins ran on, which a replayed guest is not. */
static int add_sandbox(struct report *report)
{
	int error = 0;

	for (size_t i = 0; report->live && report->sandbox && i < XF_SANDBOX_PARTS && !error; i++) {
		const struct sandbox_part *part = &report->sandbox[i];
		const char *key = arena_fmt(report->arena, "sandbox.%s", part->name);
		struct value value = { .text = part->level };
		struct observation *obs = arena_alloc(report->arena, sizeof(*obs));

		if (!obs)
			return -ENOMEM;
		*obs = (struct observation){ "call", part->call, part->says, "", XF_SEEN };
		error = facts_add(&report->facts, def_of(report, key), key, &value, obs);
	}
	return error;
}

static int by_place(const void *a, const void *b)
{
	const struct observation *const *x = a, *const *y = b;

	return strcmp((*x)->where, (*y)->where);
}

static int add_run(struct report *report)
{
	int error = facts_report_add_count(report, "schema", 1);

	if (report->denied_count)
		qsort(report->denied, report->denied_count, sizeof(*report->denied), by_place);
	for (size_t i = 0; i < report->denied_count && i < XF_ITEMS_CAP && !error; i++)
		error = facts_report_add(report, "denied", "denied", report->denied[i]->where);
	if (!error)
		error = facts_report_add_count(report, "denied_count", report->denied_count);
	if (!error)
		error = add_sandbox(report);
	return error ? error : add_plugins(report);
}

int facts_report_make(struct report *report, const struct model *model, const char *without)
{
	report->model = model;
	report->problems = NULL; /* those of facts that may have changed */
	int error = facts_rules_run(&report->facts, &report->verdicts, &model->rules, without);

	if (!error)
		error = add_run(report);
	if (!error)
		error = model->derive(report);
	for (size_t i = 0; i < report->verdicts.count && !error; i++)
		error = add_evidence(report, &report->verdicts.list[i]);
	if (!error)
		error = add_unknown(report);
	facts_seal(&report->facts);
	facts_seal(&report->moving);
	/* Without memory keys come out empty, and collide; report the cause. */
	return arena_failed(report->arena) ? -ENOMEM : error;
}
