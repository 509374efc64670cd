/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What plugins for disks and interfaces need to know about devices in sysfs: where in a device's path its PCI function
 * is, and which PCI functions are device models.
 */
#ifndef XF_LIB_DEVICE_H
#define XF_LIB_DEVICE_H

#include <xenfacts/plugin.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Places; give a name, "*" in a plugin's `reads`, or "%s" in a read. */
#define XF_PCI_DEVICES "/sys/bus/pci/devices/"
#define XF_PCI_MODALIAS(address) XF_PCI_DEVICES address "/modalias"
#define XF_PCI_DRIVER(address) XF_PCI_DEVICES address "/driver"
#define XF_VIRTIO_DRIVER(node) "/sys/bus/virtio/devices/" node "/driver"

/** What the functions below read: for a plugin's `reads`. */
#define XF_DEVICE_READS XF_PCI_MODALIAS("*"), XF_PCI_DRIVER("*"), XF_VIRTIO_DRIVER("*")

/** One disk or interface: what was read, and what that says. Texts are "" if unknown. */
struct xf_device {
	const char *name;             /**< as the kernel has it */
	const char *path;             /**< where it is in sysfs */
	const struct xf_obs *is;      /**< its `device` link: proof that there is a device */
	const struct xf_obs *because; /**< what bus and kind rest on */
	const struct xf_obs *by;      /**< what the driver rests on */
	const struct xf_obs *state;   /**< of a Xen front end, else NULL */
	const char *driver, *bus, *kind;
};

/** A short name cut out of a path; empty if there was none, or one too long to be real. */
struct xf_device_name {
	char text[40];
};

/** The first component of a path that is `prefix` and digits, such as "virtio3"; empty if there is none. */
struct xf_device_name xf_device_part(const char *path, const char *prefix);

/**
 * The PCI function nearest to a device: the last address in its path. Earlier ones are bridges. Empty if there is none.
 */
struct xf_device_name xf_device_pci(const char *path);

/**
 * Does this path lead through xenbus' "pci-0"? Then pcifront passes the device through, with any ids: a PV domU
 * has no device model (drivers/pci/xen-pcifront.c, pcifront_scan_root).
 */
bool xf_device_by_pcifront(const char *path);

/** Is it one of these models? The table ends with NULL. */
bool xf_device_in(const char *alias, const char *const *models);

/**
 * Fills in driver, bus and kind of a device behind a PCI function, directly or by USB; returns the function's modalias
 * for callers that know more. Without a modalias the kind stays unknown.
 */
const struct xf_obs *xf_device_behind_pci(struct xf_probe *probe, struct xf_device *device, const char *address);

/** Fills in the same for a device on bus virtio, named `node` ("virtio3"). */
void xf_device_on_virtio(struct xf_probe *probe, struct xf_device *device, const char *node);

#ifdef __cplusplus
}
#endif
#endif
