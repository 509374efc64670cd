/* SPDX-License-Identifier: MIT */
/*
 * What the hypervisor offers *this* domain: its feature word. Xen makes the word for the caller (xen/common/kernel.c,
 * XENVER_get_features), so two of its bits state what the domain is: dom0, and auto_translated_physmap. The others are
 * offers, whether the kernel takes them or not. A clear hvm_pirqs proves nothing: since Xen 4.19 it is off unless
 * xl.cfg asks for it.
 */
#include <stdio.h>

#include <xenfacts/plugin.h>

#include "plugins/lib/leaves.h"
#include "plugins/lib/places.h"

#define XENFEAT(bit, name, strength, sentence) { "features." #name, XF_BOOL, strength, NULL, "1.0", sentence },
#define NAMELESS(bit) XENFEAT(bit, bit_##bit, XF_SUPPORTED, "Bit " #bit " is set; this version has no name for it.")

static const struct xf_fact_def facts[] = {
	{ "hypervisor.type", XF_TEXT, XF_ACTIVE, NULL, "1.0", "Hypervisor, as the kernel names it." },
	{ "features.raw", XF_TEXT, XF_SUPPORTED, NULL, "1.0", "Xen's feature word in hexadecimal." },
	{ "features.names", XF_LIST, XF_SUPPORTED, NULL, "1.0", "Names of the features that Xen offers." },
	{ "features.count", XF_COUNT, XF_SUPPORTED, NULL, "1.0", "How many features Xen offers." },
	{ "features.capabilities", XF_LIST, XF_SUPPORTED, NULL, "1.0",
	  "Kinds of domain that the host can run; this says nothing about this one." },
#include "facts/rules/xenfeat.def"
	{ 0 },
};
#undef XENFEAT
#undef NAMELESS

static const char *const reads[] = {
	XF_WITHOUT_XEN_READS,
	XF_FEATURE_WORD,
	XF_CAPABILITIES,
	NULL,
};

#define XENFEAT(bit, name, strength, sentence) [bit] = #name,
#define NAMELESS(bit) [bit] = NULL,

static const char *const names[32] = {
#include "facts/rules/xenfeat.def"
};

static void say_bit(struct xf_probe *probe, const struct xf_obs *word, unsigned bit)
{
	bool set = xf_value(word) >> bit & 1;
	char nameless[16];
	const char *name = names[bit] ? names[bit] : nameless;

	if (!names[bit] && !set)
		return;
	snprintf(nameless, sizeof(nameless), "bit_%u", bit);
	xf_say_bool(probe, word, set, "features.%s", name);
	if (set)
		xf_say_item(probe, word, name, "features.names");
}

static void say_features(struct xf_probe *probe)
{
	const struct xf_obs *word = xf_hex(probe, XF_FEATURE_WORD);
	unsigned set = 0;
	char raw[9];

	/* Every domain has a feature, and XENFEAT_NR_SUBMAPS is 1: 0 and longer words are not Xen's. */
	if (!xf_value(word) || xf_value(word) > UINT32_MAX) {
		xf_say_unknown(probe, word, "features.raw");
		xf_say_unknown(probe, word, "features.count");
		xf_say_unknown(probe, word, "features.names");
		xf_say_unknown(probe, word, "features.dom0");
		xf_say_unknown(probe, word, "features.auto_translated_physmap");
		return;
	}
	for (unsigned bit = 0; bit < 32; bit++) {
		say_bit(probe, word, bit);
		set += xf_value(word) >> bit & 1;
	}
	snprintf(raw, sizeof(raw), "%08x", (unsigned)xf_value(word));
	xf_say(probe, word, raw, "features.raw");
	xf_say_count(probe, word, set, "features.count");
}

static void say_capabilities(struct xf_probe *probe)
{
	const struct xf_obs *list = xf_read(probe, XF_CAPABILITIES);

	if (!xf_seen(list) && !xf_absent(list))
		xf_say_unknown(probe, list, "features.capabilities");
	for (const char *const *word = xf_words(probe, xf_text(list)); *word; word++)
		xf_say_item(probe, list, *word, "features.capabilities");
}

static void look(struct xf_probe *probe)
{
	const struct xf_obs *type = xf_read(probe, XF_HYPERVISOR_TYPE);

	xf_say(probe, type, xf_text(type), "hypervisor.type");
	if (xf_without_xen(probe))
		return;
	say_features(probe);
	say_capabilities(probe);
}

const struct xf_plugin xenfacts_plugin = {
	.abi = XF_ABI,
	.size = sizeof(struct xf_plugin),
	.name = "features",
	.purpose = "Reports the hypervisor's name and the features that it offers this domain.",
	.facts = facts,
	.fact_size = sizeof(facts[0]),
	.reads = reads,
	.look = look,
	.without_xen = xf_without_xen,
};
