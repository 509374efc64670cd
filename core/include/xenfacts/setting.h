/* SPDX-License-Identifier: MIT */
/** @file Settings that a plugin or a sink declares: what may be configured for it, and what it is handed. */
#ifndef XENFACTS_SETTING_H
#define XENFACTS_SETTING_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Type of a setting's value; the configuration is checked against it before anything sees the value. */
enum xf_setting_type {
	XF_SETTING_TEXT = 1, /**< any text of one line */
	XF_SETTING_PATH = 2, /**< an absolute path */
	XF_SETTING_WORD = 3, /**< one of the setting's `words` */
	XF_SETTING_BOOL = 4, /**< "true" or "false" */
	XF_SETTING_COUNT = 5, /**< a decimal number within the setting's `words` */
	XF_SETTING_TIME = 6, /**< a time within the setting's `words`, handed over in milliseconds: "1500" */
	XF_SETTING_MODE = 7, /**< permission bits, handed over in octal: "0644" */
	XF_SETTING_SERVICE = 8, /**< "http://HOST" or "http://HOST:PORT": no user, no path */
};

/** One setting. The table ends with an entry whose key is NULL. */
struct xf_setting {
	const char *key; /**< [a-z][a-z0-9_]* */
	uint32_t type;   /**< enum xf_setting_type */
	/**
	 * XF_SETTING_WORD: the allowed words, separated by single spaces. XF_SETTING_TIME: the minimum and maximum, "1s
	 * 1h", or "0 1s 1h" if 0 is allowed too; NULL: anything up to a year. XF_SETTING_COUNT: the minimum and
	 * maximum, "0 255"; NULL: any. Else NULL.
	 */
	const char *words;
	const char *fallback; /**< its value if it is not set, as in the configuration; NULL: none */
	const char *sentence; /**< one sentence for people; ends with a full stop */
};

#ifdef __cplusplus
}
#endif
#endif
