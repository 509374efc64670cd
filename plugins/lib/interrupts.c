/* SPDX-License-Identifier: MIT */
/*
 * How the parts of a row are joined has changed over the years ("xen-dyn-event", then "xen-dyn    -event"): only the
 * beginning of the chip's name counts. The text is not copied: with 128 CPUs it is a megabyte.
 */
#include "plugins/lib/interrupts.h"

#include <string.h>

#define BLANKS " \t"
#define LAST_ROWS 12 /* behind ERR: MIS, and the posted interrupts of KVM and of devices */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static const char *skip_blanks(const char *at)
{
	while (is_blank(*at))
		at++;
	return at;
}

/*
 * Adds up the counters at `at`, words of nothing but digits; returns where the next word begins. A sum beyond 2^64-1
 * wraps, as the kernel's own would. With 4,096 CPUs there are millions of them.
 */
static const char *add_counters(const char *at, uint64_t *total)
{
	for (;;) {
		const char *end = at;
		uint64_t value = 0;

		while (*end >= '0' && *end <= '9')
			value = value * 10 + (uint64_t)(*end++ - '0');
		if (end == at || (*end && *end != '\n' && !is_blank(*end)))
			return at;
		*total += value;
		at = skip_blanks(end);
	}
}

const char *xf_interrupts_next(const char *at, struct xf_interrupt *row)
{
	const char *end = strchrnul(at, '\n');

	row->label = skip_blanks(at);
	row->label_length = strcspn(row->label, ": \t\n");
	at = row->label + row->label_length;
	if (*at != ':')
		row->label_length = 0;
	row->total = 0;
	row->chip = at = add_counters(skip_blanks(at + (*at == ':')), &row->total);
	row->chip_length = strcspn(at, BLANKS "\n");
	row->rest = (size_t)(end - at);
	return end + (*end == '\n');
}

bool xf_interrupts_is_line(const struct xf_interrupt *row)
{
	return row->label_length && strspn(row->label, "0123456789") == row->label_length;
}

bool xf_interrupts_chip(const struct xf_interrupt *row, const char *name)
{
	return strlen(name) <= row->chip_length && !strncmp(row->chip, name, strlen(name));
}

bool xf_interrupts_is_xen(const struct xf_interrupt *row)
{
	return xf_interrupts_chip(row, "xen-") || xf_interrupts_is_xenlinux(row);
}

bool xf_interrupts_is_xenlinux(const struct xf_interrupt *row)
{
	return xf_interrupts_chip(row, "Dynamic-") || xf_interrupts_chip(row, "Phys-");
}

/* The row's last word, "timer0": the (last) driver's name, with its length in *length. */
static const char *action_of(const struct xf_interrupt *row, size_t *length)
{
	size_t end = row->rest, begin;

	while (end && strchr(BLANKS, row->chip[end - 1]))
		end--;
	for (begin = end; begin && !strchr(BLANKS, row->chip[begin - 1]);)
		begin--;
	*length = end - begin;
	return row->chip + begin;
}

bool xf_interrupts_for(const struct xf_interrupt *row, const char *driver)
{
	const char *word = row->chip, *end = row->chip + row->rest;

	while (word < end) {
		size_t length = strcspn(word, BLANKS ",\n");

		if (length == strlen(driver) && !strncmp(word, driver, length))
			return true;
		word += length + 1;
	}
	return false;
}

bool xf_interrupts_is_timer(const struct xf_interrupt *row)
{
	size_t length;
	const char *action = action_of(row, &length);

	return xf_interrupts_is_xen(row) && length > 4 && !strncmp(action, "timer", 5) &&
	       strspn(action + 5, "0123456789") == length - 5 && (length > 5 || xf_interrupts_is_xenlinux(row));
}

bool xf_interrupts_good(const char *text)
{
	return !strncmp(text + strspn(text, BLANKS), "CPU", 3);
}

bool xf_interrupts_whole(const char *text)
{
	const char *end = text + strlen(text);

	if (!xf_interrupts_good(text))
		return false;
	for (int rows = 0; rows < LAST_ROWS && end > text; rows++) {
		const char *newline = memrchr(text, '\n', (size_t)(end - text));
		const char *row = skip_blanks(newline ? newline + 1 : text);

		if (!strncmp(row, "ERR:", 4) || !strncmp(row, "Err:", 4))
			return true;
		end = newline ? newline : text;
	}
	return false;
}
