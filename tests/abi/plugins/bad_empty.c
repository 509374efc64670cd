/* SPDX-License-Identifier: MIT */
/* Has nothing to run. */
#include "plugin-of.h"

PLUGIN_OF("bad_empty", NULL);
