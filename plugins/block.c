/* SPDX-License-Identifier: MIT */
/*
 * Block: which driver moves each disk's data, and what kind of device is behind it.
 *
 * A disk's name proves nothing: udev makes /dev/xvda links to NVMe disks, and Xen's vbds may be named sda.
 * What proves a paravirtual disk is that the driver link of its device leads to bus xen, driver vbd (which is
 * drivers/block/xen-blkfront.c, named after its device type) and that xenbus is Connected.
 * The driver of a SCSI disk is always `sd`, which says nothing: what matters is the PCI function that the
 * disk's path in sysfs leads through.
 */
#include <string.h>

#include <xenfacts/plugin.h>

#include "plugins/lib/device.h"
#include "plugins/lib/frontend.h"

/* Places; for a disk, give "*" in `reads` and "%s" in a read. */
#define DISKS "/sys/block/"
#define DISK(name) DISKS name
#define DISK_DEVICE(name) DISK(name) "/device"
#define DISK_DRIVER(name) DISK_DEVICE(name) "/driver"
#define DISK_MODEL(name) DISK_DEVICE(name) "/model"
#define DISK_QUEUES(name) DISK(name) "/mq/"
#define DISK_DISCARD(name) DISK(name) "/queue/discard_max_bytes"
#define PARAMETERS "/sys/module/xen_blkfront/parameters/"
#define PERSISTENT PARAMETERS "feature_persistent"
#define SEGMENTS PARAMETERS "max_indirect_segments"
#define QUEUES PARAMETERS "max_queues"
#define LOG_GRANTS(state) "*blkfront: *persistent grants: " state "*"
#define LOG_INDIRECT(state) "*blkfront: *indirect descriptors: " state "*"

static const struct xf_fact_def facts[] = {
	{ "block.count", XF_COUNT, XF_ACTIVE, NULL, "1.0",
	  "Disks backed by a device; loop, RAM, mapped and network disks, CDs and floppies do not count." },
	{ "block.frontends", XF_COUNT, XF_ACTIVE, NULL, "1.0",
	  "Disks on xen-blkfront whose xenbus state is Connected, or not shown by this kernel." },
	{ "block.paravirtual", XF_COUNT, XF_ACTIVE, NULL, "1.0",
	  "Disks on paravirtual drivers: Xen's front ends and virtio." },
	{ "block.emulated", XF_COUNT, XF_ACTIVE, NULL, "1.0", "Disks behind an emulated controller." },
	{ "block.physical", XF_COUNT, XF_ACTIVE, NULL, "1.0",
	  "Disks behind a real controller, which in a domU is passed through." },
	{ "block.unbound", XF_COUNT, XF_ACTIVE, NULL, "1.0",
	  "Paravirtual disks that Xen offers but no driver is bound to." },
	{ "block.drivers", XF_LIST, XF_ACTIVE, NULL, "1.0", "Drivers that move the disks' data." },
	{ "block.persistent_grants", XF_BOOL, XF_ACTIVE, NULL, "1.0",
	  "Every front end mentioned in the kernel log keeps its grants mapped." },
	{ "block.indirect_descriptors", XF_BOOL, XF_ACTIVE, NULL, "1.0",
	  "Every front end mentioned in the kernel log uses indirect descriptors." },
	{ "block.feature_persistent", XF_BOOL, XF_CONFIGURED, NULL, "1.0",
	  "The front-end driver would keep grants mapped." },
	{ "block.max_indirect_segments", XF_COUNT, XF_CONFIGURED, NULL, "1.0",
	  "Maximum number of segments per request that the front-end driver would use." },
	{ "block.max_queues", XF_COUNT, XF_CONFIGURED, NULL, "1.0",
	  "Maximum number of queues per disk that the front-end driver would use." },
	{ "block.disks.*.name", XF_TEXT, XF_ACTIVE, NULL, "1.0", "Name of the disk." },
	{ "block.disks.*.driver", XF_TEXT, XF_ACTIVE, NULL, "1.0",
	  "Driver that moves its data: of the front end, or of the controller." },
	{ "block.disks.*.bus", XF_WORD, XF_ACTIVE, "xen virtio pci usb other", "1.0",
	  "Bus by which its data leaves the kernel." },
	{ "block.disks.*.kind", XF_WORD, XF_ACTIVE, "paravirtual emulated physical virtio", "1.0",
	  "Kind of device behind it." },
	{ "block.disks.*.state", XF_WORD, XF_ACTIVE, XF_FRONTEND_STATES, "1.0",
	  "State of its xenbus connection." },
	{ "block.disks.*.queues", XF_COUNT, XF_ACTIVE, NULL, "1.0", "Hardware queues in use." },
	{ "block.disks.*.discard", XF_BOOL, XF_ACTIVE, NULL, "1.0", "Discards (TRIM) are passed on." },
	{ NULL, 0, 0, NULL, NULL, NULL },
};

static const char *const reads[] = {
	DISKS,
	DISK("*"),
	DISK_DEVICE("*"),
	DISK_DRIVER("*"),
	DISK_MODEL("*") " lines:QEMU*",
	DISK_QUEUES("*"),
	DISK_DISCARD("*"),
	XF_DEVICE_READS,
	XF_FRONTEND_READS("vbd"),
	XF_XENBUS_DRIVER("vscsi-*"),
	PERSISTENT,
	SEGMENTS,
	QUEUES,
	"log:" LOG_GRANTS("enabled"),
	"log:" LOG_GRANTS("disabled"),
	"log:" LOG_INDIRECT("enabled"),
	"log:" LOG_INDIRECT("disabled"),
	NULL,
};

static bool no_disk(const char *name)
{
	static const char *const prefixes[] = { "loop", "ram", "zram", "dm-", "md", "nbd", "sr", "fd", NULL };

	for (const char *const *prefix = prefixes; *prefix; prefix++)
		if (!strncmp(name, *prefix, strlen(*prefix)))
			return true;
	return false;
}

/*
 * A disk behind a PCI function. Even where the function's ids could be a real card's (QEMU's megasas copies all of
 * one's), the disk's own inquiry data still says QEMU: hw/scsi/scsi-disk.c, hw/ide/core.c.
 */
static void behind_pci(struct xf_probe *probe, struct xf_device *disk, const char *address)
{
	xf_device_behind_pci(probe, disk, address);
	if (!strcmp(disk->kind, "emulated") || xf_device_by_pcifront(disk->path))
		return;
	const struct xf_obs *model = xf_read(probe, DISK_MODEL("%s"), disk->name);

	if (strncmp(xf_text(model), "QEMU", 4))
		return;
	disk->because = xf_both(probe, model, disk->is);
	disk->kind = "emulated";
}

/* A LUN of Xen's paravirtual SCSI, drivers/scsi/xen-scsifront.c. */
static void on_scsifront(struct xf_probe *probe, struct xf_device *disk, const char *node)
{
	disk->by = xf_link(probe, XF_XENBUS_DRIVER("%s"), node);
	disk->because = xf_both(probe, disk->by, disk->because);
	disk->driver = xf_seen(disk->by) ? "xen-scsifront" : "";
	disk->bus = "xen";
	disk->kind = xf_seen(disk->by) ? "paravirtual" : "";
}

/* Classifies a disk by the driver of its device and by the devices on its path. */
static void classify(struct xf_probe *probe, struct xf_device *disk)
{
	const struct xf_obs *driver = xf_link(probe, DISK_DRIVER("%s"), disk->name);
	struct xf_device_name virtio = xf_device_part(disk->path, "virtio");
	struct xf_device_name vscsi = xf_device_part(disk->path, "vscsi-");
	struct xf_device_name pci = xf_device_pci(disk->path);

	if (xf_has(driver, "bus/xen/drivers/vbd"))
		xf_frontend_serves(probe, disk, driver, "xen-blkfront");
	else if (*virtio.text)
		xf_device_on_virtio(probe, disk, virtio.text);
	else if (*vscsi.text)
		on_scsifront(probe, disk, vscsi.text);
	else if (*pci.text)
		behind_pci(probe, disk, pci.text);
	else { /* a controller on the board, as on Arm, if its path was seen: else `sd` would pass for one */
		disk->by = xf_both(probe, driver, xf_link(probe, DISK("%s"), disk->name));
		disk->because = xf_both(probe, disk->by, disk->because);
		disk->driver = xf_seen(disk->by) ? xf_last(driver) : "";
		disk->bus = "other";
		disk->kind = xf_seen(disk->by) ? "physical" : "";
	}
}

static void say_queue(struct xf_probe *probe, const char *name, const char *key)
{
	const struct xf_obs *queues = xf_count(probe, DISK_QUEUES("%s"), name);
	const struct xf_obs *discard = xf_number(probe, DISK_DISCARD("%s"), name);

	if (!xf_absent(queues)) /* no mq folder: a driver from before multi-queue */
		xf_say_number(probe, queues, "block.disks.%s.queues", key);
	if (!xf_absent(discard))
		xf_say_bool(probe, discard, xf_value(discard) > 0, "block.disks.%s.discard", key);
}

/*
 * Something without a device is not a disk of this machine: loop, md. Nor is a disk of a network session (iSCSI), or
 * the head of an NVMe multipath set, whose paths are listed separately.
 */
static void survey(struct xf_probe *probe, const char *name, struct xf_frontend_tally *tally)
{
	const struct xf_obs *is = xf_link(probe, DISK_DEVICE("%s"), name);

	if (xf_absent(is))
		return;
	const struct xf_obs *link = xf_link(probe, DISK("%s"), name);
	struct xf_device disk = { .name = name, .is = is, .because = is, .by = is, .driver = "", .bus = "",
		.kind = "", .path = xf_text(xf_seen(link) ? link : is) }; /* an old sysfs has no link */

	if (strstr(disk.path, "/virtual/") || *xf_device_part(disk.path, "session").text)
		return;
	if (xf_seen(is)) {
		const char *key = xf_key(probe, name);

		classify(probe, &disk);
		xf_frontend_say(probe, &disk, "block.disks", key);
		say_queue(probe, name, key);
		xf_say_item(probe, disk.by, disk.driver, "block.drivers");
	}
	xf_frontend_add(probe, tally, &disk);
}

/* blkfront logs one line for each disk that connects (xlvbd_flush); sysfs does not show it. */
static void say_log(struct xf_probe *probe, const char *key, const char *on, const char *off)
{
	const struct xf_obs *enabled = xf_log(probe, on), *disabled = xf_log(probe, off);

	if (xf_seen(disabled))
		xf_say_bool(probe, disabled, false, "%s", key);
	else if (!xf_absent(enabled))
		xf_say_bool(probe, enabled, true, "%s", key);
}

static void say_configured(struct xf_probe *probe)
{
	const struct xf_obs *persistent = xf_read(probe, PERSISTENT);
	const struct xf_obs *segments = xf_number(probe, SEGMENTS), *queues = xf_number(probe, QUEUES);

	if (xf_is(persistent, "Y") || xf_is(persistent, "N"))
		xf_say_bool(probe, persistent, xf_is(persistent, "Y"), "block.feature_persistent");
	else if (!xf_absent(persistent))
		xf_say_unknown(probe, persistent, "block.feature_persistent");
	if (!xf_absent(segments))
		xf_say_number(probe, segments, "block.max_indirect_segments");
	if (!xf_absent(queues))
		xf_say_number(probe, queues, "block.max_queues");
}

static void look(struct xf_probe *probe)
{
	const struct xf_obs *listing = xf_count(probe, DISKS);
	struct xf_frontend_tally tally = { .devices = listing, .proofs = listing };

	for (const char *const *name = xf_list(probe, DISKS); *name; name++)
		if (!no_disk(*name))
			survey(probe, *name, &tally);
	xf_frontend_say_counts(probe, &tally, listing, "block");
	xf_frontend_say_unbound(probe, listing, "vbd", "block");
	say_log(probe, "block.persistent_grants", LOG_GRANTS("enabled"), LOG_GRANTS("disabled"));
	say_log(probe, "block.indirect_descriptors", LOG_INDIRECT("enabled"), LOG_INDIRECT("disabled"));
	say_configured(probe);
}

const struct xf_plugin xenfacts_plugin = {
	.abi = XF_ABI,
	.size = sizeof(struct xf_plugin),
	.name = "block",
	.purpose = "Reports which driver moves each disk's data and what kind of device is behind it.",
	.facts = facts,
	.fact_size = sizeof(facts[0]),
	.reads = reads,
	.look = look,
	.only_on_xen = true,
};
