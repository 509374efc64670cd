/* SPDX-License-Identifier: MIT */
/** @file What to do about a row of the spectrum that is not green. */
#ifndef XF_ADVICE_H
#define XF_ADVICE_H

#include "facts/report.h"

/** The first piece of advice whose conditions hold for this cell and value; "" if there is none. */
const char *rules_advice(const struct report *report, const char *key, const char *value);

#endif
