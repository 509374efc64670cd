/* SPDX-License-Identifier: MIT */
/*
 * How the kernel booted. Its boot line names what it was started on, but "paravirtualized kernel" in it does not mean
 * PV: every kernel with CONFIG_PARAVIRT prints it, even on bare hardware (arch/x86/kernel/paravirt.c, default_banner);
 * only what follows "on" counts. dom0 is recognized by the start flags that Xen gave it (Linux 6.3 and later) and, once
 * xenfs is mounted, by its capabilities; /proc/xen alone is a mount point that every domain has, and every container in
 * it.
 */
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <xenfacts/plugin.h>

#include "plugins/lib/device.h"
#include "plugins/lib/places.h"

#define GUEST_TYPE "/sys/hypervisor/guest_type"
#define INITDOMAIN "/sys/hypervisor/start_flags/initdomain"
#define PRIVILEGED "/sys/hypervisor/start_flags/privileged"
#define CAPABILITIES "/proc/xen/capabilities"
#define FIRMWARE "/sys/firmware/"
#define EFI FIRMWARE "efi"
#define PCI_VENDOR(slot) XF_PCI_DEVICES slot "/vendor"
#define PCI_DEVICE(slot) XF_PCI_DEVICES slot "/device"
#define MACHINE "/proc/device-tree/compatible"
#define LOG_BOOT "*Booting *kernel *on *"
#define LOG_DETECTED "*Hypervisor detected: *"
#define LOG_EFI "*EFI v[0-9]* by *"
#define LOG_UNPRIVILEGED "*ACPI in unprivileged domain disabled*"
#define LOG_PCIFRONT "*setting up Xen PCI frontend stub*"
#define LOG_XEN_CLOCK "*Xen reported: * MHz processor*"
#define LOG_XEN_CONSOLE "*Xen virtual console successfully installed as *"
#define LOG_MAP "*Xen: ?mem*"
#define LOG_OLD_MAP "*Xen: [0-9a-f]* - [0-9a-f]* (*)"
#define LOG_VERSION "*Xen version [0-9]*.[0-9]*."
#define LOG_DYING "*HVMOP_pagetable_dying not supported*"
#define LOG_UNPLUG "*front and the Xen platform PCI driver have been compiled for this kernel: unplug emulated *"
#define LOG_PLATFORM "*xen-platform-pci [0-9a-f]*:*"
#define LOG_PCI "*pci *?5853:000[12]?*"
#define LOG_MACHINE "*Machine model: *"
#define LOG_HARDWARE "*Hardware name: *(DT)"
#define LOG_NO_XENFS "*not registering filesystem on non-xen platform*"

static const struct xf_fact_def facts[] = {
	{ "boot.guest_type", XF_WORD, XF_ACTIVE, "pv hvm pvh", "1.0",
	  "The kernel's own word for its kind of domain; on Arm it is always hvm." },
	{ "boot.log", XF_WORD, XF_ACTIVE, "pv hvm pvh bare", "1.0",
	  "What the kernel booted on, according to its boot line." },
	{ "boot.log_detected", XF_WORD, XF_ACTIVE, "pv hvm xen", "1.0",
	  "What the kernel detected early; hvm for PVH too, xen if it does not say which." },
	{ "boot.firmware", XF_WORD, XF_ACTIVE, "none bios uefi", "1.0",
	  "Firmware that booted the kernel; none if Xen started it without any." },
	{ "boot.platform_device", XF_BOOL, XF_ACTIVE, NULL, "1.0",
	  "Xen's platform device, PCI 5853:0001, is on the emulated board." },
	{ "boot.initdomain", XF_BOOL, XF_ACTIVE, NULL, "1.0",
	  "Xen's start flags say that this is the initial domain, dom0." },
	{ "boot.privileged_flag", XF_BOOL, XF_ACTIVE, NULL, "1.0",
	  "Xen's start flags say that this domain is privileged." },
	{ "boot.control_d", XF_BOOL, XF_ACTIVE, NULL, "1.0",
	  "xenfs says control_d: this domain controls others." },
	{ "boot.pcifront", XF_BOOL, XF_ACTIVE, NULL, "1.0",
	  "The kernel set up Xen's PCI front end, which it does only in a PV domU." },
	{ "boot.unprivileged", XF_BOOL, XF_ACTIVE, NULL, "1.0",
	  "The kernel disabled ACPI because Xen started it as an unprivileged domain, not as dom0." },
	{ "boot.xenlinux", XF_BOOL, XF_ACTIVE, NULL, "1.0",
	  "The kernel is a xenlinux kernel, Xen's own port of Linux before pv_ops; it runs only as PV." },
	{ "boot.memory_map", XF_BOOL, XF_ACTIVE, NULL, "1.0",
	  "The kernel logged that Xen gave it its memory map, as it gives PV domains." },
	{ "boot.container", XF_BOOL, XF_ACTIVE, NULL, "1.0",
	  "The kernel logged what it logs only in an HVM container." },
	{ "boot.arm", XF_BOOL, XF_ACTIVE, NULL, "1.0",
	  "Xen on Arm described itself to the kernel in the device tree." },
	{ "boot.xen_node", XF_TEXT, XF_ACTIVE, NULL, "1.0",
	  "Xen's node in the device tree: what it is compatible with, its version first." },
	{ "boot.device_tree", XF_BOOL, XF_ACTIVE, NULL, "1.0",
	  "The device tree's machine could be read, and so could Xen's node if it were there." },
	{ "boot.machine", XF_TEXT, XF_ACTIVE, NULL, "1.0",
	  "The device tree's machine: its most general compatible name, or the logged model; xen,xenvm in a domU." },
	{ "boot.not_on_xen", XF_BOOL, XF_ACTIVE, NULL, "1.0",
	  "The kernel decided that it does not run on Xen, and uses none of Xen's interfaces." },
	{ 0 },
};

static const char *const reads[] = {
	GUEST_TYPE,
	INITDOMAIN,
	PRIVILEGED,
	CAPABILITIES,
	FIRMWARE,
	EFI,
	XF_BOARD,
	XF_PCI_DEVICES,
	PCI_VENDOR("*"),
	PCI_DEVICE("*"),
	"log:" LOG_BOOT,
	"log:" LOG_DETECTED,
	"log:" LOG_EFI,
	XF_CAPABILITIES,
	XF_XEN_NODE,
	MACHINE,
	"log:" LOG_UNPRIVILEGED,
	"log:" LOG_PCIFRONT,
	"log:" LOG_XEN_CLOCK,
	"log:" LOG_XEN_CONSOLE,
	"log:" LOG_MAP,
	"log:" LOG_OLD_MAP,
	"log:" LOG_VERSION,
	"log:" LOG_DYING,
	"log:" XF_LOG_PROTOCOL,
	"log:" LOG_UNPLUG,
	"log:" LOG_PLATFORM,
	"log:" LOG_PCI,
	"log:" XF_LOG_ARM,
	"log:" LOG_MACHINE,
	"log:" LOG_HARDWARE,
	"log:" LOG_NO_XENFS,
	NULL,
};

/* A phrase from the kernel, and our word for it. */
struct phrase {
	const char *kernel, *word;
};

/* The word for the phrase that is exactly `text`; "" if there is none. */
static const char *word_of(const struct phrase *phrases, const char *text)
{
	while (phrases->kernel && strcmp(text, phrases->kernel))
		phrases++;
	return phrases->kernel ? phrases->word : "";
}

/*
 * Says what follows a mark in a line of the log. A line that names another hypervisor ("KVM") says nothing about Xen,
 * not even that it is absent: with Hyper-V's enlightenments in front it is "Microsoft Hyper-V".
 */
static void say_line(struct xf_probe *probe, const struct xf_obs *line, const char *mark,
                     const struct phrase *phrases, const char *fact)
{
	const char *at = strstr(xf_text(line), mark), *word = at ? word_of(phrases, at + strlen(mark)) : "";

	if (*word || !xf_seen(line))
		xf_say(probe, line, word, "boot.%s", fact);
}

static void say_guest_type(struct xf_probe *probe)
{
	static const struct phrase types[] = {
		{ "PV", "pv" }, { "HVM", "hvm" }, { "PVH", "pvh" }, { 0 },
	};
	const struct xf_obs *type = xf_read(probe, GUEST_TYPE);

	xf_say(probe, type, word_of(types, xf_text(type)), "boot.guest_type");
}

/*
 * "Booting paravirtualized kernel on Xen", "Booting kernel on Xen" since 5.15, both " HVM" or " PVH" in a
 * container (arch/x86/xen/enlighten*.c, xen_banner and pv_info.name); PVHv1 of Linux 3.14 to 4.10 says
 * "with PVH extensions on Xen".
 */
static void say_log(struct xf_probe *probe)
{
	static const struct phrase starts[] = {
		{ "Xen", "pv" }, { "Xen HVM", "hvm" }, { "Xen PVH", "pvh" }, { "bare hardware", "bare" },
		{ 0 },
	};
	static const struct phrase detected[] = {
		{ "Xen PV", "pv" }, { "Xen HVM", "hvm" }, { "Xen", "xen" }, { 0 },
	};
	const struct xf_obs *start = xf_log(probe, LOG_BOOT), *found = xf_log(probe, LOG_DETECTED);

	if (xf_has(start, "with PVH extensions on Xen"))
		xf_say(probe, start, "pvh", "boot.log");
	else
		say_line(probe, start, " on ", starts, "log");
	say_line(probe, found, "Hypervisor detected: ", detected, "log_detected");
}

/*
 * Containers hide /sys/firmware behind an empty folder, which must not be taken for "no UEFI". A board without UEFI has
 * a BIOS. No board and no UEFI mean no firmware only if the kernel says PV or PVH.
 */
static void say_firmware(struct xf_probe *probe)
{
	const struct xf_obs *folder = xf_count(probe, FIRMWARE), *line = xf_log(probe, LOG_EFI);
	const struct xf_obs *efi = xf_stat(probe, EFI);
	const struct xf_obs *board = xf_stat(probe, XF_BOARD);
	const struct xf_obs *type = xf_read(probe, GUEST_TYPE);

	if (xf_seen(efi) || xf_seen(line))
		xf_say(probe, xf_seen(efi) ? efi : line, "uefi", "boot.firmware");
	else if (!xf_value(folder))
		xf_say_unknown(probe, folder, "boot.firmware");
	else if (xf_seen(board))
		xf_say(probe, xf_both(probe, efi, board), "bios", "boot.firmware");
	else if (xf_absent(board) && (xf_is(type, "PV") || xf_is(type, "PVH")))
		xf_say(probe, xf_both(probe, xf_both(probe, efi, board), type), "none", "boot.firmware");
	else
		xf_say_unknown(probe, xf_both(probe, efi, board), "boot.firmware");
}

/*
 * What the log shows of the platform device: its driver's line (drivers/xen/platform-pci.c), the PCI core's
 * (drivers/pci/probe.c, pci_setup_device), and that its I/O ports answered (arch/x86/xen/platform-pci-unplug.c,
 * check_platform_magic), without which nothing is unplugged. The first that is there, or an absent one.
 */
static const struct xf_obs *logged_platform_device(struct xf_probe *probe)
{
	static const char *const lines[] = { LOG_PLATFORM, LOG_PCI, XF_LOG_PROTOCOL, LOG_UNPLUG };
	const struct xf_obs *line = NULL;

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]) && !xf_seen(line); i++)
		line = xf_log(probe, lines[i]);
	return line;
}

static void say_platform_device(struct xf_probe *probe)
{
	const struct xf_obs *all = xf_count(probe, XF_PCI_DEVICES), *line = logged_platform_device(probe);

	for (const char *const *slot = xf_list(probe, XF_PCI_DEVICES); *slot; slot++) {
		const struct xf_obs *vendor = xf_hex(probe, PCI_VENDOR("%s"), *slot), *device;

		if (!xf_seen(vendor))
			all = xf_both(probe, all, vendor); /* this could be the one */
		if (xf_value(vendor) != 0x5853)
			continue;
		device = xf_hex(probe, PCI_DEVICE("%s"), *slot);
		if (xf_value(device) == 1 || xf_value(device) == 2) {
			xf_say_bool(probe, xf_both(probe, vendor, device), true, "boot.platform_device");
			return;
		}
	}
	if (xf_seen(line))
		xf_say_bool(probe, line, true, "boot.platform_device");
	else
		xf_say_bool(probe, all, false, "boot.platform_device");
}

/* An absent file means an older kernel, and says nothing. */
static void say_flag(struct xf_probe *probe, const struct xf_obs *flag, const char *fact)
{

	if (xf_seen(flag))
		xf_say_bool(probe, flag, xf_value(flag) == 1, "boot.%s", fact);
	else
		xf_say_unknown(probe, flag, "boot.%s", fact);
}

static void say_domain(struct xf_probe *probe)
{
	const struct xf_obs *xenfs = xf_read(probe, CAPABILITIES);

	say_flag(probe, xf_number(probe, INITDOMAIN), "initdomain");
	say_flag(probe, xf_number(probe, PRIVILEGED), "privileged_flag");
	if (xf_seen(xenfs))
		xf_say_bool(probe, xenfs, xf_has(xenfs, "control_d"), "boot.control_d");
	else
		xf_say_unknown(probe, xenfs, "boot.control_d");
}

/* Lines that prove a fact. A log may have lost its beginning, so a line that is not there proves nothing. */
static void say_wordings(struct xf_probe *probe)
{
	static const struct {
		const char *line, *fact;
	} wordings[] = {
		{ LOG_UNPRIVILEGED, "unprivileged" }, /* arch/x86/xen/setup.c, xen_arch_setup */
		{ LOG_PCIFRONT, "pcifront" },         /* arch/x86/pci/xen.c, pci_xen_init */
		{ LOG_XEN_CLOCK, "xenlinux" },        /* xenlinux: arch/i386/kernel/time-xen.c, time_init */
		{ LOG_XEN_CONSOLE, "xenlinux" },      /* xenlinux: drivers/xen/console/console.c, xencons_init */
		{ LOG_MAP, "memory_map" },            /* arch/x86/xen/setup.c, xen_memory_setup */
		{ LOG_OLD_MAP, "memory_map" },        /* the same before Linux 3.6 */
		{ LOG_VERSION, "container" },         /* arch/x86/xen/enlighten_hvm.c, init_hvm_pv_info */
		{ LOG_DYING, "container" },           /* arch/x86/xen/mmu_hvm.c, is_pagetable_dying_supported */
		{ XF_LOG_ARM, "arm" },                   /* arch/arm/xen/enlighten.c, xen_early_init */
		{ LOG_NO_XENFS, "not_on_xen" },       /* drivers/xen/xenfs/super.c, xenfs_init before Linux 5.0 */
	};

	for (size_t i = 0; i < sizeof(wordings) / sizeof(wordings[0]); i++) {
		const struct xf_obs *line = xf_log(probe, wordings[i].line);

		if (xf_seen(line))
			xf_say_bool(probe, line, true, "boot.%s", wordings[i].fact);
	}
}

/*
 * The device tree's model as the log has it: at boot, or with each oops and warning (arch/arm64/kernel/setup.c,
 * setup_machine_fdt; lib/dump_stack.c, dump_stack_print_info). Returns the line,
 * or NULL, with "" in `model`.
 */
static const struct xf_obs *logged_model(struct xf_probe *probe, char model[128])
{
	static const char *const marks[][2] = {
		{ LOG_MACHINE, "Machine model: " }, { LOG_HARDWARE, "Hardware name: " },
	};

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		const struct xf_obs *line = xf_log(probe, marks[i][0]);
		const char *at = strstr(xf_text(line), marks[i][1]);

		if (!at)
			continue;
		at += strlen(marks[i][1]);
		const char *end = strstr(at, " (DT)");

		snprintf(model, 128, "%.*s", (int)(end ? end - at : (ptrdiff_t)strlen(at)), at);
		return line;
	}
	model[0] = '\0';
	return NULL;
}

/*
 * The device tree. Xen's node says "xen,xen-4.17" and "xen,xen" (xen/arch/arm/domain_build.c, make_hypervisor_node); a
 * domU's root says "xen,xenvm-4.17" and "xen,xenvm", and "XENVM-4.17" is its model (tools/libs/light/libxl_arm.c,
 * make_root_properties). A domU that Xen itself starts (dom0less) may have neither.
 */
static void say_machine(struct xf_probe *probe)
{
	char model[128];
	const struct xf_obs *machine = xf_read(probe, MACHINE), *line = logged_model(probe, model);
	bool xenvm = !strncmp(model, "XENVM-", 6);
	const char *last = "";

	for (const char *const *word = xf_words(probe, xf_text(machine)); *word; word++)
		last = *word;
	if (xf_seen(machine))
		xf_say_bool(probe, machine, true, "boot.device_tree");
	if (xf_seen(machine))
		xf_say(probe, machine, xf_has(machine, "xen,xenvm") ? "xen,xenvm" : last, "boot.machine");
	else if (*model)
		xf_say(probe, line, xenvm ? "xen,xenvm" : model, "boot.machine");
	if (!xf_seen(machine) && xenvm)
		xf_say_bool(probe, line, true, "boot.arm");
}

static void say_xen_node(struct xf_probe *probe)
{
	const struct xf_obs *node = xf_read(probe, XF_XEN_NODE), *kinds = xf_read(probe, XF_CAPABILITIES);

	xf_say(probe, node, xf_text(node), "boot.xen_node");
	if (xf_has(node, "xen,xen"))
		xf_say_bool(probe, node, true, "boot.arm");
	if (xf_has(kinds, "aarch64") || xf_has(kinds, "armv7l")) /* a container sees no device tree */
		xf_say_bool(probe, kinds, true, "boot.arm");
}

static void look(struct xf_probe *probe)
{
	say_guest_type(probe);
	say_log(probe);
	say_firmware(probe);
	say_platform_device(probe);
	say_domain(probe);
	say_wordings(probe);
	say_machine(probe);
	say_xen_node(probe);
}

const struct xf_plugin xenfacts_plugin = {
	.abi = XF_ABI,
	.size = sizeof(struct xf_plugin),
	.name = "boot",
	.purpose = "Reports how the kernel was booted: kind of domain, firmware, platform device, dom0.",
	.facts = facts,
	.fact_size = sizeof(facts[0]),
	.reads = reads,
	.look = look,
	.only_on_xen = true,
};
