/* SPDX-License-Identifier: MIT */
/* A sink as a later version's header makes it: its struct has a member more, which this version must not mind. */
#include <xenfacts/sink.h>

static const struct xf_setting settings[] = {
	{ .key = NULL },
};

static const char *check(const struct xf_setting *table, const char *const *values)
{
	(void)table;
	(void)values;
	return NULL;
}

static void deliver(const struct xf_delivery *delivery, struct xf_receipt *receipt)
{
	(void)delivery;
	receipt->kind = XF_DELIVERED;
}

static const struct {
	struct xf_sink now;
	const char *more;
} later __attribute__((used)) = {
	.now = {
		.abi = XF_SINK_ABI, .size = sizeof(later), .name = "later", .purpose = "Delivers to nobody.",
		.settings = settings, .check = check, .deliver = deliver,
	},
	.more = "what comes later",
};

extern const struct xf_sink xenfacts_sink __attribute__((alias("later")));
