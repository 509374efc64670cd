/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The whole interface between xenfacts and a probe plugin.
 *
 * A plugin is a function from a machine to facts: it reads, then says facts. It exports one constant,
 * `const struct xf_plugin xenfacts_plugin`, and includes nothing but this header, code to link into plugins
 * (<xenfacts/lib/...>), and ISO C.
 *
 * Three rules keep every plugin short, replayable and harmless:
 *
 *  - Nothing here fails. Every read returns an observation, never NULL; it holds its outcome, and without a
 *    value it reads as "" and 0. A fact that rests on a failed observation becomes `unknown`, with that
 *    reason.
 *  - Nothing here is freed. Every pointer that a function returns belongs to the run and stays valid
 *    until `look` returns.
 *  - There is no other way to the outside. Paths must match the plugin's `reads`; a read outside them
 *    ends as XF_FAILED, and the report names the plugin as broken.
 *
 * Functions that take a path or a key are printf-like; both are cut at 511 bytes, and reading a cut path
 * fails. All text is UTF-8. Nothing is thread-safe: `look` runs alone, in a worker process.
 */
#ifndef XENFACTS_PLUGIN_H
#define XENFACTS_PLUGIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <xenfacts/setting.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Version of this interface; compared, with `size`, before any code of a plugin runs. It stays 1 as long as members are
 * only added at the end of struct xf_plugin, xf_fact_def or xf_setting. A plugin says how large these were when it was
 * built: a later xenfacts takes missing members as 0, an earlier one ignores members it does not know.
 */
#define XF_ABI 1u

/** Marks the one symbol that a plugin exports. */
#define XF_EXPORT __attribute__((visibility("default")))

/** Lets the compiler check a format's arguments. */
#define XF_PRINTF(at, first) __attribute__((format(printf, at, first)))

struct xf_probe; /**< one run of one plugin; opaque */
struct xf_obs;   /**< one observation of the machine; opaque, read-only */

/** How an observation ended. Only XF_SEEN carries a value; XF_ABSENT is knowledge, the others are not. */
enum xf_outcome {
	XF_SEEN = 1,         /**< it exists and was read whole */
	XF_ABSENT = 2,       /**< it certainly does not exist */
	XF_DENIED = 3,       /**< permission was denied; it may or may not exist */
	XF_MALFORMED = 4,    /**< it was read but is not what it should be, or exceeds a cap */
	XF_FAILED = 5,       /**< the system refused for another reason */
	XF_NOT_RECORDED = 6, /**< the replayed guest does not contain it */
};

/** Type of a fact's value. */
enum xf_type {
	XF_BOOL = 1,  /**< true or false */
	XF_COUNT = 2, /**< 0 to 2^63-1 */
	XF_WORD = 3,  /**< one of the fact's `values`, [A-Za-z0-9_]+: a value to match on */
	XF_TEXT = 4,  /**< free text, at most 255 bytes; bytes that are not UTF-8 are escaped */
	XF_LIST = 5,  /**< a set of texts, printed sorted */
};

/** What a fact proves. Only active facts decide a verdict; the others explain it. */
enum xf_strength {
	XF_ACTIVE = 1,     /**< in use now */
	XF_CONFIGURED = 2, /**< this kernel was built or booted for it */
	XF_SUPPORTED = 3,  /**< the hypervisor offers it */
	/**
	 * A counter that only goes up and is therefore not a fact: only `facts --format prometheus` shows it. It is an
	 * XF_COUNT, and only the last part of its key may be '*'.
	 */
	XF_MOVING = 4,
};

/** One fact that a plugin declares. The table ends with an entry whose key is NULL. Later versions may add members. */
struct xf_fact_def {
	const char *key;      /**< "block.count"; one '*' part stands for any device key */
	uint32_t type;        /**< enum xf_type */
	uint32_t strength;    /**< enum xf_strength */
	const char *values;   /**< XF_WORD: the allowed words, separated by single spaces; else NULL */
	const char *since;    /**< first version of xenfacts with this fact, "1.0" */
	const char *sentence; /**< one sentence for people; ends with a full stop */
};

/** A plugin. Members up to `look` must be set; later ones default to 0, and later versions may add more. */
struct xf_plugin {
	uint32_t abi;                    /**< XF_ABI */
	uint32_t size;                   /**< sizeof(struct xf_plugin) */
	const char *name;                /**< [a-z][a-z0-9_]*, the file's name without ".so" */
	const char *purpose;             /**< one sentence */
	const struct xf_fact_def *facts; /**< every fact it may say */
	/**
	 * Every place it may read, ending with NULL:
	 *  - "/proc/cmdline"            a file, a link, or anything's existence
	 *  - "/sys/block/" (trailing /) the names in a directory
	 *  - '*' matches within one path component, as in fnmatch(3) with FNM_PATHNAME
	 *  - "PATH lines:PATTERN"       a file of which xf_read and the like return only lines that match an
	 *                              fnmatch(3) pattern, and `record` keeps no others;
	 *                              with an empty pattern, only that the file exists
	 *  - "PATH words:NAME NAME= ..." a command line of the kernel's, likewise only parameters whose names match
	 *                              an fnmatch(3) pattern; their values only if the pattern ends with '='. Write
	 *                              '_' for '-'. What follows the word "--" is for init and never returned
	 *  - "log:PATTERN"              kernel-log lines that match an fnmatch(3) pattern
	 *  - "cpuid:1"                  that CPUID leaf (hexadecimal), natively and forced
	 *  - "cpuid:hypervisor"         all leaves from 0x40000000 to 0x4000ffff, likewise
	 */
	const char *const *reads;
	void (*look)(struct xf_probe *probe); /**< runs once for each report */
	/** sizeof(facts[0]): the distance between entries of `facts`. 0: the size in the first release */
	uint32_t fact_size;
	/**
	 * It has nothing to say about a machine without Xen: `look` is not called if one of xenfacts' own plugins finds
	 * that Xen is certainly not here. If none of them can tell, as when this plugin is alone, it is run.
	 */
	bool only_on_xen;
	/**
	 * Is Xen certainly not here? NULL except in a plugin that can find this out; it reads only within its own
	 * `reads`, says nothing, and is called at most once per run. Only xenfacts' own plugins are asked.
	 */
	bool (*without_xen)(struct xf_probe *probe);
	/**
	 * What can be configured for it under plugins.NAME; every plugin also has `enabled` and `deadline`.
	 * NULL: nothing. See <xenfacts/setting.h>, and xf_setting below.
	 */
	const struct xf_setting *settings;
	uint32_t setting_size; /**< sizeof(settings[0]); 0: as in the first release that had settings */
};

/** Every plugin defines exactly this. */
XF_EXPORT extern const struct xf_plugin xenfacts_plugin;

/* ---- settings ---- */

/**
 * The value of one of the plugin's settings, as <xenfacts/setting.h> describes for its type: from the agent's
 * configuration, else the setting's fallback, "" if it has none; never NULL. Without an agent nothing is configured. A
 * key that is not in the plugin's `settings` ends the plugin as broken.
 */
const char *xf_setting(struct xf_probe *probe, const char *key);

/* ---- reading the machine ---- */

/**
 * Reads a whole text file. Trailing white space is removed; a file with a NUL byte, or larger than 4 MiB (below /proc,
 * 64 MiB), is malformed.
 */
const struct xf_obs *xf_read(struct xf_probe *probe, const char *path, ...) XF_PRINTF(2, 3);

/** Reads a file that holds one unsigned decimal number and white space; else malformed. */
const struct xf_obs *xf_number(struct xf_probe *probe, const char *path, ...) XF_PRINTF(2, 3);

/** Reads a file that holds one hexadecimal number, with or without 0x; else malformed. */
const struct xf_obs *xf_hex(struct xf_probe *probe, const char *path, ...) XF_PRINTF(2, 3);

/** Reads a symbolic link; the text is its target. Anything but a link is malformed. */
const struct xf_obs *xf_link(struct xf_probe *probe, const char *path, ...) XF_PRINTF(2, 3);

/** Checks what is there, following links; the text is "file", "directory" or "other". */
const struct xf_obs *xf_stat(struct xf_probe *probe, const char *path, ...) XF_PRINTF(2, 3);

/** Counts the entries of a directory, at most 65,536; it has a value, but no text. */
const struct xf_obs *xf_count(struct xf_probe *probe, const char *dir, ...) XF_PRINTF(2, 3);

/** The names in a directory, sorted by byte, ending with NULL; empty when xf_count sees nothing. */
const char *const *xf_list(struct xf_probe *probe, const char *dir, ...) XF_PRINTF(2, 3);

/** The value of the first line "NAME : value" in a text that was read. Absent if there is no such line. */
const struct xf_obs *xf_field(struct xf_probe *probe, const struct xf_obs *text, const char *name);

/** The first line of a text that matches an fnmatch(3) pattern. Absent if there is none. */
const struct xf_obs *xf_line(struct xf_probe *probe, const struct xf_obs *text, const char *pattern);

/**
 * Searches the kernel log for lines that match a pattern in the plugin's `reads` ("log:" + pattern). The text is the
 * first such line without its time stamp, the value how many there are. The log is evidence of last resort: an absent
 * line proves nothing, as the log may have been rotated away.
 */
const struct xf_obs *xf_log(struct xf_probe *probe, const char *pattern);

/** Ways to execute CPUID. */
enum xf_via {
	XF_NATIVE = 1, /**< the plain instruction */
	XF_FORCED = 2, /**< behind Xen's forced-emulation prefix (xen/include/public/arch-x86/xen.h,
	                    XEN_EMULATE_PREFIX): answers in PV domains, traps elsewhere (then absent) */
};

/** Registers of a CPUID answer. */
enum xf_register { XF_EAX = 0, XF_EBX = 1, XF_ECX = 2, XF_EDX = 3 };

/** Executes CPUID. Absent where the instruction traps or the machine has none. */
const struct xf_obs *xf_cpuid(struct xf_probe *probe, enum xf_via via, uint32_t leaf, uint32_t sub);

/**
 * Finds the hypervisor whose 12-byte signature is in ebx, ecx, edx of a leaf 0x40000000 + n * 0x100, up to 0x4000ff00.
 * The value is that leaf; absent if none of them has it.
 */
const struct xf_obs *xf_cpuid_base(struct xf_probe *probe, enum xf_via via, const char *signature);

/** One observation that stands for two; its outcome is the worse of theirs. */
const struct xf_obs *xf_both(struct xf_probe *probe, const struct xf_obs *a, const struct xf_obs *b);

/* ---- querying an observation; all are safe on every outcome and on NULL ---- */

/** How did it end? XF_FAILED for NULL. */
enum xf_outcome xf_outcome(const struct xf_obs *obs);
/** Was it seen? */
bool xf_seen(const struct xf_obs *obs);
/** Does it certainly not exist? */
bool xf_absent(const struct xf_obs *obs);
/** Was it seen, with exactly this text? */
bool xf_is(const struct xf_obs *obs, const char *text);
/** Was it seen, and does its text contain this? */
bool xf_has(const struct xf_obs *obs, const char *part);
/** Its text, "" if there is none; never NULL. */
const char *xf_text(const struct xf_obs *obs);
/** The last component of its text when that is a path: the driver's name of a driver link. */
const char *xf_last(const struct xf_obs *obs);
/** Its number, 0 if there is none. */
uint64_t xf_value(const struct xf_obs *obs);
/** A CPUID register, 0 if there is none. */
uint32_t xf_reg(const struct xf_obs *obs, enum xf_register reg);

/* ---- splitting text; arrays end with NULL and are never NULL ---- */

/** The lines of a text that was read. */
const char *const *xf_lines(struct xf_probe *probe, const struct xf_obs *text);
/** The words of a line, separated by blanks and tabs. */
const char *const *xf_words(struct xf_probe *probe, const char *line);
/**
 * Turns a device's name into one part of a key: lower case, [a-z][a-z0-9_]*. Two names never share a key within a run:
 * the later one gets _2, _3 and so on, so ask in sorted order.
 */
const char *xf_key(struct xf_probe *probe, const char *name);

/* ---- saying facts; a fact that is not in the plugin's table, or not of its type, is refused ---- */

/*
 * Every fact rests on an observation, `because`. If that was seen or absent, the fact gets the value; if it ended
 * otherwise, or the value is empty, the fact is unknown, with the reason.
 */

/** Says a word or a text. */
void xf_say(struct xf_probe *probe, const struct xf_obs *because, const char *value, const char *key,
            ...) XF_PRINTF(4, 5);
/** Says a truth value. */
void xf_say_bool(struct xf_probe *probe, const struct xf_obs *because, bool value, const char *key, ...)
	XF_PRINTF(4, 5);
/** Says a count. */
void xf_say_count(struct xf_probe *probe, const struct xf_obs *because, uint64_t value,
                  const char *key, ...) XF_PRINTF(4, 5);
/** Says the observation's own number as a count; unknown unless it was seen. */
void xf_say_number(struct xf_probe *probe, const struct xf_obs *because, const char *key, ...)
	XF_PRINTF(3, 4);
/** Adds a text to a list; empty texts are left out. */
void xf_say_item(struct xf_probe *probe, const struct xf_obs *because, const char *value,
                 const char *key, ...) XF_PRINTF(4, 5);
/** Says that a fact is not known, for the observation's reason (malformed if it was seen). */
void xf_say_unknown(struct xf_probe *probe, const struct xf_obs *because, const char *key, ...)
	XF_PRINTF(3, 4);

#ifdef __cplusplus
}
#endif
#endif
