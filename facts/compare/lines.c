/* SPDX-License-Identifier: MIT */
/*
 * A comparison in words. What belongs together is one line: a row of the spectrum with the devices and settings that
 * explain it, problems with the same advice, facts that are unknown for the same reason.
 */
#include <stdio.h>
#include <string.h>

#include "core/util/map.h"
#include "facts/compare/compare.h"
#include "facts/formats/rows.h"

#define NAMED 6 /* names, and details of a row, that a line gives */

/* Changes of which the same is said. */
struct group {
	size_t count, last;
	size_t next; /* the next change of the group that this one is in */
};

/* The lines so far. */
struct writing {
	const struct comparison *comparison;
	struct arena *arena;
	const char *arrow;
	size_t named;         /* how many names a line gives */
	struct group *groups; /* of each change; empty: an earlier one is alike, and says it */
	struct compare_line *list;
	size_t count;
};

static void add_line(struct writing *writing, int grade, const char *text)
{
	struct compare_line *grown = arena_grow(writing->arena, writing->list, writing->count, sizeof(*grown));

	if (!grown)
		return; /* the arena remembers */
	writing->list = grown;
	grown[writing->count++] = (struct compare_line){ text, grade };
}

/* A value as people say it. */
static const char *said(const char *value)
{
	if (!value || !*value)
		return "none";
	return !strcmp(value, "true") ? "yes" : !strcmp(value, "false") ? "no" : value;
}

/* "paravirtual → emulated" */
static const char *pair(const struct writing *writing, const char *old, const char *new)
{
	return arena_fmt(writing->arena, "%s %s %s", said(old), writing->arrow, said(new));
}

static const char *with(const struct writing *writing, const char *text, const char *separator, const char *more)
{
	return *text && *more ? arena_fmt(writing->arena, "%s%s%s", text, separator, more) : *text ? text : more;
}

/* "xvda, xvdb and 3 more" */
static const char *join(const struct writing *writing, const char *const *parts, size_t count, const char *separator)
{
	size_t shown = count < writing->named ? count : writing->named, size = 32;

	for (size_t i = 0; i < shown; i++)
		size += strlen(parts[i]) + strlen(separator);
	char *text = arena_alloc(writing->arena, size), *end = text;

	for (size_t i = 0; text && i < shown; i++)
		end = stpcpy(stpcpy(end, i ? separator : ""), parts[i]);
	if (text && shown < count)
		snprintf(end, 32, " and %zu more", count - shown);
	return text ? text : "";
}

/* ---- changes of which the same is said ---- */

static const char *alike_key(const struct writing *writing, const struct change *change)
{
	bool known = change->kind == XF_CHANGE_KNOWN && change->new; /* why it was not matters no more */
	const char *text = change->kind == XF_CHANGE_FEATURE ? change->new : known ? "" : change->text;

	return arena_fmt(writing->arena, "%s/%s/%d%d/%s", compare_kind_word(change->kind), change->row,
	                 change->old != NULL, change->new != NULL, text);
}

/* Puts each change into the group of those that are alike; the group is at its first one. */
static void find_groups(struct writing *writing)
{
	const struct comparison *comparison = writing->comparison;
	struct map firsts = { NULL };

	writing->groups = arena_alloc(writing->arena, (comparison->count + 1) * sizeof(*writing->groups));
	for (size_t i = 0; writing->groups && i < comparison->count; i++) {
		void **first = map_at(&firsts, writing->arena, alike_key(writing, &comparison->list[i]));

		if (!first)
			return;
		struct group *group = *first ? *first : &writing->groups[i];

		if (group->count++)
			writing->groups[group->last].next = i;
		group->last = i;
		*first = group;
	}
}

/* The names in the group of the i-th change; "" if an earlier one has them. */
static const char *names_of(const struct writing *writing, size_t i)
{
	size_t count = writing->groups ? writing->groups[i].count : 0;
	const char **names = count ? arena_alloc(writing->arena, count * sizeof(*names)) : NULL;

	for (size_t j = 0, at = i; names && j < count; j++, at = writing->groups[at].next)
		names[j] = writing->comparison->list[at].what;
	return names ? join(writing, names, count, ", ") : "";
}

/* ---- verdicts and rows ---- */

/* The mode has a name that people use. */
static const char *name_of(const struct saved *saved, const struct change *change, const char *value)
{
	const char *label = strcmp(change->key, "mode") ? NULL : saved_value(saved, "label");

	return label ? label : value;
}

static void add_verdict(struct writing *writing, const struct change *change)
{
	const char *values = pair(writing, name_of(writing->comparison->old, change, change->old),
	                          name_of(writing->comparison->new, change, change->new));

	values = with(writing, values, ": ", change->text);
	add_line(writing, -1, arena_fmt(writing->arena, "%s: %s", change->what, values));
}

/* "eth1 is new, on e1000", "clocksource tsc → xen"; "": another change has said it. */
static const char *detail_of(const struct writing *writing, size_t i)
{
	const struct change *change = &writing->comparison->list[i];

	if (change->kind == XF_CHANGE_SETTING)
		return arena_fmt(writing->arena, "%s %s", change->what, pair(writing, change->old, change->new));
	const char *names = names_of(writing, i);

	return *names ? arena_fmt(writing->arena, "%s %s %s", names, writing->groups[i].count > 1 ? "are" : "is",
	                          change->text) : "";
}

static int grade_of(const char *value)
{
	static const char *const worst_first[] = { "emulated", "mixed" };

	for (int i = 0; value && i < 2; i++)
		if (!strcmp(value, worst_first[i]))
			return i;
	return 2;
}

/* How a cell changed; the board is not a device whose emulation is slow. */
static int grade_between(const struct change *cell)
{
	int old = grade_of(cell->old), new = grade_of(cell->new);

	return !strcmp(cell->what, "motherboard") || old == new ? -1 : new > old ? 2 : 0;
}

/* The details of a row, and how its cell changed. */
struct row {
	const char *cell;
	int grade;
	const char **details;
	size_t count;
};

static void add_to_row(const struct writing *writing, struct row *row, size_t i)
{
	const struct change *change = &writing->comparison->list[i];

	if (change->kind == XF_CHANGE_CELL) {
		row->cell = with(writing, pair(writing, change->old, change->new), ": ", change->text);
		row->grade = grade_between(change);
		return;
	}
	const char *detail = detail_of(writing, i);
	const char **grown = *detail ? arena_grow(writing->arena, row->details, row->count, sizeof(*grown)) : NULL;

	if (!grown)
		return;
	row->details = grown;
	grown[row->count++] = detail;
}

static void add_row(struct writing *writing, const char *title)
{
	struct row row = { .cell = "", .grade = -1 };

	for (size_t i = 0; i < writing->comparison->count; i++)
		if (!strcmp(writing->comparison->list[i].row, title))
			add_to_row(writing, &row, i);
	const char *text = with(writing, row.cell, ": ", join(writing, row.details, row.count, "; "));

	if (*text)
		add_line(writing, row.grade, arena_fmt(writing->arena, "%s: %s", title, text));
}

/* ---- the others ---- */

static void add_problem(struct writing *writing, size_t i)
{
	const struct change *change = &writing->comparison->list[i];
	const char *names = names_of(writing, i);

	const char *fresh = arena_fmt(writing->arena, "new problem %s", names);

	if (*names && change->new)
		add_line(writing, 0, with(writing, fresh, ": ", change->text));
	else if (*names)
		add_line(writing, 2, arena_fmt(writing->arena, "problem gone: %s", names));
}

static void add_feature(struct writing *writing, size_t i)
{
	const struct change *change = &writing->comparison->list[i];
	const char *names = names_of(writing, i);

	if (*names)
		add_line(writing, -1, arena_fmt(writing->arena, "Xen's features %s: %s",
		                                strcmp(change->new, "true") ? "lost" : "gained", names));
}

static void add_known(struct writing *writing, size_t i)
{
	static const char *const reasons[][2] = { { "denied", "permission denied" }, { "failed", "could not be read" },
		{ "not_recorded", "not part of the capture" }, { "conflict", "the evidence conflicts" } };
	const struct change *change = &writing->comparison->list[i];
	const char *names = names_of(writing, i), *why = change->text;

	for (size_t j = 0; j < sizeof(reasons) / sizeof(reasons[0]); j++)
		if (!strcmp(why, reasons[j][0]))
			why = reasons[j][1];
	if (*names)
		add_line(writing, -1, change->new ? arena_fmt(writing->arena, "known now: %s", names) :
		         arena_fmt(writing->arena, "no longer known (%s): %s", why, names));
}

static void add_fact(struct writing *writing, const struct change *change)
{
	bool item = !change->old || !change->new;
	const char *text = item ? arena_fmt(writing->arena, "%s is %s", change->old ? change->old : change->new,
	                                    change->old ? "gone" : "new") : pair(writing, change->old, change->new);

	add_line(writing, -1, arena_fmt(writing->arena, "%s: %s", change->what, text));
}

static void add_pair(struct writing *writing, const struct change *change)
{
	const char *values = pair(writing, change->old, change->new);

	add_line(writing, -1, arena_fmt(writing->arena, "%s: %s", change->what, values));
}

static void add_change(struct writing *writing, size_t i, bool all)
{
	const struct change *change = &writing->comparison->list[i];

	switch (change->kind) {
	case XF_CHANGE_PROBLEM:
		add_problem(writing, i);
		break;
	case XF_CHANGE_FEATURE:
		add_feature(writing, i);
		break;
	case XF_CHANGE_KNOWN:
		add_known(writing, i);
		break;
	case XF_CHANGE_FACT:
		if (all)
			add_fact(writing, change);
		break;
	default:
		if (!*change->row)
			add_pair(writing, change);
		break;
	}
}

size_t compare_lines(const struct comparison *comparison, const char *arrow, bool all, struct compare_line **lines)
{
	struct writing writing = { .comparison = comparison, .arena = comparison->arena, .arrow = arrow,
		.named = all ? comparison->count : NAMED };
	size_t i = 0;

	find_groups(&writing);
	for (; i < comparison->count && comparison->list[i].kind == XF_CHANGE_VERDICT; i++)
		add_verdict(&writing, &comparison->list[i]);
	for (size_t row = 0; row < XF_ROWS; row++)
		add_row(&writing, format_row_titles[row]);
	for (; i < comparison->count; i++)
		add_change(&writing, i, all);
	*lines = writing.list;
	return writing.count;
}
