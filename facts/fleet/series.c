/* SPDX-License-Identifier: MIT */
/*
 * An answer of Prometheus: series of all machines, in any order. Each says one thing about an instance, from which the
 * facts come back that facts/formats/prometheus.c made it of.
 */
#include <stdlib.h>
#include <string.h>

#include "core/util/parse.h"
#include "facts/fleet/reader.h"

#define NODE_PORT ":9100" /* node_exporter's, which says nothing about the machine */

/* The facts of one instance. */
struct instance {
	const char *name;
	struct buf parts;
	uint64_t problems;
	bool counted;
	struct instance *next;
};

static struct instance *instance_of(struct reader *reader, const char *name)
{
	struct arena *arena = reader->fleet->arena;
	size_t length = strlen(name), port = strlen(NODE_PORT);

	if (length > port && !strcmp(name + length - port, NODE_PORT))
		length -= port;
	const char *copy = arena_dup(arena, name, length);
	void **place = copy ? map_at(&reader->series, arena, copy) : NULL;
	struct instance *instance = !place ? NULL : *place ? *place : arena_alloc(arena, sizeof(*instance));

	if (instance && !*place) {
		instance->name = copy;
		*place = instance;
		*(reader->last ? reader->last : &reader->first) = instance;
		reader->last = &instance->next;
	}
	return instance;
}

static void add(struct reader *reader, struct instance *instance, const char *key, const char *value)
{
	uint32_t fact = fleet_fact(reader->fleet, key, value);

	if (fact != XF_NO_NUMBER)
		buf_u32(&instance->parts, fleet_part(reader->fleet, &fact, 1));
}

static const char *label_of(json_t *metric, const char *name)
{
	const char *text = json_string_value(json_object_get(metric, name));

	return text ? text : "";
}

/* The sample of a vector, or the last one of a matrix; Prometheus writes it as a text. */
static const char *sample_of(json_t *series)
{
	json_t *value = json_object_get(series, "value"), *values = json_object_get(series, "values");

	if (!value && json_array_size(values))
		value = json_array_get(values, json_array_size(values) - 1);
	const char *text = json_string_value(json_array_get(value, 1));

	return text ? text : "";
}

/* A metric whose one label becomes the end of a key, and whose value a fact. */
static const struct {
	const char *metric, *label, *prefix;
	bool truth; /* 1 is true */
} numbers[] = {
	{ "xenfacts_feature_enabled", "feature", "features", true }, { "xenfacts_disks", "kind", "block", false },
	{ "xenfacts_interfaces", "kind", "net", false }, { "xenfacts_interrupt_lines", "kind", "irq", false },
	{ "xenfacts_event_channels", NULL, "irq.event_channels", false },
	{ "xenfacts_unknown_facts", NULL, "unknown_count", false },
	{ "xenfacts_denied_places", NULL, "denied_count", false },
};

static void add_number(struct reader *reader, struct instance *instance, json_t *metric, const char *sample)
{
	const char *name = label_of(metric, "__name__");

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		if (strcmp(name, numbers[i].metric))
			continue;
		const char *label = numbers[i].label ? label_of(metric, numbers[i].label) : "";
		const char *key = arena_fmt(reader->fleet->arena, "%s%s%s", numbers[i].prefix, *label ? "." : "",
		                            label);

		add(reader, instance, key, !numbers[i].truth ? sample : strcmp(sample, "1") ? "false" : "true");
	}
}

static void add_info(struct reader *reader, struct instance *instance, json_t *metric)
{
	static const char *const labels[][2] = {
		{ "domain", "domain" }, { "label", "label" }, { "mode", "mode" }, { "xen_version", "version" },
	};

	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++)
		if (*label_of(metric, labels[i][0]))
			add(reader, instance, labels[i][1], label_of(metric, labels[i][0]));
}

static void add_metric(struct reader *reader, struct instance *instance, json_t *metric, const char *sample)
{
	const char *name = label_of(metric, "__name__"), *subject = label_of(metric, "subject");
	struct arena *arena = reader->fleet->arena;
	uint64_t count = 0;

	if (!strcmp(name, "xenfacts_info")) {
		add_info(reader, instance, metric);
	} else if (!strcmp(name, "xenfacts_spectrum")) {
		add(reader, instance, arena_fmt(arena, "spectrum.%s", label_of(metric, "cell")),
		    label_of(metric, "value"));
	} else if (!strcmp(name, "xenfacts_problem")) {
		add(reader, instance, "problems", arena_fmt(arena, "%s%s%s", label_of(metric, "problem"),
		                                            *subject ? ":" : "", subject));
	} else if (!strcmp(name, "xenfacts_problems") && !parse_u64(sample, 10, &count)) {
		instance->problems += count;
		instance->counted = true;
	} else if (!strcmp(name, "xenfacts_plugin_success")) {
		add(reader, instance, arena_fmt(arena, "plugins.%s.status", label_of(metric, "plugin")),
		    strcmp(sample, "1") ? "failed" : "ok");
	} else {
		add_number(reader, instance, metric, sample);
	}
}

void fleet_reader_series(struct reader *reader, const struct piece *series)
{
	json_error_t error;
	json_t *parsed = json_loadb(series->text, series->length, 0, &error);
	json_t *metric = json_object_get(parsed, "metric");
	struct instance *instance = *label_of(metric, "instance") ?
		instance_of(reader, label_of(metric, "instance")) : NULL;

	if (instance)
		add_metric(reader, instance, metric, sample_of(parsed));
	else
		fleet_reader_damaged(reader, "", series->line,
		                     parsed ? "a series without the label instance" : error.text);
	json_decref(parsed);
}

void fleet_reader_instances(struct reader *reader)
{
	for (struct instance *instance = reader->first; instance; instance = instance->next) {
		if (instance->counted)
			add(reader, instance, "problem_count",
			    arena_fmt(reader->fleet->arena, "%llu", (unsigned long long)instance->problems));
		if (instance->parts.size)
			fleet_add(reader->fleet, instance->name, &instance->parts);
		else
			fleet_reader_damaged(reader, instance->name, 1, "no metric of xenfacts");
		buf_free(&instance->parts);
	}
	reader->first = NULL;
	reader->last = NULL;
	reader->series = (struct map){ NULL };
}
