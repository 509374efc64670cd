/* SPDX-License-Identifier: MIT */
/** @file A report within a JSON document, as flat keys and texts: for each module that reads saved reports. */
#ifndef XF_FLATTEN_H
#define XF_FLATTEN_H

#include <jansson.h>

#include "facts/saved/saved.h"

/**
 * The report within a document of one machine: the object itself, or below what Facter, Ansible, Salt or Puppet put
 * around it. NULL: it has none. The document owns it.
 */
json_t *module_report_in(json_t *document);
/**
 * Appends the facts of a report, an object, to the list; saved_seal is left to the caller. 0; -EINVAL: *wrong is a
 * sentence that names the key and what is wrong with it, from the arena; -E2BIG; -ENOMEM.
 */
int module_flatten(struct saved *saved, struct arena *arena, json_t *report, const char **wrong);

#endif
