/* SPDX-License-Identifier: MIT */
/*
 * What the hypervisor says about itself: its version, and the feature word that it offers *this* domain. The word is
 * made for the caller (xen/common/kernel.c, XENVER_get_features), so two of its bits state what the domain is: dom0,
 * and auto_translated_physmap. The others are offers, whether the kernel takes them or not. A clear hvm_pirqs proves
 * nothing: since Xen 4.19 it is off unless xl.cfg asks for it.
 *
 * A platform is named only if it names itself: Amazon and Oracle in the version, Qubes by its marker file, XCP-ng and
 * XenServer by dom0's os-release (their guests show nothing but a version number).
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <xenfacts/plugin.h>

#include "plugins/lib/leaves.h"

#define MAJOR "/sys/hypervisor/version/major"
#define MINOR "/sys/hypervisor/version/minor"
#define EXTRA "/sys/hypervisor/version/extra"
#define WORD "/sys/hypervisor/properties/features"
#define CAPABILITIES "/sys/hypervisor/properties/capabilities"
#define VENDOR "/sys/class/dmi/id/sys_vendor"
#define BIOS "/sys/class/dmi/id/bios_version"
#define RELEASE "/etc/os-release"
#define MARKER "/usr/share/qubes/marker-vm"
#define LOG_FULL "*Xen version: *"
#define LOG_SHORT "*Xen version [0-9]*"
#define LOG_BOARD "*DMI: *BIOS *"

#define XENFEAT(bit, name, strength, sentence) { "features." #name, XF_BOOL, strength, NULL, "1.0", sentence },
#define NAMELESS(bit) XENFEAT(bit, bit_##bit, XF_SUPPORTED, "Bit " #bit " is set; this version has no name for it.")

static const struct xf_fact_def facts[] = {
	{ "hypervisor.type", XF_TEXT, XF_ACTIVE, NULL, "1.0", "Hypervisor, as the kernel names it." },
	{ "version", XF_TEXT, XF_ACTIVE, NULL, "1.0", "Version of Xen, as complete as it is known." },
	{ "major", XF_COUNT, XF_ACTIVE, NULL, "1.0", "Major version of Xen." },
	{ "minor", XF_COUNT, XF_ACTIVE, NULL, "1.0", "Minor version of Xen." },
	{ "extra", XF_TEXT, XF_ACTIVE, NULL, "1.0", "Rest of Xen's version, which identifies a vendor's build." },
	{ "platform", XF_WORD, XF_ACTIVE, "ec2 xcp_ng xenserver qubes oracle none", "1.0",
	  "Vendor of this Xen, if it names itself; none if everything that could name it was read." },
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
	MAJOR,
	MINOR,
	EXTRA,
	WORD,
	CAPABILITIES,
	VENDOR,
	BIOS,
	MARKER,
	RELEASE,
	"log:" LOG_FULL,
	"log:" LOG_SHORT,
	"log:" LOG_BOARD,
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
	const struct xf_obs *word = xf_hex(probe, WORD);
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
	const struct xf_obs *list = xf_read(probe, CAPABILITIES);

	if (!xf_seen(list) && !xf_absent(list))
		xf_say_unknown(probe, list, "features.capabilities");
	for (const char *const *word = xf_words(probe, xf_text(list)); *word; word++)
		xf_say_item(probe, list, *word, "features.capabilities");
}

/* "<denied>" appears where a security policy hides a string (xen/common/version.c, xen_deny). */
static bool hidden(const char *text)
{
	return *text == '<';
}

static void say_version(struct xf_probe *probe, const struct xf_obs *because, unsigned long major,
                        unsigned long minor, const char *extra)
{
	char version[96];

	snprintf(version, sizeof(version), "%lu.%lu%s", major, minor, extra);
	xf_say(probe, because, version, "version");
	xf_say_count(probe, because, major, "major");
	xf_say_count(probe, because, minor, "minor");
}

/* "Xen version: 4.2.amazon (preserve-AD)" of PV and PVH, or "Xen version 4.2." of every HVM container. */
static bool say_logged(struct xf_probe *probe, const struct xf_obs *line)
{
	const char *at = strstr(xf_text(line), "Xen version");
	unsigned long major, minor;
	char extra[64], *end;

	if (!at)
		return false;
	at += strlen("Xen version");
	major = strtoul(at + strspn(at, ": "), &end, 10);
	if (*end != '.')
		return false;
	minor = strtoul(end + 1, &end, 10);
	snprintf(extra, sizeof(extra), "%.*s", (int)strcspn(end, " "), end);
	if (!strcmp(extra, "."))
		*extra = '\0'; /* the full stop of a sentence */
	say_version(probe, line, major, minor, extra);
	if (*extra)
		xf_say(probe, line, extra, "extra");
	return true;
}

/* Leaf base + 1 answers in every x86 domain, even if the kernel was told to ignore Xen. */
static void say_cpuid(struct xf_probe *probe, const struct xf_obs *files)
{
	struct xf_leaves xen = xf_leaves_find(probe);

	if (!xen.first) {
		xf_say_unknown(probe, files, "version");
		return;
	}
	const struct xf_obs *leaf = xf_cpuid(probe, xen.via, xen.first + 1, 0);

	say_version(probe, leaf, xf_reg(leaf, XF_EAX) >> 16, xf_reg(leaf, XF_EAX) & 0xffff, "");
}

/* Returns the source of the hypervisor's build, for the platform: a file, a log line, or neither. */
static const struct xf_obs *read_version(struct xf_probe *probe)
{
	const struct xf_obs *major = xf_number(probe, MAJOR);
	const struct xf_obs *minor = xf_number(probe, MINOR);
	const struct xf_obs *extra = xf_read(probe, EXTRA);
	const struct xf_obs *line = xf_log(probe, LOG_FULL);

	if (xf_seen(major) && xf_seen(minor)) {
		bool told = xf_seen(extra) && !hidden(xf_text(extra));

		say_version(probe, told ? xf_both(probe, xf_both(probe, major, minor), extra)
		            : xf_both(probe, major, minor), xf_value(major), xf_value(minor),
		            told ? xf_text(extra) : "");
		if (!told)
			xf_say_unknown(probe, extra, "extra");
		else if (*xf_text(extra))
			xf_say(probe, extra, xf_text(extra), "extra");
		return extra;
	}
	if (say_logged(probe, line))
		return line;
	if (!say_logged(probe, xf_log(probe, LOG_SHORT)))
		say_cpuid(probe, xf_both(probe, major, minor));
	return extra;
}

/*
 * What names a platform; the first row that does counts. A file of the system does only where the kernel calls its
 * hypervisor Xen: a container image of XCP-ng may run anywhere.
 */
static const struct platform {
	const char *where, *says; /* what the text there has, as whole words; NULL: that it is there is enough */
	const char *name;
	bool of_system;
} platforms[] = {
	{ EXTRA, "amazon", "ec2", false }, /* "4.2.amazon" */
	{ "log:" LOG_FULL, "amazon", "ec2", false },
	{ EXTRA, "OVM", "oracle", false }, /* Oracle VM's builds: "4.4.4OVM" */
	{ "log:" LOG_FULL, "OVM", "oracle", false },
	{ VENDOR, "Amazon EC2", "ec2", false },
	{ BIOS, "amazon", "ec2", false },
	{ BIOS, "OVM", "oracle", false },
	{ "log:" LOG_BOARD, "amazon", "ec2", false },
	{ "log:" LOG_BOARD, "OVM", "oracle", false },
	{ MARKER, NULL, "qubes", true },
	{ RELEASE, "NAME=\"XCP-ng\"", "xcp_ng", true },
	{ RELEASE, "NAME=\"XenServer\"", "xenserver", true },
};

static bool has_words(const char *text, const char *words)
{
	for (const char *at = text; (at = strstr(at, words)); at++)
		if (!isalnum((unsigned char)at[strlen(words)]))
			return true;
	return false;
}

static const struct xf_obs *names_platform(struct xf_probe *probe, const struct platform *platform)
{
	const char *where = platform->where;
	const struct xf_obs *obs = !platform->says ? xf_stat(probe, "%s", where) :
		strncmp(where, "log:", 4) ? xf_read(probe, "%s", where) : xf_log(probe, where + 4);

	return xf_seen(obs) && (!platform->says || has_words(xf_text(obs), platform->says)) ? obs : NULL;
}

static void say_platform(struct xf_probe *probe, const struct xf_obs *build)
{
	const struct xf_obs *type = xf_read(probe, XF_HYPERVISOR_TYPE), *bios = xf_read(probe, BIOS);

	for (size_t i = 0; i < sizeof(platforms) / sizeof(platforms[0]); i++) {
		const struct platform *platform = &platforms[i];
		const struct xf_obs *named = names_platform(probe, platform);

		if (!named || (platform->of_system && !xf_is(type, "xen")))
			continue;
		xf_say(probe, platform->of_system ? xf_both(probe, type, named) : named, platform->name, "platform");
		return;
	}
	if (!xf_seen(build) && !xf_seen(bios))
		xf_say_unknown(probe, build, "platform");
	else
		xf_say(probe, xf_both(probe, xf_seen(build) ? build : bios, xf_both(probe, xf_stat(probe, MARKER),
		       xf_read(probe, RELEASE))), "none", "platform");
}

static void look(struct xf_probe *probe)
{
	const struct xf_obs *type = xf_read(probe, XF_HYPERVISOR_TYPE);

	xf_say(probe, type, xf_text(type), "hypervisor.type");
	if (xf_without_xen(probe))
		return;
	say_platform(probe, read_version(probe));
	say_features(probe);
	say_capabilities(probe);
}

const struct xf_plugin xenfacts_plugin = {
	.abi = XF_ABI,
	.size = sizeof(struct xf_plugin),
	.name = "features",
	.purpose = "Reports Xen's version and platform, and the features that it offers this domain.",
	.facts = facts,
	.fact_size = sizeof(facts[0]),
	.reads = reads,
	.look = look,
	.without_xen = xf_without_xen,
};
