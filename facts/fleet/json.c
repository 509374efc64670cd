/* SPDX-License-Identifier: MIT */
/* The summary as JSON, by the encoder of the facts, so that it looks like any other output. Keys are sorted. */
#include <errno.h>
#include <string.h>

#include "facts/fleet/write.h"
#include "facts/formats/encode.h"
#include "facts/rules/problem.h"

#define SCHEMA 1 /* of this document */

/* A document being written; nothing is sent after the first error. */
struct document {
	const struct fleet *fleet;
	const struct fleet_summary *summary;
	void *context;
	int error;
};

static const char *const grade_words[] = { "poor", "improvable", "optimal", "ungraded" };

static void send(struct document *document, const struct tree_event *event)
{
	if (!document->error)
		document->error = format_json.receive(document->context, event);
}

static void begin(struct document *document, enum tree_event_kind kind, const char *key)
{
	send(document, &(struct tree_event){ .kind = kind, .key = key, .path = key ? key : "-" });
}

static void end(struct document *document, enum tree_event_kind kind)
{
	send(document, &(struct tree_event){ .kind = kind, .path = "-" });
}

static void put_text(struct document *document, const char *key, const char *text)
{
	send(document, &(struct tree_event){ .kind = XF_SCALAR_TEXT, .key = key, .path = "-", .text = text });
}

static void put_count(struct document *document, const char *key, size_t count)
{
	send(document, &(struct tree_event){ .kind = XF_SCALAR_COUNT, .key = key, .path = "-", .count = count });
}

static void put_remarks(struct document *document, const char *key, const struct fleet_remark *list, size_t count)
{
	begin(document, XF_SEQ_OPEN, key);
	for (size_t i = 0; i < count; i++) {
		begin(document, XF_MAP_OPEN, NULL);
		put_text(document, "what", list[i].where);
		put_text(document, "why", list[i].why);
		end(document, XF_MAP_CLOSE);
	}
	end(document, XF_SEQ_CLOSE);
}

static void put_machines(struct document *document, const struct fleet_group *group)
{
	put_count(document, "count", group->count);
	begin(document, XF_SEQ_OPEN, "machines");
	for (size_t i = 0; i < group->count; i++)
		put_text(document, NULL, document->fleet->machines[group->machines[i]].name);
	end(document, XF_SEQ_CLOSE);
}

/* Groups, with their key under this name. */
static void put_groups(struct document *document, const char *key, const struct fleet_groups *groups, const char *name)
{
	begin(document, XF_SEQ_OPEN, key);
	for (size_t i = 0; i < groups->count; i++) {
		begin(document, XF_MAP_OPEN, NULL);
		put_machines(document, &groups->list[i]);
		put_text(document, name, groups->list[i].key);
		end(document, XF_MAP_CLOSE);
	}
	end(document, XF_SEQ_CLOSE);
}

static void put_problems(struct document *document)
{
	const struct fleet_groups *groups = &document->summary->problems;

	begin(document, XF_SEQ_OPEN, "problems");
	for (size_t i = 0; i < groups->count; i++) {
		const struct problem_kind *kind = rules_problem_kind(groups->list[i].key);

		begin(document, XF_MAP_OPEN, NULL);
		put_text(document, "advice", groups->list[i].text);
		put_machines(document, &groups->list[i]);
		put_text(document, "mode", groups->list[i].label);
		put_text(document, "problem", groups->list[i].key);
		put_text(document, "severity", rules_severity_word(kind ? kind->severity : XF_WARNING));
		end(document, XF_MAP_CLOSE);
	}
	end(document, XF_SEQ_CLOSE);
}

static void put_outliers(struct document *document)
{
	const struct fleet_groups *groups = &document->summary->outliers;

	begin(document, XF_SEQ_OPEN, "outliers");
	for (size_t i = 0; i < groups->count; i++) {
		begin(document, XF_MAP_OPEN, NULL);
		put_text(document, "key", groups->list[i].key);
		put_machines(document, &groups->list[i]);
		put_text(document, "usual", groups->list[i].text);
		put_text(document, "value", groups->list[i].label);
		end(document, XF_MAP_CLOSE);
	}
	end(document, XF_SEQ_CLOSE);
}

static void put_spectrum(struct document *document)
{
	const char *const *names = document->summary->verdict_names;

	begin(document, XF_MAP_OPEN, "spectrum");
	for (size_t i = 0; i < XF_FLEET_CELLS; i++) {
		begin(document, XF_MAP_OPEN, document->summary->cell_names[i]);
		for (size_t j = 0; j < XF_FLEET_VERDICTS; j++)
			put_count(document, *names[j] ? names[j] : "not_reported", document->summary->cells[i][j]);
		end(document, XF_MAP_CLOSE);
	}
	end(document, XF_MAP_CLOSE);
}

static void put_grades(struct document *document)
{
	begin(document, XF_MAP_OPEN, "colours");
	for (size_t i = 0; i < sizeof(grade_words) / sizeof(grade_words[0]); i++)
		put_count(document, grade_words[i], document->summary->grades[i]);
	end(document, XF_MAP_CLOSE);
}

static void put_machine(struct document *document, const struct fleet_machine *machine)
{
	static const struct {
		const char *key;
		enum fleet_role role;
	} members[] = {
		{ "disk", XF_ROLE_DISK }, { "domain", XF_ROLE_DOMAIN }, { "interrupts", XF_ROLE_INTERRUPTS },
		{ "kernel", XF_ROLE_KERNEL }, { "label", XF_ROLE_LABEL }, { "mode", XF_ROLE_MODE },
		{ "motherboard", XF_ROLE_MOTHERBOARD }, { "network", XF_ROLE_NETWORK },
		{ "platform", XF_ROLE_PLATFORM }, { "privileged", XF_ROLE_PRIVILEGED },
		{ "timers", XF_ROLE_TIMERS }, { "xen", XF_ROLE_XEN },
	};
	const struct fleet_report *report = &document->fleet->reports[machine->report];

	begin(document, XF_MAP_OPEN, NULL);
	put_text(document, "machine", machine->name);
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		if (report->value[members[i].role])
			put_text(document, members[i].key, report->value[members[i].role]);
	begin(document, XF_SEQ_OPEN, "problems");
	for (size_t i = 0; i < report->problem_count; i++)
		put_text(document, NULL, report->problems[i].name);
	end(document, XF_SEQ_CLOSE);
	end(document, XF_MAP_CLOSE);
}

int fleet_write_json(const struct fleet *fleet, const struct fleet_summary *summary, FILE *file)
{
	struct document document = { fleet, summary, format_json.open(file), 0 };

	if (!document.context)
		return -ENOMEM;
	begin(&document, XF_MAP_OPEN, NULL);
	put_grades(&document);
	put_remarks(&document, "damaged", fleet->damaged, fleet->damaged_count);
	put_groups(&document, "kernels", &summary->kernels, "version");
	put_count(&document, "machine_count", fleet->machine_count);
	begin(&document, XF_SEQ_OPEN, "machines");
	for (size_t i = 0; i < fleet->machine_count; i++)
		put_machine(&document, &fleet->machines[i]);
	end(&document, XF_SEQ_CLOSE);
	put_groups(&document, "modes", &summary->modes, "mode");
	put_outliers(&document);
	put_problems(&document);
	put_remarks(&document, "repeated", fleet->repeated, fleet->repeated_count);
	put_count(&document, "schema", SCHEMA);
	put_spectrum(&document);
	put_groups(&document, "undecided", &summary->undecided, "mode");
	put_groups(&document, "xen", &summary->xen, "version");
	end(&document, XF_MAP_CLOSE);
	return format_json.close(document.context, document.error);
}
