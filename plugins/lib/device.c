/* SPDX-License-Identifier: MIT */
/*
 * Which PCI functions are device models, and what is behind one. All there is to go by is a table of ids: a model
 * answers as the card that it emulates.
 */
#include "plugins/lib/device.h"

#include <string.h>

/* Copies `length` bytes of a path's component; the result is empty if they do not fit. */
static struct xf_device_name name_of(const char *part, size_t length)
{
	struct xf_device_name name = { "" };

	if (length < sizeof(name.text))
		memcpy(name.text, part, length);
	return name;
}

struct xf_device_name xf_device_part(const char *path, const char *prefix)
{
	size_t known = strlen(prefix);

	for (; *path; path += strcspn(path, "/"), path += *path == '/') {
		size_t length = strcspn(path, "/");
		size_t digits = strncmp(path, prefix, known) ? 0 : strspn(path + known, "0123456789");

		if (digits && known + digits == length)
			return name_of(path, length);
	}
	return name_of("", 0);
}

/* Is this component a PCI address, "0000:03:00.0"? The domain may have more than four digits. */
static bool is_pci(const char *part, size_t length)
{
	return length >= 12 && part[length - 2] == '.' && part[length - 5] == ':' &&
	       part[length - 8] == ':' && strspn(part, "0123456789abcdef") == length - 8;
}

struct xf_device_name xf_device_pci(const char *path)
{
	struct xf_device_name found = { "" };

	for (; *path; path += strcspn(path, "/"), path += *path == '/') {
		size_t length = strcspn(path, "/");

		if (is_pci(path, length))
			found = name_of(path, length);
	}
	return found;
}

/* Does a PCI modalias, after "pci:", begin with this model? '?' stands for any digit. */
static bool is_model(const char *alias, const char *model)
{
	if (strncmp(alias, "pci:", 4))
		return false;
	for (alias += 4; *model && *alias; model++, alias++)
		if (*model != '?' && *model != *alias)
			return false;
	return !*model;
}

bool xf_device_in(const char *alias, const char *const *models)
{
	while (*models && !is_model(alias, *models))
		models++;
	return *models != NULL;
}

/*
 * Is the PCI function with this modalias a device model? QEMU puts its own subsystem vendor on every function whose
 * model has none (hw/pci/pci.c, pci_set_default_subsystem_id), and so did Xen's older device model; that alone
 * distinguishes an emulated AHCI 8086:2922 from a real ICH9. The other rows are models with a subsystem of their own,
 * or chips that have not been made for twenty years.
 */
static bool is_emulated(const char *alias)
{
	static const char *const models[] = {
		"v????????d????????sv00001AF4",           /* Red Hat, Qumranet: QEMU's default */
		"v????????d????????sv00005853",           /* XenSource: qemu-xen-traditional */
		"v00001B36",                              /* Red Hat: QEMU's NVMe, xHCI, bridges */
		"v000015AD",                              /* VMware: PVSCSI, vmxnet3 */
		"v00008086d00005845",                     /* hw/nvme/ctrl.c, its older id */
		"v00008086d00007010",                     /* hw/ide/piix.c: PIIX3 */
		"v00008086d00007111",                     /* PIIX4 */
		"v00008086d00007020",                     /* hw/usb/hcd-uhci.c: PIIX3 */
		"v00001000d00000012sv00000000",           /* hw/scsi/lsi53c895a.c */
		"v00008086d0000100E",                     /* hw/net/e1000.c: 82540EM */
		"v00008086d0000100F",                     /* 82545EM */
		"v00008086d00001004",                     /* 82544GC */
		"v00008086d000010D3sv00008086sd00000000", /* hw/net/e1000e.c: 82574L */
		"v00008086d000010C9sv00008086sd00000000", /* hw/net/igb.c: 82576 */
		NULL,
	};

	return xf_device_in(alias, models);
}

bool xf_device_by_pcifront(const char *path)
{
	return *xf_device_part(path, "pci-").text;
}

const struct xf_obs *xf_device_behind_pci(struct xf_probe *probe, struct xf_device *device, const char *address)
{
	const struct xf_obs *alias = xf_read(probe, XF_PCI_MODALIAS("%s"), address);

	device->by = xf_link(probe, XF_PCI_DRIVER("%s"), address);
	device->driver = xf_last(device->by);
	device->bus = *xf_device_part(device->path, "usb").text ? "usb" : "pci";
	device->because = xf_both(probe, alias, device->because);
	if (xf_device_by_pcifront(device->path))
		device->kind = "physical"; /* NOLINT(bugprone-branch-clone): the order decides */
	else if (is_emulated(xf_text(alias)))
		device->kind = "emulated";
	else if (is_model(xf_text(alias), "v????????d????????"))
		device->kind = "physical";
	return alias;
}

void xf_device_on_virtio(struct xf_probe *probe, struct xf_device *device, const char *node)
{
	device->by = xf_link(probe, XF_VIRTIO_DRIVER("%s"), node);
	device->driver = xf_last(device->by);
	device->bus = "virtio";
	device->kind = "virtio";
}
