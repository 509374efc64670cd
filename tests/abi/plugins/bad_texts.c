/* SPDX-License-Identifier: MIT */
/* A thousand facts and one sentence, to which all of them lead: a small file, and a megabyte if each had its own. */
#include <xenfacts/plugin.h>

#define WORDS "ten bytes " "ten bytes " "ten bytes " "ten bytes " "ten bytes "
#define MANY_WORDS WORDS WORDS WORDS WORDS WORDS WORDS WORDS WORDS WORDS WORDS
#define FACT { "bad_texts.x", XF_BOOL, XF_ACTIVE, NULL, "1.0", sentence }
#define FACTS_10 FACT, FACT, FACT, FACT, FACT, FACT, FACT, FACT, FACT, FACT
#define FACTS_50 FACTS_10, FACTS_10, FACTS_10, FACTS_10, FACTS_10
#define FACTS_250 FACTS_50, FACTS_50, FACTS_50, FACTS_50, FACTS_50

static const char sentence[] = MANY_WORDS MANY_WORDS ".";

static const struct xf_fact_def facts[] = {
	FACTS_250, FACTS_250, FACTS_250, FACTS_250,
	{ NULL, 0, 0, NULL, NULL, NULL },
};

static const char *const reads[] = { "/proc/cmdline", NULL };

static void look(struct xf_probe *probe)
{
	(void)probe;
}

const struct xf_plugin xenfacts_plugin = {
	.abi = XF_ABI, .size = sizeof(struct xf_plugin), .name = "bad_texts", .purpose = "Belongs to the tests.",
	.facts = facts, .reads = reads, .look = look,
};
