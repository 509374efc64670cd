/* SPDX-License-Identifier: MIT */
/**
 * @file What both halves of the sink http share. http.so has the table and the check, and is opened within the agent;
 * http/transfer.so links libcurl and is opened by a delivery, in its own process.
 */
#ifndef XF_SINK_HTTP_H
#define XF_SINK_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <xenfacts/sink.h>

/** Type and name of the symbol that transfer.so exports: one delivery, as in <xenfacts/sink.h>. */
typedef void http_transfer(const struct xf_delivery *delivery, struct xf_receipt *receipt);
#define HTTP_TRANSFER "xenfacts_http_transfer"

/**
 * Value of a setting; NULL if it is not set. It is looked up by key: an upgrade can replace either half while the agent
 * keeps the other, and a table may grow.
 */
static inline const char *http_value(const struct xf_setting *settings, const char *const *values, const char *key)
{
	for (size_t i = 0; settings[i].key; i++)
		if (!strcmp(settings[i].key, key))
			return values[i];
	return NULL;
}

/** Is a boolean setting true? */
static inline bool http_is_on(const struct xf_setting *settings, const char *const *values, const char *key)
{
	const char *value = http_value(settings, values, key);

	return value && !strcmp(value, "true");
}

/** The sink's `check`; see <xenfacts/sink.h>. */
const char *sink_http_check(const struct xf_setting *settings, const char *const *values);

#endif
