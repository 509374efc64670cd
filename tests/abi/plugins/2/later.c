/* SPDX-License-Identifier: MIT */
/* Built for a xenfacts that is yet to come: the constant and all entries of its tables are longer. */
#include <stdint.h>

#include <xenfacts/plugin.h>

struct later_fact {
	struct xf_fact_def now;
	const char *unit;
	uint64_t more[3];
};

struct later_setting {
	struct xf_setting now;
	const char *more;
};

static const struct later_fact facts[] = {
	{ { "later.text", XF_TEXT, XF_ACTIVE, NULL, "9.0", "What was read." }, "", { 1, 2, 3 } },
	{ { "later.word", XF_WORD, XF_ACTIVE, "red green", "9.0", "A word." }, "", { 4, 5, 6 } },
	{ { "later.depth", XF_TEXT, XF_CONFIGURED, NULL, "9.0", "A setting." }, "m", { 7, 8, 9 } },
	{ .unit = NULL },
};

static const struct later_setting settings[] = {
	{ { "width", XF_SETTING_COUNT, NULL, "1", "How wide." }, "x" },
	{ { "depth", XF_SETTING_COUNT, "1 9", "3", "How deep." }, "y" },
	{ .more = NULL },
};

static const char *const reads[] = { "/proc/cmdline", NULL };

static void look(struct xf_probe *probe)
{
	const struct xf_obs *line = xf_read(probe, "/proc/cmdline");

	xf_say(probe, line, xf_text(line), "later.text");
	xf_say(probe, line, "green", "later.word");
	xf_say(probe, line, xf_setting(probe, "depth"), "later.depth");
}

/* Under another name in C, as the header has declared a shorter one. */
extern const struct later {
	struct xf_plugin now;
	void (*later)(void);
	uint64_t more[8];
} exported __asm__("xenfacts_plugin");

__attribute__((visibility("default"))) const struct later exported = {
	.now = { .abi = XF_ABI, .size = sizeof(struct later), .name = "later", .purpose = "Belongs to the tests.",
		.facts = &facts[0].now, .fact_size = sizeof(facts[0]), .reads = reads, .look = look,
		.settings = &settings[0].now, .setting_size = sizeof(settings[0]) },
	.more = { 1, 2, 3, 4, 5, 6, 7, 8 },
};
