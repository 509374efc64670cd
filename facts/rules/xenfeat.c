/* SPDX-License-Identifier: MIT */
/* The names of the feature bits, for `decode`. */
#include "facts/rules/xenfeat.h"

#define XENFEAT(bit, name, strength, sentence) [bit] = { #name, sentence, strength },
#define NAMELESS(bit) [bit] = { .name = NULL },

static const struct xenfeat features[] = {
#include "facts/rules/xenfeat.def"
};

const struct xenfeat *rules_xenfeat(unsigned bit)
{
	return bit < sizeof(features) / sizeof(features[0]) && features[bit].name ? &features[bit] : NULL;
}
