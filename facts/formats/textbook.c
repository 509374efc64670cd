/* SPDX-License-Identifier: MIT */
/*
 * The virtualization spectrum as the Xen project's wiki and Brendan Gregg drew it (2014): how each mode should
 * virtualize each part. A guest need not: one emulated interface in a PVHVM guest is why its own row is drawn, too.
 */
#include "facts/formats/textbook.h"

#define P "paravirtual"
#define E "emulated"
#define H "hardware"

/* disk, network, interrupts, timers, motherboard, privileged */
const struct textbook format_textbook[XF_TEXTBOOK] = {
	{ "hvm", "HVM", { E, E, E, E, E, H } },
	{ "hvm_pv_drivers", "HVM with PV drivers", { P, P, E, E, E, H } },
	{ "pvhvm", "PVHVM", { P, P, P, P, E, H } },
	{ "pv", "PV", { P, P, P, P, P, P } },
	{ "pvh", "PVH", { P, P, P, P, P, H } },
};

const char *format_grade_word(int grade)
{
	static const char *const words[] = { "poor", "room for improvement", "optimal" };

	return grade < 0 || grade > 2 ? "no grade" : words[grade];
}

const char *format_grade_mark(int grade)
{
	static const char *const marks[] = { "○", "◐", "●" };

	return grade < 0 || grade > 2 ? "?" : marks[grade];
}
