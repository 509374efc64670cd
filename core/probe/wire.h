/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The message in which a worker sends what plugins found: a sequence of records. The reader trusts nothing, because the
 * worker has run plugins.
 *
 *     begin   u8 'B', u32 number of the plugin in the registry, u32 bytes of all records after this one
 *     obs     u8 'L', u8 outcome, str how, str where, str excerpt       (numbered from 0 within a plugin)
 *     denied  u8 'D', u32 obs
 *     more    u8 'M', u32 how many observations, beyond those it names, the next fact rests on; only if there are any
 *     fact    u8 'F', u8 type, str key, str reason ("": known), u64 number, str text, u8 n, n times u32 obs
 *             (type is what the plugin took it for: XF_TEXT for words too, 0 if it only says unknown)
 *     end     u8 'E', str what was broken ("": nothing), u8 enum gate: is Xen known to be absent?
 *     refuse  u8 'R', str why; instead of all of these: the plugin could not be opened
 *
 * Integers are in the machine's own byte order; a str is u32 length, bytes, NUL.
 */
#ifndef XF_WIRE_H
#define XF_WIRE_H

#include "facts/fact.h"
#include "core/probe/probe.h"
#include "core/probe/registry.h"

#define XF_MESSAGE_CAP (16u << 20) /**< bytes of one plugin's records */
#define XF_OBSERVATIONS_CAP (1u << 17) /**< observations of one plugin */
#define XF_KEPT_CAP (48u << 20)    /**< bytes that the report keeps of one plugin's records, at the most */
#define XF_KEPT_OF_ALL_CAP (128u << 20) /**< and of all plugins' */
#define XF_MESSAGE_HEAD 9u         /**< bytes of the begin record */

/** Runs one plugin, with its settings, on the run's observations and appends its records, begin to end. */
void probe_wire_run(struct observations *observations, const struct loaded_plugin *loaded, uint32_t number,
                    struct buf *message);

/** Appends the records of a plugin that could not be opened. */
void probe_wire_refuse(uint32_t number, const char *why, struct buf *message);

/** What the records of one plugin amount to. */
struct plugin_result {
	uint32_t number;    /**< of the plugin */
	const char *status; /**< "ok", "broken", "refused" */
	const char *detail; /**< one sentence; "" if ok */
	enum gate gate;     /**< what its worker found out so far */
};

/**
 * Parses the records of one plugin, begin to end, from the front of `cursor`, and adds its facts and denied places to
 * the report. 0; -EAGAIN: more bytes are needed, nothing was added; -EBADMSG: malformed; -ENOMEM. A fact that breaks
 * the plugin's declarations is left out, and the result says so. If the report would keep more of it than its share
 * (XF_KEPT_CAP, or half of what the others left of XF_KEPT_OF_ALL_CAP), what it said of single devices is left out; if
 * that does not help, everything; the result says so.
 */
int probe_wire_read(struct cursor *cursor, const struct registry *registry, struct report *report,
                    struct plugin_result *result);

#endif
