/* SPDX-License-Identifier: MIT */
/* Says as much as a plugin can about every disk: all behind one fact, an item and keys for each, and what moves. */
#include <xenfacts/plugin.h>

static const struct xf_fact_def facts[] = {
	{ "many.seen", XF_BOOL, XF_ACTIVE, NULL, "1.0", "There are disks." },
	{ "many.denied", XF_BOOL, XF_ACTIVE, NULL, "1.0", "Unknown if one disk is." },
	{ "many.names", XF_LIST, XF_ACTIVE, NULL, "1.0", "Names of all disks." },
	{ "many.disks.*.name", XF_TEXT, XF_ACTIVE, NULL, "1.0", "Name of the disk." },
	{ "many.count.*", XF_COUNT, XF_MOVING, NULL, "1.0", "Moves." },
	{ NULL, 0, 0, NULL, NULL, NULL },
};

static const char *const reads[] = { "/sys/block/", "/sys/block/*", "/sys/block/*/device/other", NULL };

static void look(struct xf_probe *probe)
{
	for (const char *const *name = xf_list(probe, "/sys/block/"); *name; name++) {
		const struct xf_obs *disk = xf_link(probe, "/sys/block/%s", *name);
		const char *key = xf_key(probe, *name);

		xf_say_bool(probe, disk, true, "many.seen");
		xf_say_bool(probe, xf_read(probe, "/sys/block/%s/device/other", *name), true, "many.denied");
		xf_say_item(probe, disk, *name, "many.names");
		xf_say(probe, disk, *name, "many.disks.%s.name", key);
		xf_say_count(probe, disk, 7, "many.count.%s", key);
	}
}

const struct xf_plugin xenfacts_plugin = {
	.abi = XF_ABI,
	.size = sizeof(struct xf_plugin),
	.name = "many",
	.purpose = "Says as much as a plugin can.",
	.facts = facts,
	.fact_size = sizeof(facts[0]),
	.reads = reads,
	.look = look,
};
