/* SPDX-License-Identifier: MIT */
/*
 * Xen's version, as complete as it is known, and whose Xen it is. A platform is named only if it names itself: Amazon
 * and Oracle in the version, Qubes by its marker file, XCP-ng and XenServer by dom0's release files (their guests show
 * nothing but a version number).
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <xenfacts/plugin.h>

#include "plugins/lib/board.h"
#include "plugins/lib/leaves.h"
#include "plugins/lib/places.h"

#define MAJOR "/sys/hypervisor/version/major"
#define MINOR "/sys/hypervisor/version/minor"
#define EXTRA "/sys/hypervisor/version/extra"
#define RELEASE "/etc/os-release"
#define OLD_RELEASE "/etc/redhat-release"
#define INVENTORY "/etc/xensource-inventory"
#define MARKER "/usr/share/qubes/marker-vm"
#define QUBES_RELEASE "/etc/qubes-release"
#define XENFEAT_DOM0 11 /* bit of the feature word */
#define LOG_FULL "*Xen version: *"
#define LOG_SHORT "*Xen version [0-9]*"

static const struct xf_fact_def facts[] = {
	{ "version", XF_TEXT, XF_ACTIVE, NULL, "1.0", "Version of Xen, as complete as it is known." },
	{ "major", XF_COUNT, XF_ACTIVE, NULL, "1.0", "Major version of Xen." },
	{ "minor", XF_COUNT, XF_ACTIVE, NULL, "1.0", "Minor version of Xen." },
	{ "extra", XF_TEXT, XF_ACTIVE, NULL, "1.0", "Rest of Xen's version, which identifies a vendor's build." },
	{ "platform", XF_WORD, XF_ACTIVE, "ec2 xcp_ng xenserver qubes oracle none", "1.0",
	  "Vendor of this Xen, if it names itself; none if everything that could name it was read." },
	{ 0 },
};

static const char *const reads[] = {
	XF_LEAVES_READS,
	XF_HYPERVISOR_TYPE,
	XF_SYSTEM_VENDOR,
	MAJOR,
	MINOR,
	EXTRA,
	XF_FEATURE_WORD,
	XF_BOARD_PRODUCT,
	XF_BOARD_BIOS,
	XF_XEN_NODE,
	MARKER " lines:",
	QUBES_RELEASE " lines:Qubes *",
	RELEASE " lines:NAME=*",
	OLD_RELEASE " lines:[CX]* release *",
	INVENTORY " lines:PRODUCT_BRAND=*",
	"log:" LOG_FULL,
	"log:" LOG_SHORT,
	"log:" XF_LOG_BOARD,
	"log:" XF_LOG_HARDWARE,
	"log:" XF_LOG_ARM,
	NULL,
};

/* "<denied>" appears where a security policy hides a string (xen/common/version.c, xen_deny). */
static bool hidden(const char *text)
{
	return *text == '<';
}

/* A version in a text: "4.17", "4.2.amazon (preserve-AD)". `extra` is what follows the minor number, up to a blank. */
struct version {
	unsigned long major, minor;
	char extra[64];
};

static bool read_version(const char *at, struct version *version)
{
	char *end;

	version->major = strtoul(at, &end, 10);
	if (end == at || *end != '.' || !isdigit((unsigned char)end[1]))
		return false;
	version->minor = strtoul(end + 1, &end, 10);
	snprintf(version->extra, sizeof(version->extra), "%.*s", (int)strcspn(end, " "), end);
	if (!strcmp(version->extra, "."))
		*version->extra = '\0'; /* the full stop of a sentence */
	return true;
}

static void say_version(struct xf_probe *probe, const struct xf_obs *because, const struct version *version)
{
	char whole[96];

	snprintf(whole, sizeof(whole), "%lu.%lu%s", version->major, version->minor, version->extra);
	xf_say(probe, because, whole, "version");
	xf_say_count(probe, because, version->major, "major");
	xf_say_count(probe, because, version->minor, "minor");
	if (*version->extra)
		xf_say(probe, because, version->extra, "extra");
}

/*
 * The version that hvmloader gives its BIOS is Xen's own, with the rest that CPUID and the kernel's line lack
 * (tools/firmware/hvmloader/smbios.c, hvm_write_smbios_tables). NULL on another board: coreboot's versions are 4.N too.
 */
static const struct xf_obs *bios_version(struct xf_probe *probe, struct version *version)
{
	const struct xf_obs *bios = xf_read(probe, XF_BOARD_BIOS), *line = xf_board_line(probe);
	const struct xf_obs *product = xf_read(probe, XF_BOARD_PRODUCT);
	const char *logged = strstr(xf_text(line), ", BIOS ");

	if (xf_is(product, "HVM domU") && read_version(xf_text(bios), version))
		return xf_both(probe, product, bios);
	return logged && xf_has(line, "HVM domU") && read_version(logged + strlen(", BIOS "), version) ? line : NULL;
}

/* Says a version with what the BIOS adds. Returns whether it added anything. */
static bool say_fuller(struct xf_probe *probe, const struct xf_obs *because, const struct version *version)
{
	struct version bios;
	const struct xf_obs *board = bios_version(probe, &bios);
	bool fuller = !*version->extra && board && bios.major == version->major && bios.minor == version->minor;

	if (fuller)
		say_version(probe, xf_both(probe, because, board), &bios);
	else
		say_version(probe, because, version);
	return fuller && *bios.extra;
}

/*
 * The log and the device tree's node, the fullest first: "Xen version: 4.2.amazon (preserve-AD)" of PV and PVH, "Xen
 * version 4.2." of HVM containers, "xen,xen-4.17" and "Xen 4.17 support found" of Arm. Returns the one that told.
 */
static const struct xf_obs *say_written(struct xf_probe *probe)
{
	const struct {
		const struct xf_obs *obs;
		const char *mark;
	} places[] = {
		{ xf_log(probe, LOG_FULL), "Xen version: " }, { xf_log(probe, LOG_SHORT), "Xen version " },
		{ xf_read(probe, XF_XEN_NODE), "xen,xen-" }, { xf_log(probe, XF_LOG_ARM), "Xen " },
	};
	struct version version;

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		const char *at = strstr(xf_text(places[i].obs), places[i].mark);

		if (!at || !read_version(at + strlen(places[i].mark), &version))
			continue;
		say_fuller(probe, places[i].obs, &version);
		return places[i].obs;
	}
	return NULL;
}

/* Leaf base + 1 answers in every x86 domain, even where the kernel ignores Xen; else hvmloader's board tells. */
static void say_unwritten(struct xf_probe *probe, const struct xf_obs *files)
{
	struct xf_leaves xen = xf_leaves_find(probe);
	struct version version = { .extra = "" };
	const struct xf_obs *bios = bios_version(probe, &version);

	if (xen.first) {
		const struct xf_obs *leaf = xf_cpuid(probe, xen.via, xen.first + 1, 0);

		version = (struct version){ xf_reg(leaf, XF_EAX) >> 16, xf_reg(leaf, XF_EAX) & 0xffff, "" };
		say_fuller(probe, leaf, &version);
	} else if (bios) {
		say_version(probe, bios, &version);
	} else {
		xf_say_unknown(probe, files, "version");
	}
}

/* Says the version; returns what named the hypervisor's build, for the platform: a file, a log line, or neither. */
static const struct xf_obs *say_build(struct xf_probe *probe)
{
	const struct xf_obs *major = xf_number(probe, MAJOR), *minor = xf_number(probe, MINOR);
	const struct xf_obs *extra = xf_read(probe, EXTRA), *both = xf_both(probe, major, minor);

	if (xf_seen(major) && xf_seen(minor)) {
		bool told = xf_seen(extra) && !hidden(xf_text(extra));
		struct version version = { xf_value(major), xf_value(minor), "" };

		snprintf(version.extra, sizeof(version.extra), "%s", told ? xf_text(extra) : "");
		if (told)
			say_version(probe, xf_both(probe, both, extra), &version);
		else if (!say_fuller(probe, both, &version))
			xf_say_unknown(probe, extra, "extra");
		return extra;
	}
	const struct xf_obs *line = say_written(probe);

	if (!line)
		say_unwritten(probe, both);
	return xf_has(line, "Xen version: ") ? line : extra; /* other lines lack the part that names a vendor */
}

/* What a row about a platform needs in addition to its place. */
enum need {
	NOTHING,
	ON_XEN, /* the kernel calls its hypervisor Xen: a container image of XCP-ng may run anywhere */
	IN_DOMU /* not dom0, whose board is the host's: on a bare-metal instance of EC2 anybody can run Xen */
};

/* What names a platform; the first row that does counts. */
static const struct platform {
	const char *where;
	const char *says; /* words that the text there has; NULL: it is there */
	const char *name;
	enum need need;
} platforms[] = {
	{ EXTRA, "amazon", "ec2", NOTHING }, /* "4.2.amazon" */
	{ "log:" LOG_FULL, "amazon", "ec2", NOTHING },
	{ EXTRA, "OVM", "oracle", NOTHING }, /* Oracle VM's builds: "4.4.4OVM" */
	{ "log:" LOG_FULL, "OVM", "oracle", NOTHING },
	{ XF_SYSTEM_VENDOR, "Amazon EC2", "ec2", IN_DOMU },
	{ XF_BOARD_BIOS, "amazon", "ec2", NOTHING },
	{ XF_BOARD_BIOS, "OVM", "oracle", NOTHING },
	{ "log:" XF_LOG_BOARD, "amazon", "ec2", NOTHING },
	{ "log:" XF_LOG_BOARD, "OVM", "oracle", NOTHING },
	{ "log:" XF_LOG_HARDWARE, "amazon", "ec2", NOTHING },
	{ "log:" XF_LOG_HARDWARE, "OVM", "oracle", NOTHING },
	{ MARKER, NULL, "qubes", ON_XEN },
	{ QUBES_RELEASE, NULL, "qubes", ON_XEN },
	{ RELEASE, "NAME=\"XCP-ng\"", "xcp_ng", ON_XEN },
	{ RELEASE, "NAME=\"XenServer\"", "xenserver", ON_XEN },
	{ INVENTORY, "PRODUCT_BRAND='XCP-ng'", "xcp_ng", ON_XEN },
	{ INVENTORY, "PRODUCT_BRAND='XenServer'", "xenserver", ON_XEN },
	{ OLD_RELEASE, "XCP-ng release", "xcp_ng", ON_XEN },
	{ OLD_RELEASE, "XenServer release", "xenserver", ON_XEN },
	{ OLD_RELEASE, "Citrix Hypervisor release", "xenserver", ON_XEN }, /* 8.0 to 8.2 */
};

static bool says(const char *text, const char *words)
{
	size_t length = strlen(words);

	for (const char *at = text; (at = strstr(at, words)); at++)
		if (!isalnum((unsigned char)at[length]) && (at == text || at[-1] != '_')) /* not PRETTY_NAME */
			return true;
	return false;
}

static const struct xf_obs *names_platform(struct xf_probe *probe, const struct platform *platform)
{
	const char *where = platform->where;
	const struct xf_obs *obs = !platform->says ? xf_stat(probe, "%s", where) :
		strncmp(where, "log:", 4) ? xf_read(probe, "%s", where) : xf_log(probe, where + 4);

	return xf_seen(obs) && (!platform->says || says(xf_text(obs), platform->says)) ? obs : NULL;
}

/* The feature word if it says that this is not dom0, else NULL. */
static const struct xf_obs *domu_word(struct xf_probe *probe)
{
	const struct xf_obs *word = xf_hex(probe, XF_FEATURE_WORD);

	return xf_value(word) && !(xf_value(word) >> XENFEAT_DOM0 & 1) ? word : NULL;
}

static const struct xf_obs *needed(struct xf_probe *probe, enum need need)
{
	const struct xf_obs *type = xf_read(probe, XF_HYPERVISOR_TYPE);

	return need == IN_DOMU ? domu_word(probe) : xf_is(type, "xen") ? type : NULL;
}

/* What could tell of a need that is not met, and does not; NULL: it does, or is not there, as without Xen. */
static const struct xf_obs *lacking(struct xf_probe *probe, enum need need)
{
	const struct xf_obs *word = xf_hex(probe, XF_FEATURE_WORD);

	if (need == IN_DOMU)
		return xf_seen(word) || xf_absent(word) ? NULL : word;
	return xf_read(probe, XF_HYPERVISOR_TYPE);
}

/* Nothing names a platform: it is "none" if everything that could was read. Only dom0 has the last three files. */
static void say_nameless(struct xf_probe *probe, const struct xf_obs *build)
{
	static const char *const files[] = { RELEASE, QUBES_RELEASE, OLD_RELEASE, INVENTORY };
	const struct xf_obs *marker = xf_stat(probe, MARKER), *all = xf_both(probe, build, marker);
	const struct xf_obs *domu = domu_word(probe);
	size_t count = domu ? 1 : sizeof(files) / sizeof(files[0]);

	for (size_t i = 0; i < count; i++)
		all = xf_both(probe, all, xf_read(probe, "%s", files[i]));
	xf_say(probe, domu ? xf_both(probe, all, domu) : all, "none", "platform");
}

/* A place that names a platform counts only with what its row needs; if nothing tells, the platform is unknown. */
static void say_platform(struct xf_probe *probe, const struct xf_obs *build)
{
	const struct xf_obs *bios = xf_read(probe, XF_BOARD_BIOS), *unproven = NULL;

	for (size_t i = 0; i < sizeof(platforms) / sizeof(platforms[0]); i++) {
		const struct platform *platform = &platforms[i];
		const struct xf_obs *named = names_platform(probe, platform);
		const struct xf_obs *more = platform->need && named ? needed(probe, platform->need) : NULL;
		const struct xf_obs *lacks = platform->need && named && !more ? lacking(probe, platform->need) : NULL;

		if (lacks)
			unproven = xf_both(probe, lacks, named);
		if (!named || (platform->need && !more))
			continue;
		xf_say(probe, more ? xf_both(probe, more, named) : named, platform->name, "platform");
		return;
	}
	if (unproven)
		xf_say_unknown(probe, unproven, "platform");
	else if (xf_seen(build) || xf_seen(bios))
		say_nameless(probe, xf_seen(build) ? build : bios);
	else
		xf_say_unknown(probe, build, "platform");
}

static void look(struct xf_probe *probe)
{
	say_platform(probe, say_build(probe));
}

const struct xf_plugin xenfacts_plugin = {
	.abi = XF_ABI,
	.size = sizeof(struct xf_plugin),
	.name = "version",
	.purpose = "Reports Xen's version and platform.",
	.facts = facts,
	.fact_size = sizeof(facts[0]),
	.reads = reads,
	.look = look,
	.only_on_xen = true,
};
