/* SPDX-License-Identifier: MIT */
/*
 * What this kernel was built and booted for: facts that explain a mode and never prove it. The command line of a Xen
 * kernel can turn off each step from HVM to PVHVM: xen_nopv and nopv turn off Xen as a whole, xen_no_vector_callback
 * the callback vector and with it Xen's timer, xen_emul_unplug=never the switch from emulated to PV devices, nopvspin
 * the locks. With xen_emul_unplug= the kernel unplugs without the log lines that it prints by default
 * (arch/x86/xen/platform-pci-unplug.c, xen_unplug_emulated_devices), so the lines prove the switch, but their absence
 * proves nothing.
 */
#include <stdlib.h>
#include <string.h>

#include <xenfacts/plugin.h>

#include "plugins/lib/places.h"

#define CMDLINE "/proc/cmdline"
#define PARAMETERS "xen_nopv nopv xen_no_vector_callback nopvspin xen_nopvspin " \
	"xen_emul_unplug= xen_timer_slop= clocksource="
#define CONFIG(release) "/boot/config-" release
#define OPTIONS "CONFIG_XEN"
#define LOG_FIRST "*Linux version [0-9]*"
#define LOG_NICS "*unplug emulated NICs*"
#define LOG_DISKS "*unplug emulated disks*"
#define LOG_PIRQ "*xen: --> pirq=*"
#define LOG_DRIVERLESS "*Device with no driver: device/*"

static const struct xf_fact_def facts[] = {
	{ "kernel.release", XF_TEXT, XF_ACTIVE, NULL, "1.0", "Release of the running kernel." },
	{ "kernel.xen_nopv", XF_BOOL, XF_CONFIGURED, NULL, "1.0",
	  "xen_nopv is on the command line: the kernel ignores Xen in an HVM container." },
	{ "kernel.nopv", XF_BOOL, XF_CONFIGURED, NULL, "1.0",
	  "nopv is on the command line: the kernel ignores every hypervisor that it can." },
	{ "kernel.xen_emul_unplug", XF_TEXT, XF_CONFIGURED, NULL, "1.0",
	  "Value of xen_emul_unplug=, if given: which emulated devices to unplug." },
	{ "kernel.xen_no_vector_callback", XF_BOOL, XF_CONFIGURED, NULL, "1.0",
	  "xen_no_vector_callback is on the command line: no callback vector, no Xen timer." },
	{ "kernel.xen_timer_slop", XF_TEXT, XF_CONFIGURED, NULL, "1.0",
	  "Value of xen_timer_slop=, if given: the shortest timer, in nanoseconds." },
	{ "kernel.nopvspin", XF_BOOL, XF_CONFIGURED, NULL, "1.0",
	  "nopvspin or xen_nopvspin is on the command line: no PV spinlocks." },
	{ "kernel.clocksource", XF_TEXT, XF_CONFIGURED, NULL, "1.0",
	  "Value of clocksource=, if given: the requested clock source." },
	{ "kernel.config", XF_LIST, XF_CONFIGURED, NULL, "1.0",
	  "CONFIG_XEN options that this kernel was built with; this does not mean that they are in use." },
	{ "kernel.config_count", XF_COUNT, XF_CONFIGURED, NULL, "1.0",
	  "How many CONFIG_XEN options this kernel was built with." },
	{ "kernel.unplugged_nics", XF_BOOL, XF_ACTIVE, NULL, "1.0",
	  "The kernel logged at boot that it unplugs the emulated network devices." },
	{ "kernel.unplugged_disks", XF_BOOL, XF_ACTIVE, NULL, "1.0",
	  "The kernel logged at boot that it unplugs the emulated disks." },
	{ "kernel.platform_protocol", XF_COUNT, XF_SUPPORTED, NULL, "1.0",
	  "Version of the unplug protocol that Xen's platform device speaks." },
	{ "kernel.log_pirqs", XF_COUNT, XF_ACTIVE, NULL, "1.0",
	  "Interrupts mapped to event channels (PIRQs), according to the kernel log." },
	{ "kernel.log_driverless", XF_COUNT, XF_CONFIGURED, NULL, "1.0",
	  "Devices on Xen's bus without a driver at boot; modules may have been loaded since." },
	{ "kernel.log_complete", XF_BOOL, XF_ACTIVE, NULL, "1.0",
	  "The kernel log still has the kernel's first line." },
	{ 0 },
};

static const char *const reads[] = {
	XF_KERNEL_RELEASE,
	CMDLINE " words:" PARAMETERS,
	CONFIG("*") " lines:" OPTIONS "*",
	"log:" LOG_FIRST,
	"log:" LOG_NICS,
	"log:" LOG_DISKS,
	"log:" XF_LOG_PROTOCOL,
	"log:" LOG_PIRQ,
	"log:" LOG_DRIVERLESS,
	NULL,
};

/* What follows a parameter's name ("" or "=value"), or NULL. The kernel treats '-' as '_' there. */
static const char *behind(const char *word, const char *name)
{
	while (*name && (*word == *name || (*word == '-' && *name == '_')))
		word++, name++;
	return *name || (*word && *word != '=') ? NULL : word;
}

/* The last word of the command line that sets a parameter, which is the one that counts; NULL if none. */
static const char *find(const char *const *words, const char *name)
{
	const char *found = NULL;

	for (; *words; words++) {
		const char *rest = behind(*words, name);

		found = rest ? rest : found;
	}
	return found;
}

/* A machine without a command line, such as a damaged capture, does not say what it would not have on it. */
static void say_switch(struct xf_probe *probe, const struct xf_obs *line, bool found, const char *fact)
{
	if (xf_seen(line))
		xf_say_bool(probe, line, found, "kernel.%s", fact);
	else
		xf_say_unknown(probe, line, "kernel.%s", fact);
}

static void say_cmdline(struct xf_probe *probe)
{
	static const char *const switches[] = { "xen_nopv", "nopv", "xen_no_vector_callback" };
	static const char *const settings[] = { "xen_emul_unplug", "xen_timer_slop", "clocksource" };
	const struct xf_obs *line = xf_read(probe, CMDLINE);
	const char *const *words = xf_words(probe, xf_text(line));

	for (size_t i = 0; i < sizeof(switches) / sizeof(switches[0]); i++)
		say_switch(probe, line, find(words, switches[i]), switches[i]);
	say_switch(probe, line, find(words, "nopvspin") || find(words, "xen_nopvspin"), "nopvspin");
	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
		const char *value = find(words, settings[i]);

		if (value && *value)
			xf_say(probe, line, value + 1, "kernel.%s", settings[i]);
	}
}

static bool is_set(const char *line)
{
	size_t length = strlen(line);

	return !strncmp(line, OPTIONS, strlen(OPTIONS)) && length > 2 &&
	       (!strcmp(line + length - 2, "=y") || !strcmp(line + length - 2, "=m"));
}

static void say_config(struct xf_probe *probe, const struct xf_obs *release)
{
	uint64_t count = 0;

	if (!*xf_text(release) || strchr(xf_text(release), '/')) { /* cannot be part of a file name */
		xf_say_unknown(probe, release, "kernel.config_count");
		return;
	}
	const struct xf_obs *config = xf_read(probe, CONFIG("%s"), xf_text(release));

	for (const char *const *line = xf_lines(probe, config); *line; line++)
		if (is_set(*line)) {
			xf_say_item(probe, config, *line, "kernel.config");
			count++;
		}
	if (xf_seen(config))
		xf_say_count(probe, config, count, "kernel.config_count");
	else
		xf_say_unknown(probe, config, "kernel.config_count");
}

/* A line proves something; a missing one may have been rotated away. */
static void say_unplugged(struct xf_probe *probe, const char *pattern, const char *fact)
{
	const struct xf_obs *line = xf_log(probe, pattern);

	if (xf_seen(line))
		xf_say_bool(probe, line, true, "kernel.%s", fact);
	else
		xf_say_unknown(probe, line, "kernel.%s", fact);
}

static void say_log(struct xf_probe *probe)
{
	const struct xf_obs *first = xf_log(probe, LOG_FIRST), *protocol = xf_log(probe, XF_LOG_PROTOCOL);
	const char *version = strstr(xf_text(protocol), "protocol version ");

	say_unplugged(probe, LOG_NICS, "unplugged_nics");
	say_unplugged(probe, LOG_DISKS, "unplugged_disks");
	if (version)
		xf_say_count(probe, protocol, strtoul(version + strlen("protocol version "), NULL, 10),
		             "kernel.platform_protocol");
	else
		xf_say_unknown(probe, protocol, "kernel.platform_protocol");
	xf_say_number(probe, xf_log(probe, LOG_PIRQ), "kernel.log_pirqs");
	xf_say_number(probe, xf_log(probe, LOG_DRIVERLESS), "kernel.log_driverless");
	xf_say_bool(probe, first, xf_seen(first), "kernel.log_complete");
}

static void look(struct xf_probe *probe)
{
	const struct xf_obs *release = xf_read(probe, XF_KERNEL_RELEASE);

	xf_say(probe, release, xf_text(release), "kernel.release");
	say_cmdline(probe);
	say_config(probe, release);
	say_log(probe);
}

const struct xf_plugin xenfacts_plugin = {
	.abi = XF_ABI,
	.size = sizeof(struct xf_plugin),
	.name = "kernel",
	.purpose = "Reports what the kernel was built and booted for, and what its log says about unplugging.",
	.facts = facts,
	.fact_size = sizeof(facts[0]),
	.reads = reads,
	.look = look,
	.only_on_xen = true,
};
