/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The module `imds`: asks EC2's instance metadata service, version 2 (AWS, "Use the Instance Metadata Service to access
 * instance metadata"). It links libcurl and is only ever opened by the agent's scan process.
 */
#ifndef XF_IMDS_H
#define XF_IMDS_H

#include <stddef.h>
#include <stdint.h>

#define XF_IMDS_CAP 64u /**< bytes of a value, its NUL included */

/** One thing to ask for. */
struct imds_item {
	const char *path;        /**< below /latest/meta-data/ */
	char value[XF_IMDS_CAP]; /**< letters, digits, dot, dash and underscore; "" if not obtained */
};

/** Exported as xenfacts_imds. */
struct imds_module {
	uint32_t version; /**< XF_MODULE_VERSION */
	/**
	 * Asks for all items. `url` is http://HOST[:PORT]; all requests together take at most `budget_ms`, and their
	 * packets live for `hops` routers (0: the system's default). NULL if every value was obtained, else a sentence
	 * without a full stop, static or in `wrong`, that contains no token.
	 */
	const char *(*ask)(const char *url, unsigned budget_ms, int hops, struct imds_item *items, size_t count,
	                   char wrong[256]);
};

#endif
