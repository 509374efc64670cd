/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What the block and net plugins both must know of devices in sysfs: where in a device's path its PCI
 * function stands, and which PCI functions are device models. Static code only: a plugin is one shared
 * object and sees nothing of ours but <xenfacts/plugin.h>.
 */
#ifndef XF_PLUGINS_DEVICE_H
#define XF_PLUGINS_DEVICE_H

#include <string.h>
#include <xenfacts/plugin.h>

/** One disk or interface: what was looked at, and what that says. Texts are "" when not known. */
struct device {
	const char *name;              /**< as the kernel has it */
	const char *path;              /**< where it stands in sysfs */
	const struct xf_obs *is;       /**< its `device` link: proof that there is a device */
	const struct xf_obs *because;  /**< what bus and kind rest on */
	const struct xf_obs *by;       /**< what the driver rests on */
	const struct xf_obs *state;    /**< of a Xen front end, else NULL */
	const char *driver, *bus, *kind;
};

/** A short name cut out of a path; empty when there was none, or one too long to be real. */
struct device_name {
	char text[40];
};

/** Copies `length` bytes of a path's part; the result is empty when they do not fit. */
static inline struct device_name device_name_of(const char *part, size_t length)
{
	struct device_name name = { "" };

	if (length < sizeof(name.text))
		memcpy(name.text, part, length);
	return name;
}

/** The first component of a path that is `prefix` and digits, as "virtio3"; empty if there is none. */
static inline struct device_name device_part(const char *path, const char *prefix)
{
	size_t known = strlen(prefix);

	for (; *path; path += strcspn(path, "/"), path += *path == '/') {
		size_t length = strcspn(path, "/");
		size_t digits = strncmp(path, prefix, known) ? 0 : strspn(path + known, "0123456789");

		if (digits && known + digits == length)
			return device_name_of(path, length);
	}
	return device_name_of("", 0);
}

/** Is this component a PCI address, "0000:03:00.0"? The domain may have more than four digits. */
static inline bool device_is_pci(const char *part, size_t length)
{
	return length >= 12 && part[length - 2] == '.' && part[length - 5] == ':' &&
	       part[length - 8] == ':' && strspn(part, "0123456789abcdef") == length - 8;
}

/**
 * The PCI function nearest to a device: the last address in its path. Those before it are bridges.
 * Empty if there is none.
 */
static inline struct device_name device_pci(const char *path)
{
	struct device_name found = { "" };

	for (; *path; path += strcspn(path, "/"), path += *path == '/') {
		size_t length = strcspn(path, "/");

		if (device_is_pci(path, length))
			found = device_name_of(path, length);
	}
	return found;
}

/** Does a PCI modalias begin, behind "pci:", with this model? '?' stands for any digit. */
static inline bool device_is_model(const char *alias, const char *model)
{
	if (strncmp(alias, "pci:", 4))
		return false;
	for (alias += 4; *model && *alias; model++, alias++)
		if (*model != '?' && *model != *alias)
			return false;
	return !*model;
}

/** Is it one of these models? The table ends with NULL. */
static inline bool device_in(const char *alias, const char *const *models)
{
	while (*models && !device_is_model(alias, *models))
		models++;
	return *models != NULL;
}

/**
 * Is the PCI function of this modalias a device model? QEMU stamps its own subsystem vendor on every
 * function whose model has none of its own (hw/pci/pci.c, pci_set_default_subsystem_id), and so did Xen's
 * older device model; that alone tells an emulated AHCI 8086:2922 from a real ICH9. The other rows are
 * models that bring a subsystem of their own, or whose chip has not been built for twenty years.
 */
static inline bool device_emulated(const char *alias)
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

	return device_in(alias, models);
}

/**
 * Fills driver, bus and kind of what stands behind a PCI function, directly or by USB; returns the
 * function's modalias for those who know more. Without a modalias the kind stays unknown.
 */
static inline const struct xf_obs *device_behind_pci(struct xf_probe *probe, struct device *device,
                                                     const char *address)
{
	const struct xf_obs *alias = xf_read(probe, "/sys/bus/pci/devices/%s/modalias", address);

	device->by = xf_link(probe, "/sys/bus/pci/devices/%s/driver", address);
	device->driver = xf_last(device->by);
	device->bus = *device_part(device->path, "usb").text ? "usb" : "pci";
	device->because = xf_both(probe, alias, device->because);
	if (device_emulated(xf_text(alias)))
		device->kind = "emulated";
	else if (device_is_model(xf_text(alias), "v????????d????????"))
		device->kind = "physical";
	return alias;
}

/** Fills the same for what stands on bus virtio, as `node` ("virtio3"). */
static inline void device_on_virtio(struct xf_probe *probe, struct device *device, const char *node)
{
	device->by = xf_link(probe, "/sys/bus/virtio/devices/%s/driver", node);
	device->driver = xf_last(device->by);
	device->bus = "virtio";
	device->kind = "virtio";
}

#endif
