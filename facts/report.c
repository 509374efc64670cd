/* SPDX-License-Identifier: MIT */
/*
 * From facts to a report: runs the rules, then adds what follows from verdicts and from the run itself as facts
 * like all others, so that every consumer finds one tree with one grammar.
 */
#include "facts/report.h"

#include <errno.h>
#include <string.h>

#include "facts/compat.h"
#include "facts/rules.h"
#include "core/util/parse.h"

const struct xf_fact_def xf_report_defs[] = {
	{ "schema", XF_COUNT, XF_ACTIVE, NULL, "1.0", "Major version of this vocabulary." },
	{ "present", XF_BOOL, XF_ACTIVE, NULL, "1.0", "Xen is the hypervisor below this kernel." },
	{ "mode", XF_WORD, XF_ACTIVE, XF_MODE_WORDS, "1.0",
	  "The mode that this guest is really in; none without Xen." },
	{ "domain", XF_WORD, XF_ACTIVE, XF_DOMAIN_WORDS, "1.0",
	  "Which kind of Xen domain this is; none without Xen." },
	{ "spectrum.*", XF_WORD, XF_ACTIVE,
	  XF_CELL_WORDS, "1.0",
	  "What serves one subsystem: disk, network, interrupts, timers, motherboard, privileged." },
	{ "label", XF_TEXT, XF_ACTIVE, NULL, "1.0", "The mode as people write it." },
	{ "compat.*.*", XF_TEXT, XF_ACTIVE, NULL, "1.0",
	  "What facter, ansible, salt and systemd should say here, in their own words." },
	{ "evidence.*.for", XF_LIST, XF_ACTIVE, NULL, "1.0", "Facts behind the rules that stand for a verdict." },
	{ "evidence.*.against", XF_LIST, XF_ACTIVE, NULL, "1.0", "Facts behind the rules that stand against it." },
	{ "evidence.*.rules", XF_LIST, XF_ACTIVE, NULL, "1.0", "Names of the rules that stand." },
	{ "unknown.*", XF_TEXT, XF_ACTIVE, NULL, "1.0",
	  "Why a fact is unknown; below this key stands the fact's own." },
	{ "unknown_count", XF_COUNT, XF_ACTIVE, NULL, "1.0", "How many facts are unknown." },
	{ "denied", XF_LIST, XF_ACTIVE, NULL, "1.0", "Places that permission refused." },
	{ "denied_count", XF_COUNT, XF_ACTIVE, NULL, "1.0", "How many places permission refused." },
	{ "error", XF_TEXT, XF_ACTIVE, NULL, "1.0",
	  "Why there is no report at all, and what to do; only in what Ansible, Facter and Salt read." },
	{ "plugins.*.status", XF_WORD, XF_ACTIVE, "ok crashed timed_out broken refused", "1.0",
	  "How a plugin fared." },
	{ "plugins.*.detail", XF_TEXT, XF_ACTIVE, NULL, "1.0", "What is wrong with a plugin that is not ok." },
	{ NULL, 0, 0, NULL, NULL, NULL },
};

/* The entry of the table above under which a key of ours falls. */
static const struct xf_fact_def *def_of(const char *name)
{
	const struct xf_fact_def *def = xf_report_defs;

	while (def->key && strcmp(def->key, name))
		def++;
	return def;
}

static int add_text(struct xf_report *report, const char *def, const char *key, const char *text)
{
	struct xf_value value = { .text = text };

	return xf_facts_add(&report->facts, def_of(def), key, &value, NULL);
}

static int add_count(struct xf_report *report, const char *key, uint64_t count)
{
	struct xf_value value = { .count = count };

	return xf_facts_add(&report->facts, def_of(key), key, &value, NULL);
}

const char *xf_report_label(const struct xf_report *report)
{
	static const char *const labels[][2] = {
		{ "none", "no Xen" }, { "pv", "PV" }, { "hvm", "HVM" }, { "hvm_pv_drivers", "HVM with PV drivers" },
		{ "pvhvm", "PVHVM" }, { "pvh", "PVH" }, { "conflict", "conflicting" },
	};
	const struct xf_verdict *mode = xf_verdict_find(&report->verdicts, "mode");

	for (size_t i = 0; mode && i < sizeof(labels) / sizeof(labels[0]); i++)
		if (!strcmp(mode->value, labels[i][0]))
			return labels[i][1];
	return "unknown";
}

static int add_compat(struct xf_report *report)
{
	const struct xf_compat *compat;
	int error = 0;

	for (size_t i = 0; !error && (compat = xf_compat_next(report, &i)); i++)
		error = add_text(report, "compat.*.*", compat->key, compat->value);
	return error;
}

/* "disk" of "spectrum.disk": the name under which a verdict's evidence stands. */
const char *xf_report_short(const char *key)
{
	const char *dot = strrchr(key, '.');

	return dot ? dot + 1 : key;
}

static int add_evidence(struct xf_report *report, const struct xf_verdict *verdict)
{
	const char *name = xf_report_short(verdict->set->def->key);
	struct xf_arena *arena = report->arena;
	const struct xf_evidence *evidence;
	size_t count = xf_report_evidence(report, verdict->set->def->key, false, &evidence);
	int error = 0;

	for (size_t i = 0; i < count && !error; i++) {
		const char *side = evidence[i].against ? "against" : "for";

		error = add_text(report, xf_fmt(arena, "evidence.*.%s", side),
		                 xf_fmt(arena, "evidence.%s.%s", name, side), evidence[i].brief);
		if (!error)
			error = add_text(report, "evidence.*.rules", xf_fmt(arena, "evidence.%s.rules", name),
			                 evidence[i].rule);
	}
	return error;
}

/* Mirrors every unknown fact but the verdicts, whose own value says so. */
static int add_unknown(struct xf_report *report)
{
	size_t count = report->facts.count, unknown = 0;
	int error = 0;

	for (size_t i = 0; i < count && !error; i++) {
		const struct xf_fact *fact = &report->facts.list[i];

		if (!fact->unknown || (fact->def->type == XF_WORD && xf_parse_in("unknown", fact->def->values)))
			continue;
		unknown++;
		error = add_text(report, "unknown.*", xf_fmt(report->arena, "unknown.%s", fact->key), fact->unknown);
	}
	return error ? error : add_count(report, "unknown_count", unknown);
}

static int add_plugins(struct xf_report *report)
{
	int error = 0;

	for (size_t i = 0; i < report->plugin_count && !error; i++) {
		const struct xf_plugin_status *plugin = &report->plugins[i];
		const char *name = xf_parse_is_name(plugin->name) ? plugin->name : "unnamed";

		error = add_text(report, "plugins.*.status", xf_fmt(report->arena, "plugins.%s.status", name),
		                 plugin->status);
		if (!error && *plugin->detail)
			error = add_text(report, "plugins.*.detail",
			                 xf_fmt(report->arena, "plugins.%s.detail", name), plugin->detail);
		if (error == -EEXIST)
			error = 0; /* two refused files with names that cannot be keys */
	}
	return error;
}

static int add_run(struct xf_report *report)
{
	int error = add_count(report, "schema", 1);

	for (size_t i = 0; i < report->denied_count && i < XF_ITEMS_CAP && !error; i++)
		error = add_text(report, "denied", "denied", report->denied[i]->where);
	if (!error)
		error = add_count(report, "denied_count", report->denied_count);
	return error ? error : add_plugins(report);
}

int xf_report_make(struct xf_report *report, const char *without)
{
	int error = xf_rules_run(&report->facts, &report->verdicts, without);

	if (!error)
		error = add_text(report, "label", "label", xf_report_label(report));
	if (!error)
		error = add_compat(report);
	for (size_t i = 0; i < report->verdicts.count && !error; i++)
		error = add_evidence(report, &report->verdicts.list[i]);
	if (!error)
		error = add_unknown(report);
	if (!error)
		error = add_run(report);
	xf_facts_seal(&report->facts);
	xf_facts_seal(&report->moving);
	/* Without memory keys come out empty, and collide: that is not what went wrong. */
	return xf_arena_failed(report->arena) ? -ENOMEM : error;
}
