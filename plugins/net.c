/* SPDX-License-Identifier: MIT */
/*
 * Net: which driver moves each interface's packets, and what kind of device is behind it.
 *
 * The driver of a Xen front end is named `vif`, after its device type, and so is the back end's in dom0: only the bus
 * in the driver's link distinguishes them (drivers/net/xen-netfront.c on bus xen, xen-netback on bus xen-backend). A
 * virtual function of an SR-IOV card looks like a whole card in a domU, where the card itself is not visible: its
 * driver gives it away or, for Mellanox, with one driver for both, its device id.
 */
#include <stdlib.h>
#include <string.h>

#include <xenfacts/plugin.h>

#include "plugins/lib/device.h"
#include "plugins/lib/frontend.h"

/* Places; for an interface, give "*" in `reads` and "%s" in a read. */
#define CARDS "/sys/class/net/"
#define CARD(name) CARDS name
#define CARD_DEVICE(name) CARD(name) "/device"
#define CARD_DRIVER(name) CARD_DEVICE(name) "/driver"
#define CARD_QUEUES(name) CARD(name) "/queues/"
#define QUEUES "/sys/module/xen_netfront/parameters/max_queues"
#define LOG_FRONTEND "*Initialising Xen virtual ethernet driver*"

static const struct xf_fact_def facts[] = {
	{ "net.count", XF_COUNT, XF_ACTIVE, NULL, "1.0",
	  "Interfaces backed by a device; virtual interfaces and Xen's back ends do not count." },
	{ "net.frontends", XF_COUNT, XF_ACTIVE, NULL, "1.0",
	  "Interfaces on xen-netfront whose xenbus state is Connected, or not shown by this kernel." },
	{ "net.paravirtual", XF_COUNT, XF_ACTIVE, NULL, "1.0",
	  "Interfaces on paravirtual drivers: Xen's front ends, virtio, Hyper-V's." },
	{ "net.emulated", XF_COUNT, XF_ACTIVE, NULL, "1.0", "Interfaces on an emulated card." },
	{ "net.physical", XF_COUNT, XF_ACTIVE, NULL, "1.0",
	  "Interfaces on a real card or a virtual function of one, which in a domU is passed through." },
	{ "net.unbound", XF_COUNT, XF_ACTIVE, NULL, "1.0",
	  "Paravirtual interfaces that Xen offers but no driver is bound to." },
	{ "net.drivers", XF_LIST, XF_ACTIVE, NULL, "1.0", "Drivers of the interfaces that count." },
	{ "net.log_frontend", XF_BOOL, XF_ACTIVE, NULL, "1.0",
	  "The kernel log says that xen-netfront was loaded; this does not prove that there is an interface." },
	{ "net.max_queues", XF_COUNT, XF_CONFIGURED, NULL, "1.0",
	  "Maximum number of queues per interface that the front-end driver would use." },
	{ "net.interfaces.*.name", XF_TEXT, XF_ACTIVE, NULL, "1.0", "Name of the interface." },
	{ "net.interfaces.*.driver", XF_TEXT, XF_ACTIVE, NULL, "1.0", "Driver that moves its packets." },
	{ "net.interfaces.*.bus", XF_WORD, XF_ACTIVE, "xen xen_backend virtio vmbus pci usb other", "1.0",
	  "Bus by which its packets leave the kernel." },
	{ "net.interfaces.*.kind", XF_WORD, XF_ACTIVE,
	  "paravirtual emulated sriov_vf physical virtio backend", "1.0", "Kind of device behind it." },
	{ "net.interfaces.*.state", XF_WORD, XF_ACTIVE, XF_FRONTEND_STATES, "1.0",
	  "State of its xenbus connection." },
	{ "net.interfaces.*.tx_queues", XF_COUNT, XF_ACTIVE, NULL, "1.0", "Queues for sending." },
	{ "net.interfaces.*.rx_queues", XF_COUNT, XF_ACTIVE, NULL, "1.0", "Queues for receiving." },
	{ NULL, 0, 0, NULL, NULL, NULL },
};

static const char *const reads[] = {
	CARDS,
	CARD("*"),
	CARD_DEVICE("*"),
	CARD_DRIVER("*"),
	CARD_QUEUES("*"),
	XF_PCI_DEVICES,
	XF_DEVICE_READS,
	XF_FRONTEND_READS("vif"),
	QUEUES,
	"log:" LOG_FRONTEND,
	NULL,
};

/* Cards that for many years have existed only as device models; their ids do not matter. */
static const char *const emulated_drivers[] = { "8139cp", "8139too", "ne2k-pci", "pcnet32", "vmxnet3", NULL };
/* Drivers for virtual functions only. Amazon's ena is the same from a guest's point of view. */
static const char *const vf_drivers[] = { "cxgb4vf", "ena", "i40evf", "iavf", "igbvf", "ixgbevf", NULL };
/* drivers/net/ethernet/mellanox/mlx4 and mlx5/core/main.c: the ids marked as virtual functions. */
static const char *const vf_models[] = {
	"v000015B3d00001002", "v000015B3d00001004", "v000015B3d00001012", "v000015B3d00001014",
	"v000015B3d00001016", "v000015B3d00001018", "v000015B3d0000101A", "v000015B3d0000101C",
	"v000015B3d0000101E", "v000015B3d0000A2D3", NULL,
};

static bool one_of(const char *text, const char *const *list)
{
	while (*list && strcmp(*list, text))
		list++;
	return *list != NULL;
}

static void behind_pci(struct xf_probe *probe, struct xf_device *card, const char *address)
{
	const struct xf_obs *alias = xf_device_behind_pci(probe, card, address);
	bool emulated = one_of(card->driver, emulated_drivers), vf = one_of(card->driver, vf_drivers);

	if (emulated || vf)
		card->because = xf_both(probe, card->by, card->is);
	if (emulated)
		card->kind = "emulated";
	else if (vf || xf_device_in(xf_text(alias), vf_models))
		card->kind = "sriov_vf";
}

/* A device on a bus that we know only from the driver's link: `kind` is what that bus proves. */
static void on_bus(struct xf_probe *probe, struct xf_device *card, const struct xf_obs *by, const char *bus,
                   const char *kind)
{
	card->by = by;
	card->because = xf_both(probe, by, card->is);
	card->driver = xf_last(by);
	card->bus = bus;
	card->kind = kind;
}

static void classify(struct xf_probe *probe, struct xf_device *card)
{
	const struct xf_obs *driver = xf_link(probe, CARD_DRIVER("%s"), card->name);
	struct xf_device_name virtio = xf_device_part(card->path, "virtio");
	struct xf_device_name pci = xf_device_pci(card->path);

	if (xf_has(driver, "bus/xen/drivers/vif"))
		xf_frontend_serves(probe, card, driver, "xen-netfront");
	else if (xf_has(driver, "bus/xen-backend/drivers/")) {
		on_bus(probe, card, driver, "xen_backend", "backend");
		card->driver = "xen-netback";
	} else if (xf_has(driver, "bus/vmbus/drivers/"))
		on_bus(probe, card, driver, "vmbus", "paravirtual");
	else if (*virtio.text)
		xf_device_on_virtio(probe, card, virtio.text);
	else if (*pci.text)
		behind_pci(probe, card, pci.text);
	else /* a controller on the board, as on Arm; without a driver we cannot tell */
		on_bus(probe, card, driver, "other", xf_seen(driver) ? "physical" : "");
}

/* What ethtool calls offloads is not in sysfs; the number of queues is. */
static void say_queues(struct xf_probe *probe, const char *name, const char *key)
{
	const struct xf_obs *listing = xf_count(probe, CARD_QUEUES("%s"), name);
	uint64_t tx = 0, rx = 0;

	if (xf_absent(listing))
		return;
	for (const char *const *queue = xf_list(probe, CARD_QUEUES("%s"), name); *queue; queue++) {
		tx += !strncmp(*queue, "tx-", 3);
		rx += !strncmp(*queue, "rx-", 3);
	}
	xf_say_count(probe, listing, tx, "net.interfaces.%s.tx_queues", key);
	xf_say_count(probe, listing, rx, "net.interfaces.%s.rx_queues", key);
}

/* Without a device it is virtual: lo, bridges, tunnels. A back end is a domU's cable, not our interface. */
static void survey(struct xf_probe *probe, const char *name, struct xf_frontend_tally *tally)
{
	const struct xf_obs *is = xf_link(probe, CARD_DEVICE("%s"), name);

	if (xf_absent(is))
		return;
	const struct xf_obs *link = xf_link(probe, CARD("%s"), name);
	struct xf_device card = { .name = name, .is = is, .because = is, .by = is, .driver = "", .bus = "",
		.kind = "", .path = xf_text(xf_seen(link) ? link : is) }; /* an old sysfs has no link */

	if (xf_seen(is)) {
		const char *key = xf_key(probe, name);

		classify(probe, &card);
		xf_frontend_say(probe, &card, "net.interfaces", key);
		if (!strcmp(card.kind, "backend"))
			return;
		say_queues(probe, name, key);
		xf_say_item(probe, card.by, card.driver, "net.drivers");
	}
	xf_frontend_add(probe, tally, &card);
}

/* The devices that have an interface here, sorted. */
struct served {
	const char **devices;
	size_t count;
};

static int by_byte(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Finds them; without memory `devices` is NULL. */
static struct served served_devices(struct xf_probe *probe)
{
	const char *const *names = xf_list(probe, CARDS);
	struct served served = { NULL, xf_value(xf_count(probe, CARDS)) };

	served.devices = calloc(served.count + 1, sizeof(*served.devices));
	for (size_t i = 0; served.devices && i < served.count; i++)
		served.devices[i] = xf_last(xf_link(probe, CARD_DEVICE("%s"), names[i]));
	if (served.devices)
		qsort(served.devices, served.count, sizeof(*served.devices), by_byte);
	return served;
}

static void add_hidden_vif(struct xf_probe *probe, const char *name, const struct served *served,
                           struct xf_frontend_tally *tally)
{
	const struct xf_obs *by = xf_link(probe, XF_XENBUS_DRIVER("%s"), name);
	struct xf_device card = { .name = name, .is = by, .because = by, .kind = "paravirtual" };

	if (!xf_has(by, "bus/xen/drivers/vif") ||
	    bsearch(&name, served->devices, served->count, sizeof(*served->devices), by_byte))
		return;
	card.state = xf_read(probe, XF_XENBUS_STATE("%s"), name);
	xf_say_item(probe, by, "xen-netfront", "net.drivers");
	xf_frontend_add(probe, tally, &card);
}

static void add_hidden_card(struct xf_probe *probe, const char *address, struct xf_frontend_tally *tally)
{
	/* These hold a card without giving it an interface, or give another device one. */
	static const char *const holders[] = { "igb_uio", "pci-stub", "pciback", "uio_pci_generic", "vfio-pci",
		"virtio-pci", "xen-pciback", "", NULL };
	const struct xf_obs *alias = xf_read(probe, XF_PCI_MODALIAS("%s"), address);
	struct xf_device card = { .name = address, .is = alias, .because = alias, .path = address, .kind = "" };

	if (!xf_has(alias, "bc02"))
		return;
	behind_pci(probe, &card, address);
	if (one_of(card.driver, holders))
		return;
	xf_say_item(probe, card.by, card.driver, "net.drivers");
	xf_frontend_add(probe, tally, &card);
}

/*
 * sysfs lists the interfaces of one network namespace: a container's has none of the machine's, whose devices keep
 * their drivers. Every vif is checked, PCI functions only if no card was seen.
 */
static void survey_hidden(struct xf_probe *probe, struct xf_frontend_tally *tally)
{
	struct served served = served_devices(probe);

	for (const char *const *name = xf_list(probe, XF_XENBUS_DEVICES); served.devices && *name; name++)
		if (!strncmp(*name, "vif-", 4))
			add_hidden_vif(probe, *name, &served, tally);
	free(served.devices);
	if (tally->count)
		return;
	for (const char *const *name = xf_list(probe, XF_PCI_DEVICES); *name; name++)
		add_hidden_card(probe, *name, tally);
}

static void look(struct xf_probe *probe)
{
	const struct xf_obs *listing = xf_count(probe, CARDS);
	const struct xf_obs *loaded = xf_log(probe, LOG_FRONTEND), *queues = xf_number(probe, QUEUES);
	struct xf_frontend_tally tally = { .devices = listing, .proofs = listing };

	for (const char *const *name = xf_list(probe, CARDS); *name; name++)
		survey(probe, *name, &tally);
	survey_hidden(probe, &tally);
	xf_frontend_say_counts(probe, &tally, listing, "net");
	xf_frontend_say_unbound(probe, listing, "vif", "net");
	if (!xf_absent(loaded)) /* a log without the line may have lost it */
		xf_say_bool(probe, loaded, true, "net.log_frontend");
	if (!xf_absent(queues))
		xf_say_number(probe, queues, "net.max_queues");
}

const struct xf_plugin xenfacts_plugin = {
	.abi = XF_ABI,
	.size = sizeof(struct xf_plugin),
	.name = "net",
	.purpose = "Reports which driver moves each interface's packets and what kind of device is behind it.",
	.facts = facts,
	.fact_size = sizeof(facts[0]),
	.reads = reads,
	.look = look,
	.only_on_xen = true,
};
