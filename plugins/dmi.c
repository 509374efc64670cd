/* SPDX-License-Identifier: MIT */
/*
 * The motherboard, as described by SMBIOS. Only HVM domains have SMBIOS tables, written by hvmloader
 * (tools/firmware/hvmloader/smbios.c), so a PV or PVH domU has none, while dom0 sees the host's own. That there is a
 * board is therefore evidence; what it calls itself is only a hint, for the toolstack may replace every string (xl.cfg
 * smbios=, XAPI's bios-strings). Serial numbers, UUIDs and asset tags are never read.
 */
#include <string.h>

#include <xenfacts/plugin.h>

#include "plugins/lib/board.h"
#include "plugins/lib/places.h"

#define VENDOR XF_BOARD "/sys_vendor"
#define PRODUCT_VERSION XF_BOARD "/product_version"
#define BIOS_VENDOR XF_BOARD "/bios_vendor"
#define BIOS_DATE XF_BOARD "/bios_date"
#define LOG_SMBIOS "*SMBIOS [0-9]*.[0-9]* present*"
#define LOG_DMI "*DMI [0-9]*.[0-9]* present*"
#define LOG_NONE "*DMI not present*"

static const struct xf_fact_def facts[] = {
	{ "dmi.present", XF_BOOL, XF_ACTIVE, NULL, "1.0",
	  "The kernel found SMBIOS tables: a real or an emulated motherboard." },
	{ "dmi.vendor", XF_TEXT, XF_ACTIVE, NULL, "1.0", "Who made the system, in its own words." },
	{ "dmi.product", XF_TEXT, XF_ACTIVE, NULL, "1.0",
	  "What the system calls itself; hvmloader says HVM domU." },
	{ "dmi.product_version", XF_TEXT, XF_ACTIVE, NULL, "1.0",
	  "Version of the system, in its own words." },
	{ "dmi.bios_vendor", XF_TEXT, XF_ACTIVE, NULL, "1.0", "Who made the firmware, in its own words." },
	{ "dmi.bios_version", XF_TEXT, XF_ACTIVE, NULL, "1.0",
	  "Version of the firmware; hvmloader puts Xen's own version here." },
	{ "dmi.bios_date", XF_TEXT, XF_ACTIVE, NULL, "1.0",
	  "Release date of the firmware, in its own words." },
	{ 0 },
};

static const char *const reads[] = {
	XF_BOARD,
	VENDOR,
	XF_BOARD_PRODUCT,
	PRODUCT_VERSION,
	BIOS_VENDOR,
	XF_BOARD_BIOS,
	BIOS_DATE,
	"log:" XF_LOG_BOARD,
	"log:" XF_LOG_HARDWARE,
	"log:" LOG_SMBIOS,
	"log:" LOG_DMI,
	"log:" LOG_NONE,
	NULL,
};

static void say_files(struct xf_probe *probe)
{
	static const struct {
		const char *place, *fact;
	} strings[] = {
		{ VENDOR, "vendor" },
		{ XF_BOARD_PRODUCT, "product" },
		{ PRODUCT_VERSION, "product_version" },
		{ BIOS_VENDOR, "bios_vendor" },
		{ XF_BOARD_BIOS, "bios_version" },
		{ BIOS_DATE, "bios_date" },
	};

	for (size_t i = 0; i < sizeof(strings) / sizeof(strings[0]); i++) {
		const struct xf_obs *string = xf_read(probe, "%s", strings[i].place);

		xf_say(probe, string, xf_text(string), "dmi.%s", strings[i].fact);
	}
}

static void say_part(struct xf_probe *probe, const struct xf_obs *line, const char *from, const char *to,
                     const char *fact)
{
	char part[128]; /* dmi_ids_string[128] in drivers/firmware/dmi_scan.c */
	size_t length = to > from ? (size_t)(to - from) : 0;

	if (!length || length >= sizeof(part))
		return;
	memcpy(part, from, length);
	part[length] = '\0';
	xf_say(probe, line, part, "dmi.%s", fact);
}

/* The log joins vendor and product with a blank (dmi_format_ids); only a known vendor lets us split them. */
static void say_system(struct xf_probe *probe, const struct xf_obs *line, const char *system, const char *end)
{
	static const char *const vendors[] = { "Xen", "Amazon EC2", "QEMU" };

	for (size_t i = 0; i < sizeof(vendors) / sizeof(vendors[0]); i++) {
		size_t length = strlen(vendors[i]);
		const char *product = system + length + 1;

		if (strncmp(system, vendors[i], length) || system[length] != ' ')
			continue;
		const char *board = memchr(product, '/', (size_t)(end - product));

		say_part(probe, line, system, system + length, "vendor");
		say_part(probe, line, product, board ? board : end, "product");
	}
}

/* "Xen HVM domU, BIOS 4.2.amazon 01/24/2014" */
static void say_log(struct xf_probe *probe, const struct xf_obs *line)
{
	const char *system = xf_board_text(line);
	const char *end = strstr(system, ", BIOS ");

	if (!end)
		return;
	const char *bios = end + strlen(", BIOS "), *date = strrchr(bios, ' ');

	say_system(probe, line, system, end);
	say_part(probe, line, bios, date ? date : bios + strlen(bios), "bios_version");
	if (date)
		say_part(probe, line, date + 1, date + strlen(date), "bios_date");
}

/* A kernel without CONFIG_DMIID has no folder in sysfs but does log a line: hence both are read. */
static void look(struct xf_probe *probe)
{
	const struct xf_obs *board = xf_stat(probe, XF_BOARD);
	const struct xf_obs *line = xf_board_line(probe), *none = xf_log(probe, LOG_NONE);
	const struct xf_obs *smbios = xf_log(probe, LOG_SMBIOS), *dmi = xf_log(probe, LOG_DMI);
	const struct xf_obs *tables = xf_seen(smbios) ? smbios : dmi; /* drivers/firmware/dmi_scan.c, dmi_present */

	if (xf_seen(board)) {
		xf_say_bool(probe, board, true, "dmi.present");
		say_files(probe);
	} else if (xf_seen(line)) {
		xf_say_bool(probe, line, true, "dmi.present");
		say_log(probe, line);
	} else if (xf_seen(tables)) { /* a log that lost the next line, or a kernel that logs none */
		xf_say_bool(probe, tables, true, "dmi.present");
	} else if (xf_seen(none)) {
		xf_say_bool(probe, xf_absent(board) ? xf_both(probe, board, none) : none, false,
		            "dmi.present");
	} else {
		xf_say_bool(probe, board, false, "dmi.present");
	}
}

const struct xf_plugin xenfacts_plugin = {
	.abi = XF_ABI,
	.size = sizeof(struct xf_plugin),
	.name = "dmi",
	.purpose = "Reports whether there is a motherboard with SMBIOS tables, and what it calls itself.",
	.facts = facts,
	.fact_size = sizeof(facts[0]),
	.reads = reads,
	.look = look,
	.only_on_xen = true,
};
