/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Places and log lines that several plugins read. A read of a place is shared by all plugins of a run, but only if they
 * write it the same; which kernel or Xen code makes it, each plugin says where it draws its conclusion.
 */
#ifndef XF_LIB_PLACES_H
#define XF_LIB_PLACES_H

#include <xenfacts/plugin.h>

#define XF_FEATURE_WORD "/sys/hypervisor/properties/features"
#define XF_CAPABILITIES "/sys/hypervisor/properties/capabilities" /**< kinds of domain that the host can run */
#define XF_XEN_NODE "/proc/device-tree/hypervisor/compatible"     /**< Xen's node in the device tree, on Arm */
#define XF_BOARD "/sys/class/dmi/id"                              /**< SMBIOS' strings, if there is SMBIOS */
#define XF_BOARD_PRODUCT XF_BOARD "/product_name"
#define XF_BOARD_BIOS XF_BOARD "/bios_version"
#define XF_KERNEL_RELEASE "/proc/sys/kernel/osrelease"

/* Patterns for the kernel log. */
#define XF_LOG_VECTOR "*Xen HVM callback vector for event delivery is enabled*"
#define XF_LOG_PROTOCOL "*Xen Platform PCI: I/O protocol version *"
#define XF_LOG_BOARD "*DMI: *BIOS *" /**< "DMI: Xen HVM domU, BIOS 4.2.amazon 01/24/2014", at boot */
#define XF_LOG_HARDWARE "*Hardware name: *, BIOS *" /**< the same in every oops and warning */
#define XF_LOG_ARM "*Xen ?*.?* support found*"

#endif
