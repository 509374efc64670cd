/* SPDX-License-Identifier: MIT */
/*
 * Prometheus' text exposition format, version 0.0.4. It is not a stream of facts but samples chosen from the report,
 * since an alert needs a number with few labels and not a tree. node_exporter drops a whole file for one mistake: each
 * name has HELP and TYPE once, followed by all its samples, none with a time stamp.
 */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "facts/formats/encode.h"
#include "facts/formats/rows.h"
#include "facts/rules/problem.h"
#include "facts/rules/rules.h"
#include "core/util/map.h"
#include "core/util/parse.h"

/* A metric; its heading is written just before its first sample, so that one without samples prints nothing. */
struct metric {
	FILE *file;
	const char *name, *type, *help;
	bool begun;
};

/* Within a label, quotes are escaped too. */
static void put_escaped(FILE *file, const char *text, bool quoted)
{
	for (; *text; text++) {
		if (*text == '\\' || (quoted && *text == '"'))
			fputc('\\', file);
		if (*text == '\n')
			fputs("\\n", file);
		else
			fputc(*text, file);
	}
}

/* Starts one sample: heading, name. The caller writes labels and value. */
static void begin(struct metric *metric)
{
	if (!metric->begun) {
		fprintf(metric->file, "# HELP %s ", metric->name);
		put_escaped(metric->file, metric->help, false);
		fprintf(metric->file, "\n# TYPE %s %s\n", metric->name, metric->type);
	}
	metric->begun = true;
	fputs(metric->name, metric->file);
}

/* One label; `before` precedes it, "{" or ",". */
static void label(const struct metric *metric, const char *before, const char *name, const char *value)
{
	fprintf(metric->file, "%s%s=\"", before, name);
	put_escaped(metric->file, value, true);
	fputc('"', metric->file);
}

/* One sample without a label. */
static void single(struct metric *metric, uint64_t value)
{
	begin(metric);
	fprintf(metric->file, " %" PRIu64 "\n", value);
}

/* One sample with one label. */
static void labelled(struct metric *metric, const char *name, const char *text, uint64_t value)
{
	begin(metric);
	label(metric, "{", name, text);
	fprintf(metric->file, "} %" PRIu64 "\n", value);
}

/* ---- samples of the report ---- */

static const struct fact *known(const struct report *report, const char *key)
{
	const struct fact *fact = facts_find(&report->facts, key);

	return fact && !fact->unknown ? fact : NULL;
}

/* A verdict's value may be "unknown" or "conflict". */
static const char *verdict(const struct report *report, const char *key)
{
	const struct verdict *found = facts_verdict(&report->verdicts, key);

	return found ? found->value : "unknown";
}

static void put_info(FILE *file, const struct report *report)
{
	struct metric metric = { file, "xenfacts_info", "gauge",
		"What this machine is; the value is always 1.", false };
	const struct fact *version = known(report, "version");

	begin(&metric);
	label(&metric, "{", "domain", verdict(report, "domain"));
	label(&metric, ",", "label", rules_mode_label(report));
	label(&metric, ",", "mode", verdict(report, "mode"));
	if (version)
		label(&metric, ",", "xen_version", version->text);
	fputs("} 1\n", file);
}

static void put_spectrum(FILE *file, const struct report *report)
{
	struct metric cell = { file, "xenfacts_spectrum", "gauge",
		"What serves one subsystem, or unknown or conflict; the value is always 1.", false };
	struct metric grade = { file, "xenfacts_spectrum_grade", "gauge",
		"How good that is: 2 optimal, 1 room for improvement, 0 poor; absent where there is no grade.", false };
	struct report_row rows[XF_ROWS];

	format_rows(report, rows);
	for (size_t i = 0; i < XF_ROWS; i++) {
		begin(&cell);
		label(&cell, "{", "cell", rows[i].title);
		label(&cell, ",", "value", rows[i].value);
		fputs("} 1\n", file);
	}
	for (size_t i = 0; i < XF_ROWS; i++)
		if (rows[i].grade >= 0)
			labelled(&grade, "cell", rows[i].title, (uint64_t)rows[i].grade);
}

static void put_features(FILE *file, const struct report *report)
{
	static const char prefix[] = "features.";
	struct metric metric = { file, "xenfacts_feature_enabled", "gauge",
		"A bit of Xen's feature word: set (1) or not (0).", false };

	for (size_t i = 0; i < report->facts.count; i++) {
		const struct fact *fact = &report->facts.list[i];

		if (!strncmp(fact->key, prefix, strlen(prefix)) && fact->def->type == XF_BOOL && !fact->unknown)
			labelled(&metric, "feature", fact->key + strlen(prefix), fact->truth);
	}
}

/* Problems, without hints; and how many of each severity, so that a machine without any has samples too. */
static void put_problems(FILE *file, const struct report *report)
{
	struct metric one = { file, "xenfacts_problem", "gauge",
		"What is wrong, or could be better; the value is always 1.", false };
	struct metric all = { file, "xenfacts_problems", "gauge", "Problems by severity.", false };
	const struct problem *problems;
	size_t count = rules_problems(report, &problems), of[XF_WARNING + 1] = { 0 };

	for (size_t i = 0; i < count; i++) {
		of[problems[i].kind->severity]++;
		if (problems[i].kind->severity == XF_HINT)
			continue;
		begin(&one);
		label(&one, "{", "problem", problems[i].kind->word);
		label(&one, ",", "severity", rules_severity_word(problems[i].kind->severity));
		label(&one, ",", "subject", problems[i].subject);
		fputs("} 1\n", file);
	}
	for (int severity = XF_INFO; severity <= XF_WARNING; severity++)
		labelled(&all, "severity", rules_severity_word((enum severity)severity), of[severity]);
}

/* Counts that are siblings below one key. */
static const struct {
	const char *metric, *help, *prefix;
	const char *kinds; /* sorted, one blank between */
} groups[] = {
	{ "xenfacts_disks", "Disks by kind of device; unbound: without a driver.", "block",
	  "emulated paravirtual physical unbound" },
	{ "xenfacts_interfaces", "Network interfaces by kind of device; unbound: without a driver.", "net",
	  "emulated paravirtual physical unbound" },
	{ "xenfacts_interrupt_lines", "Interrupt lines in use by chip; xen_* are event channels.", "irq",
	  "io_apic other pci_msi xen_dyn xen_percpu xen_pirq xt_pic" },
};

static void put_groups(FILE *file, const struct report *report)
{
	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++) {
		struct metric metric = { file, groups[i].metric, "gauge", groups[i].help, false };
		const char *kind = groups[i].kinds;

		for (size_t length; *kind; kind += length + (kind[length] == ' ')) {
			length = strcspn(kind, " ");
			const char *word = arena_fmt(report->arena, "%.*s", (int)length, kind);
			const char *key = arena_fmt(report->arena, "%s.%s", groups[i].prefix, word);
			const struct fact *fact = known(report, key);

			if (fact)
				labelled(&metric, "kind", word, fact->count);
		}
	}
}

/* Individual counts. */
static void put_counts(FILE *file, const struct report *report)
{
	static const struct {
		const char *metric, *help, *key;
	} counts[] = {
		{ "xenfacts_event_channels", "Interrupt lines that are event channels.", "irq.event_channels" },
		{ "xenfacts_unknown_facts", "Facts that are unknown.", "unknown_count" },
		{ "xenfacts_denied_places", "Places that could not be read for lack of permission.", "denied_count" },
	};

	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		struct metric metric = { file, counts[i].metric, "gauge", counts[i].help, false };
		const struct fact *fact = known(report, counts[i].key);

		if (fact)
			single(&metric, fact->count);
	}
}

/* Taken from the facts, where two refused plugins without a proper name are one. */
static void put_plugins(FILE *file, const struct report *report)
{
	struct metric metric = { file, "xenfacts_plugin_success", "gauge",
		"Whether a plugin ran successfully (1), or failed or was refused (0).", false };

	for (size_t i = 0; i < report->facts.count; i++) {
		const struct fact *fact = &report->facts.list[i];
		const char *name = fact->key + strlen("plugins.");
		size_t length = strncmp(fact->key, "plugins.", strlen("plugins.")) ? 0 : strcspn(name, ".");

		if (length && !strcmp(name + length, ".status"))
			labelled(&metric, "plugin", arena_fmt(report->arena, "%.*s", (int)length, name),
			         !strcmp(fact->text, "ok"));
	}
}

/* ---- moving values ---- */

/* "xenfacts_irq_interrupts_total" for "irq.interrupts.*". */
static const char *counter_name(struct arena *arena, const char *key)
{
	const char *star = strchr(key, '*');
	char *name = arena_dup(arena, key, star ? (size_t)(star - key) - 1 : strlen(key));

	for (char *dot = name ? strchr(name, '.') : NULL; dot; dot = strchr(dot, '.'))
		*dot = '_';
	return arena_fmt(arena, "xenfacts_%s_total", name ? name : "");
}

/* All samples of the definition whose first fact is at `from`. */
static void put_counter(struct metric *metric, const struct report *report, size_t from)
{
	const struct fact *list = report->moving.list;
	bool star = strchr(list[from].def->key, '*');

	for (size_t i = from; i < report->moving.count; i++) {
		if (list[i].def != list[from].def || list[i].unknown)
			continue;
		if (star)
			labelled(metric, "kind", facts_short_key(list[i].key), list[i].count);
		else
			single(metric, list[i].count);
	}
}

/* Two definitions may have one name: only the first is written, since writing a name twice would be a mistake. */
static void put_counters(FILE *file, const struct report *report)
{
	const struct xf_fact_def *last = NULL;
	struct map written = { NULL };

	for (size_t i = 0; i < report->moving.count; i++) {
		const struct xf_fact_def *def = report->moving.list[i].def;
		const char *name = def == last ? NULL : counter_name(report->arena, def->key);
		void **place = name ? map_at(&written, report->arena, name) : NULL;

		last = def;
		if (!place || *place)
			continue;
		struct metric metric = { file, name, "counter",
			parse_clean(report->arena, def->sentence, strlen(def->sentence), 400), false };

		*place = &metric;
		put_counter(&metric, report, i);
	}
}

static void put_moving(FILE *file, const struct report *report)
{
	struct metric took = { file, "xenfacts_collect_duration_seconds", "gauge",
		"How long the last run took.", false };
	struct metric when = { file, "xenfacts_last_success_timestamp_seconds", "gauge",
		"When the last run that made a report ended, in seconds since 1970.", false };

	fputs(XF_PROMETHEUS_MOVES, file);
	put_counters(file, report);
	begin(&took);
	fprintf(file, " %" PRIu64 ".%06" PRIu64 "\n", report->took_us / 1000000, report->took_us % 1000000);
	single(&when, report->made_at);
}

int format_prometheus(FILE *file, const struct report *report)
{
	put_info(file, report);
	put_spectrum(file, report);
	put_problems(file, report);
	put_features(file, report);
	put_groups(file, report);
	put_counts(file, report);
	put_plugins(file, report);
	put_moving(file, report);
	return format_flush(file, arena_failed(report->arena) ? -ENOMEM : 0);
}
