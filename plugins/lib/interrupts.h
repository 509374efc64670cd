/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Rows of /proc/interrupts, for the irq and timer plugins. A row is a label, one counter for each CPU that is
 * online, the chip's name, and what the chip, the flow handler and the drivers add (kernel/irq/proc.c,
 * show_interrupts). How these are joined changed over the years ("xen-dyn-event", then "xen-dyn    -event"):
 * only the beginning of the chip's word counts. The text is not copied: with 128 CPUs it has a megabyte.
 */
#ifndef XF_PLUGINS_INTERRUPTS_H
#define XF_PLUGINS_INTERRUPTS_H

#include <string.h>
#include <xenfacts/plugin.h>

#define INTERRUPTS_BLANKS " \t"

/** One row; nothing in it ends with NUL. */
struct interrupt {
	const char *label;   /**< "24" or "HYP" */
	size_t label_length; /**< 0: the heading, or no row at all */
	const char *chip;    /**< "IO-APIC-edge", "xen-dyn"; empty in a row of totals */
	size_t chip_length;
	size_t rest;         /**< bytes from `chip` to the end of the row */
	uint64_t total;      /**< its counters' sum, over all CPUs that are online */
};

/** Is it one word, and nothing but digits? */
static inline size_t interrupts_number(const char *word)
{
	size_t digits = strspn(word, "0123456789");

	return digits && (!word[digits] || strchr(INTERRUPTS_BLANKS "\n", word[digits])) ? digits : 0;
}

/** The number that a word of so many digits is; one beyond 2^64-1 wraps, as the kernel's own would. */
static inline uint64_t interrupts_value(const char *word, size_t digits)
{
	uint64_t value = 0;

	for (size_t i = 0; i < digits; i++)
		value = value * 10 + (uint64_t)(word[i] - '0');
	return value;
}

/** Reads the row that begins at `at`; returns where the next one begins, at the text's NUL in the end. */
static inline const char *interrupts_next(const char *at, struct interrupt *row)
{
	const char *end = at + strcspn(at, "\n");
	size_t digits;

	row->label = at + strspn(at, INTERRUPTS_BLANKS);
	row->label_length = strcspn(row->label, ": \t\n");
	at = row->label + row->label_length;
	if (*at != ':')
		row->label_length = 0;
	row->total = 0;
	for (at += *at == ':', at += strspn(at, INTERRUPTS_BLANKS); (digits = interrupts_number(at));) {
		row->total += interrupts_value(at, digits);
		at += digits, at += strspn(at, INTERRUPTS_BLANKS);
	}
	row->chip = at;
	row->chip_length = strcspn(at, INTERRUPTS_BLANKS "\n");
	row->rest = (size_t)(end - at);
	return end + (*end == '\n');
}

/** Is it a numbered interrupt line, not a total such as LOC? */
static inline bool interrupts_is_line(const struct interrupt *row)
{
	return row->label_length && strspn(row->label, "0123456789") == row->label_length;
}

/** Does the chip's name begin so? */
static inline bool interrupts_chip(const struct interrupt *row, const char *name)
{
	return strlen(name) <= row->chip_length && !strncmp(row->chip, name, strlen(name));
}

/** Is it an event channel? xenlinux, before 2.6.24 and in SUSE's kernels, had its own names. */
static inline bool interrupts_is_xen(const struct interrupt *row)
{
	return interrupts_chip(row, "xen-") || interrupts_chip(row, "Dynamic-irq") ||
	       interrupts_chip(row, "Phys-irq");
}

/** The row's last word, "timer0": the (last) driver's name. Its length goes to *length. */
static inline const char *interrupts_action(const struct interrupt *row, size_t *length)
{
	size_t end = row->rest, begin;

	while (end && strchr(INTERRUPTS_BLANKS, row->chip[end - 1]))
		end--;
	for (begin = end; begin && !strchr(INTERRUPTS_BLANKS, row->chip[begin - 1]);)
		begin--;
	*length = end - begin;
	return row->chip + begin;
}

/** Is this one of the drivers on the line? Those who share it stand in one list, "a, b". */
static inline bool interrupts_for(const struct interrupt *row, const char *driver)
{
	const char *word = row->chip, *end = row->chip + row->rest;

	while (word < end) {
		size_t length = strcspn(word, INTERRUPTS_BLANKS ",\n");

		if (length == strlen(driver) && !strncmp(word, driver, length))
			return true;
		word += length + 1;
	}
	return false;
}

/** Is it a CPU's timer on an event channel: the VIRQ "timer0" of arch/x86/xen/time.c, xen_setup_timer? */
static inline bool interrupts_is_timer(const struct interrupt *row)
{
	size_t length;
	const char *action = interrupts_action(row, &length);

	return interrupts_is_xen(row) && length > 5 && !strncmp(action, "timer", 5) &&
	       strspn(action + 5, "0123456789") == length - 5;
}

/** Does the text begin as /proc/interrupts does, with a heading of CPUs? */
static inline bool interrupts_good(const char *text)
{
	return !strncmp(text + strspn(text, INTERRUPTS_BLANKS), "CPU", 3);
}

#endif
