/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Facts that plugins for disks and interfaces share: about one device, about all of them, and about Xen's front ends,
 * which are in use if a driver is bound and xenbus is Connected. A device on bus xen without a driver is offered but
 * unused; the bus itself proves nothing, as a Xen-enabled kernel registers it on any machine
 * (drivers/xen/xenbus/xenbus_probe_frontend.c, xenbus_probe_frontend_init).
 */
#ifndef XF_LIB_FRONTEND_H
#define XF_LIB_FRONTEND_H

#include <xenfacts/plugin.h>

#ifdef __cplusplus
extern "C" {
#endif

struct xf_device; /* device.h */

/* Places; give a name, "*" in a plugin's `reads`, or "%s" in a read. */
#define XF_XENBUS_DEVICES "/sys/bus/xen/devices/"
#define XF_XENBUS_DRIVER(device) XF_XENBUS_DEVICES device "/driver"
#define XF_XENBUS_STATE(device) XF_XENBUS_DEVICES device "/state"

/** What the functions below read for devices of a type such as "vbd": for a plugin's `reads`. */
#define XF_FRONTEND_READS(type) XF_XENBUS_DEVICES, XF_XENBUS_DRIVER(type "-*"), XF_XENBUS_STATE("*")

/** States of a xenbus device by name, from drivers/xen/xenbus/xenbus_client.c, xenbus_strstate(). */
#define XF_FRONTEND_STATES \
	"Unknown Initialising InitWait Initialised Connected Closing Closed Reconfiguring Reconfigured INVALID"

/** All devices so far, with what their number and kinds rest on. */
struct xf_frontend_tally {
	uint64_t count, frontends, paravirtual, emulated, physical;
	const struct xf_obs *devices, *proofs;
	const struct xf_obs *kinds, *states; /**< observations that leave a doubt, else NULL */
};

/** Fills in a device that a Xen front end serves; its `device` link leads to its xenbus device. */
void xf_frontend_serves(struct xf_probe *probe, struct xf_device *device, const struct xf_obs *by, const char *driver);

/** Says name, driver, bus, kind and xenbus state under `prefix` ("block.disks") and `key`. */
void xf_frontend_say(struct xf_probe *probe, const struct xf_device *device, const char *prefix, const char *key);

/** Adds a device to the counts. A front end whose state is not shown counts if its driver is bound. */
void xf_frontend_add(struct xf_probe *probe, struct xf_frontend_tally *tally, const struct xf_device *device);

/** Says all counts of `plugin`. An absent listing (no sysfs) leaves all of them in doubt. */
void xf_frontend_say_counts(struct xf_probe *probe, const struct xf_frontend_tally *tally,
                            const struct xf_obs *listing, const char *plugin);

/**
 * Says how many xenbus devices "TYPE-..." have no driver. `listing` tells whether there is a sysfs at all: only then
 * does a missing bus mean that there are none.
 */
void xf_frontend_say_unbound(struct xf_probe *probe, const struct xf_obs *listing, const char *type,
                             const char *plugin);

#ifdef __cplusplus
}
#endif
#endif
