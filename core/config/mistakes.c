/* SPDX-License-Identifier: MIT */
/*
 * The mistakes of a configuration. They are found in the order of the checks; a person reads them in the order of the
 * lines.
 */
#include "core/config/mistakes.h"

#include <stdlib.h>
#include <string.h>

static void append(struct config_mistakes *mistakes, const struct config_mistake *mistake)
{
	if (mistakes->count < XF_MISTAKES_CAP)
		mistakes->list[mistakes->count++] = *mistake;
	else
		mistakes->more++;
}

void config_mistakes_add(struct config_mistakes *mistakes, struct arena *arena, const char *file, unsigned line,
                         unsigned column, const char *format, ...)
{
	struct config_mistake mistake = { .file = file, .line = line, .column = column, .sentence = "" };
	va_list args;

	va_start(args, format);
	if (mistakes->count < XF_MISTAKES_CAP)
		mistake.sentence = arena_vfmt(arena, format, args);
	va_end(args);
	append(mistakes, &mistake);
}

void config_mistakes_unreadable(struct config_mistakes *mistakes, const char *file, int error)
{
	append(mistakes, &(struct config_mistake){ .file = file, .sentence = "", .error = error });
}

size_t config_mistakes_total(const struct config_mistakes *mistakes)
{
	return mistakes->count + mistakes->more;
}

static int compare(unsigned a, unsigned b)
{
	return (a > b) - (a < b);
}

static int by_place(const void *a, const void *b)
{
	const struct config_mistake *x = a, *y = b;
	int order = strcmp(x->file, y->file);

	if (!order)
		order = compare(x->line, y->line);
	if (!order)
		order = compare(x->column, y->column);
	return order ? order : strcmp(x->sentence, y->sentence);
}

void config_mistakes_sort(struct config_mistakes *mistakes)
{
	qsort(mistakes->list, mistakes->count, sizeof(*mistakes->list), by_place);
}
