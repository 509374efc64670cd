/* SPDX-License-Identifier: MIT */
/** @file What to do about a problem, by its cause and by the platform. */
#ifndef XF_ADVICE_H
#define XF_ADVICE_H

#include "facts/report.h"

/** One row of the table. */
struct advice {
	const char *problems;  /**< words, one blank between; "frontend_unbound:vbd" if the subject matters */
	const char *cause;     /**< why there is the problem; "any" */
	struct condition when; /**< what shows the cause; XF_END: nothing need */
	const char *platforms; /**< where it helps, one blank between; "any" */
	const char *text;      /**< what to do; "": nothing can be done */
	/** Can it be done, with this Xen and this kernel? NULL: always. */
	bool (*possible)(const struct report *report);
};

/**
 * Platforms that rows name: values of the fact platform, kvm for QEMU emulating Xen, xapi for a build of Xen by
 * XenServer or XCP-ng, other for all others.
 */
#define XF_ADVICE_PLATFORMS "ec2 kvm oracle other qubes xapi xcp_ng xenserver"

/** The table. */
const struct advice *rules_advice_table(size_t *count);
/** What to do about a problem: the text of the first row that applies; "" if there is none. */
const char *rules_advice(const struct report *report, const char *problem, const char *subject);

#endif
