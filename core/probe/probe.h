/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What is behind the plugin interface: the observations of one run, and the message a plugin's facts are sent in.
 * <xenfacts/plugin.h> is implemented in api-obs.c (querying an observation), api-read.c (reading the machine),
 * api-cut.c (splitting text), api-log.c (the kernel log and CPUID) and api-say.c (saying facts).
 */
#ifndef XF_PROBE_H
#define XF_PROBE_H

#include "core/machine/machine.h"
#include "core/util/buf.h"
#include "core/util/map.h"

#define XF_PATH_CAP 512u    /**< bytes of a path, its NUL included */
#define XF_EXCERPT_CAP 120u /**< bytes of an excerpt */

/** One observation. Made once per run for each place and way of reading it, then shared by all plugins. */
struct xf_obs {
	enum xf_outcome outcome;
	const char *how;   /**< "read", "number", "link", "stat", "list", "line", "log", "cpuid", "lines:..", ... */
	const char *where; /**< path, "kernel log", "CPUID 0x40000001" */
	const char *text;  /**< "" if there is none */
	uint64_t value;
	uint32_t reg[4];
	char **names;                  /**< list: ends with NULL */
	const struct xf_obs *parts[2]; /**< of xf_both, else NULL */
	struct xf_obs *next;           /**< the same place, read in another way */
	uint32_t sent_as;              /**< its number in the message, valid when sent_by is this probe */
	uint32_t sent_by;
};

/** Do plugins that are only_on_xen have anything to say here? */
enum gate { XF_GATE_UNKNOWN, XF_GATE_OPEN, XF_GATE_SHUT };

struct registry;

/** The observations of one run. */
struct observations {
	struct arena *arena;
	struct machine *machine;
	struct map places;               /**< the observations of each place, the newest first */
	const struct xf_obs *log;        /**< the whole kernel log, once a plugin asked for it */
	struct map patterns;             /**< struct log_pattern of each pattern that the log was searched for */
	const struct registry *registry; /**< the plugins of the run; NULL: only the one that asks is known */
	enum gate gate;                  /**< the answer so far (gate.h) */
	bool sandboxed;                  /**< this is a worker */
};

/** One plugin's run. */
struct xf_probe {
	struct observations *observations;
	const struct xf_plugin *plugin;
	const char *const *values; /**< of its settings, in their order; NULL: not even the fallbacks are known */
	struct buf *message;       /**< what it says, see wire.h */
	size_t begin;              /**< where that begins in the buffer */
	const char *broken;        /**< first broken rule, a sentence; NULL */
	struct map keys;           /**< the key that a device's name was given */
	struct map taken;          /**< all keys that were given, each with the last number behind it */
	uint32_t serial;           /**< of this probe within the run, from 1 */
	uint32_t sent;             /**< observations in the message so far */
};

/** The cached observation of that kind and place; NULL if there is none yet. */
struct xf_obs *probe_obs_find(struct observations *observations, const char *how, const char *where);
/** Adds an observation; returns it, or a fixed failed one if there is no memory. Never NULL. */
const struct xf_obs *probe_obs_add(struct observations *observations, const struct xf_obs *obs);
/** The observation that stands for "no memory". */
const struct xf_obs *probe_obs_failed(void);
/** The whole kernel log, read at the first call. */
const struct xf_obs *probe_obs_log(struct observations *observations);
/** Marks the plugin as broken: it did something its tables do not declare. Only the first time counts. */
void probe_break(struct xf_probe *probe, const char *format, ...) __attribute__((format(printf, 2, 3)));
/** Notes a place that was denied, so that the report can list it. */
void probe_denied(struct xf_probe *probe, const struct xf_obs *obs);

#endif
