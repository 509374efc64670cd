/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What plugins about disks and interfaces must know of devices in sysfs: where in a device's path its PCI function
 * stands, and which PCI functions are device models.
 */
#ifndef XF_LIB_DEVICE_H
#define XF_LIB_DEVICE_H

#include <xenfacts/plugin.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Places, of a name or of "*" in a plugin's `reads`, of "%s" in a look. */
#define XF_PCI_DEVICES "/sys/bus/pci/devices/"
#define XF_PCI_MODALIAS(address) XF_PCI_DEVICES address "/modalias"
#define XF_PCI_DRIVER(address) XF_PCI_DEVICES address "/driver"
#define XF_VIRTIO_DRIVER(node) "/sys/bus/virtio/devices/" node "/driver"

/** What the functions below read: for a plugin's `reads`. */
#define XF_DEVICE_READS XF_PCI_MODALIAS("*"), XF_PCI_DRIVER("*"), XF_VIRTIO_DRIVER("*")

/** One disk or interface: what was looked at, and what that says. Texts are "" when not known. */
struct xf_device {
	const char *name;              /**< as the kernel has it */
	const char *path;              /**< where it stands in sysfs */
	const struct xf_obs *is;       /**< its `device` link: proof that there is a device */
	const struct xf_obs *because;  /**< what bus and kind rest on */
	const struct xf_obs *by;       /**< what the driver rests on */
	const struct xf_obs *state;    /**< of a Xen front end, else NULL */
	const char *driver, *bus, *kind;
};

/** A short name cut out of a path; empty when there was none, or one too long to be real. */
struct xf_device_name {
	char text[40];
};

/** The first component of a path that is `prefix` and digits, as "virtio3"; empty if there is none. */
struct xf_device_name xf_device_part(const char *path, const char *prefix);

/**
 * The PCI function nearest to a device: the last address in its path. Those before it are bridges.
 * Empty if there is none.
 */
struct xf_device_name xf_device_pci(const char *path);

/**
 * Does this path lead through xenbus' "pci-0"? Then pcifront passes the device through, whatever its ids are: a PV domU
 * has no device model (drivers/pci/xen-pcifront.c, pcifront_scan_root).
 */
bool xf_device_by_pcifront(const char *path);

/** Is it one of these models? The table ends with NULL. */
bool xf_device_in(const char *alias, const char *const *models);

/**
 * Fills driver, bus and kind of what stands behind a PCI function, directly or by USB; returns the
 * function's modalias for those who know more. Without a modalias the kind stays unknown.
 */
const struct xf_obs *xf_device_behind_pci(struct xf_probe *probe, struct xf_device *device, const char *address);

/** Fills the same for what stands on bus virtio, as `node` ("virtio3"). */
void xf_device_on_virtio(struct xf_probe *probe, struct xf_device *device, const char *node);

#ifdef __cplusplus
}
#endif
#endif
