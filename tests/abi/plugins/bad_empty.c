/* SPDX-License-Identifier: MIT */
/* Has nothing to run. */
#include "tests/abi/plugins/plugin-of.h"

PLUGIN_OF("bad_empty", NULL);
