/* SPDX-License-Identifier: MIT */
/*
 * What EC2 says about its instance. A plugin contacts no server: the agent does, if its configuration says so and this
 * machine is an EC2 instance, and stores the answers as files (core/agent/ec2.c). These facts are descriptive; they
 * decide no verdict, since the service knows what was rented and not what this kernel uses.
 */
#include <xenfacts/plugin.h>

#define FOLDER "/run/xenfacts/imds"

#define IMDS(path, file, fact, sentence) { "cloud." fact, XF_TEXT, XF_SUPPORTED, NULL, "1.0", sentence },

static const struct xf_fact_def facts[] = {
#include "facts/rules/imds.def"
	{ 0 },
};
#undef IMDS

#define IMDS(path, file, fact, sentence) FOLDER "/" file,

static const char *const reads[] = {
	FOLDER,
#include "facts/rules/imds.def"
	NULL,
};

/* For the agent, which does the fetching. The address is the one in AWS's documentation, for IPv4 and any instance. */
static const struct xf_setting settings[] = {
	{ "fetch", XF_SETTING_BOOL, NULL, "false", "Ask EC2's metadata service, if this machine is an EC2 instance." },
	{ "url", XF_SETTING_SERVICE, NULL, "http://169.254.169.254",
	  "Where the service is: http://HOST or http://HOST:PORT." },
	{ "hops", XF_SETTING_COUNT, "0 255", "2",
	  "How many routers a packet to it may pass; 0: as many as the system allows." },
	{ .key = NULL },
};

/* Without the folder nobody has asked, and nothing is unknown. Facts and files have the same order. */
static void look(struct xf_probe *probe)
{
	if (!xf_seen(xf_stat(probe, FOLDER)))
		return;
	for (size_t i = 0; facts[i].key; i++) {
		const struct xf_obs *value = xf_read(probe, "%s", reads[i + 1]);

		xf_say(probe, value, xf_text(value), "%s", facts[i].key);
	}
}

const struct xf_plugin xenfacts_plugin = {
	.abi = XF_ABI,
	.size = sizeof(struct xf_plugin),
	.name = "cloud",
	.purpose = "Reports what EC2's metadata service told the agent about this instance.",
	.facts = facts,
	.fact_size = sizeof(facts[0]),
	.reads = reads,
	.look = look,
	.settings = settings,
	.setting_size = sizeof(settings[0]),
};
