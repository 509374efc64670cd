/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The whole interface between the agent of xenfacts and a sink: where reports go.
 *
 * A sink is a function from an encoded report to an outcome. It exports one constant,
 * `const struct xf_sink xenfacts_sink`, and is installed in the sinks' folder as NAME.so.
 *
 * Each delivery runs alone in its own process, with a time limit: even if a sink crashes, hangs or leaks, it cannot
 * delay another sink, and nothing has to be freed. It keeps no state; the agent knows when to try again, what was sent
 * and what is still unsent. Standard output and standard error go to the agent's log.
 */
#ifndef XENFACTS_SINK_H
#define XENFACTS_SINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <xenfacts/setting.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Version of this interface; compared, with `size`, before anything else in a sink is trusted. */
#define XF_SINK_ABI 1u

/** Marks the one symbol that a sink exports. */
#ifndef XF_EXPORT
#define XF_EXPORT __attribute__((visibility("default")))
#endif

/** How a delivery ended. */
enum xf_receipt_kind {
	XF_DELIVERED = 1, /**< the report is where it belongs */
	XF_UNCHANGED = 2, /**< it was already there; nothing was written */
	XF_RETRY = 3,     /**< not now; try again, after `wait_ms` or longer */
	XF_REFUSED = 4,   /**< trying again is useless until the report or the configuration changes */
};

/** What a delivery reports about itself. */
struct xf_receipt {
	uint32_t kind;    /**< enum xf_receipt_kind */
	uint64_t wait_ms; /**< XF_RETRY: what the other side asked for; 0: nothing */
	/**
	 * Why it was not delivered, and what to do; else where it is, as in "written to /run/x", or "". Must never
	 * contain a secret.
	 */
	char sentence[256];
};

/** One delivery. All pointers are the agent's and stay valid until the sink returns. */
struct xf_delivery {
	uint32_t size;                     /**< sizeof(struct xf_delivery): it may have later members */
	const char *sink;                  /**< the sink's name in the configuration */
	const char *format;                /**< "json", "yaml", "prometheus" ... */
	const char *bytes;                 /**< the encoded report */
	size_t length;                     /**< of bytes */
	const char *key;                   /**< UUID of this report for this sink, the same for every attempt */
	const char *version;               /**< of xenfacts, "1.0.0" */
	uint32_t attempt;                  /**< 1 for the first */
	const struct xf_setting *settings; /**< the sink's own table */
	const char *const *values;         /**< of the settings, in the table's order; NULL: not set, no fallback */
};

/** The agent keeps reports that this sink could not deliver, and does not hand it a report it already has. */
#define XF_SINK_REMEMBERS 1u

/** A sink. */
struct xf_sink {
	uint32_t abi;                      /**< XF_SINK_ABI */
	uint32_t size;                     /**< sizeof(struct xf_sink): later members may follow, 0 is their fallback */
	const char *name;                  /**< [a-z][a-z0-9_]*, the file's name without ".so" */
	const char *purpose;               /**< one sentence */
	const struct xf_setting *settings; /**< every setting it has */
	uint32_t flags;                    /**< XF_SINK_REMEMBERS or 0 */
	/**
	 * Are these settings complete and consistent? NULL, or one sentence that says what to change. Runs in the agent
	 * when the configuration is read: it only compares values, and reads no file.
	 */
	const char *(*check)(const struct xf_setting *settings, const char *const *values);
	/** Delivers; fills *receipt, which starts out zeroed and XF_REFUSED. */
	void (*deliver)(const struct xf_delivery *delivery, struct xf_receipt *receipt);
};

/** Every sink defines exactly this. */
XF_EXPORT extern const struct xf_sink xenfacts_sink;

#ifdef __cplusplus
}
#endif
#endif
