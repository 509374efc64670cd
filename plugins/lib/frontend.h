/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What the block and net plugins say alike: of one device, of all of them, and of Xen's front ends, which are
 * in use when a driver is bound and xenbus is Connected. A device on bus xen without a driver is offered and
 * used by nobody; the bus itself proves nothing, a Xen-enabled kernel registers it on any machine
 * (drivers/xen/xenbus/xenbus_probe_frontend.c, xenbus_probe_frontend_init).
 */
#ifndef XF_PLUGINS_FRONTEND_H
#define XF_PLUGINS_FRONTEND_H

#include "plugins/lib/device.h"

/** States of a xenbus device by name, from drivers/xen/xenbus/xenbus_client.c, xenbus_strstate(). */
#define XENBUS_STATES \
	"Unknown Initialising InitWait Initialised Connected Closing Closed Reconfiguring Reconfigured " \
	"INVALID"

/** All devices so far, with what their number and their kinds rest on. */
struct frontend_tally {
	uint64_t count, frontends, paravirtual, emulated, physical;
	const struct xf_obs *devices, *proofs;
	const struct xf_obs *kinds, *states; /**< looks that leave a doubt, else NULL */
};

/** The state that was read, if it is one that the kernel prints; "" makes the fact unknown. */
static inline const char *frontend_state(const struct xf_obs *state)
{
	const char *text = xf_text(state), *words = XENBUS_STATES;
	size_t length = strlen(text);

	for (; *words; words += strcspn(words, " "), words += *words == ' ')
		if (length && length == strcspn(words, " ") && !strncmp(words, text, length))
			return text;
	return "";
}

/** Fills a device that a Xen front end serves; its xenbus device is where the `device` link leads. */
static inline void frontend_serves(struct xf_probe *probe, struct device *device, const struct xf_obs *by,
                                   const char *driver)
{
	device->by = by;
	device->because = xf_both(probe, by, device->because);
	device->driver = driver;
	device->bus = "xen";
	device->kind = "paravirtual";
	device->state = xf_read(probe, "/sys/bus/xen/devices/%s/state", xf_last(device->is));
}

/** Says name, driver, bus, kind and xenbus state under `prefix` ("block.disks") and `key`. */
static inline void frontend_say(struct xf_probe *probe, const struct device *device, const char *prefix,
                                const char *key)
{
	xf_say(probe, device->is, device->name, "%s.%s.name", prefix, key);
	xf_say(probe, device->by, device->driver, "%s.%s.driver", prefix, key);
	xf_say(probe, device->because, device->bus, "%s.%s.bus", prefix, key);
	xf_say(probe, device->because, device->kind, "%s.%s.kind", prefix, key);
	if (device->state && !xf_absent(device->state)) /* kernels before 6.0 do not show it */
		xf_say(probe, device->state, frontend_state(device->state), "%s.%s.state", prefix, key);
}

/** Adds a device that counts. A front end whose state is not shown counts by its bound driver. */
static inline void frontend_add(struct xf_probe *probe, struct frontend_tally *tally,
                                const struct device *device)
{
	const char *kind = device->kind;

	tally->count++;
	tally->paravirtual += !strcmp(kind, "paravirtual") || !strcmp(kind, "virtio");
	tally->emulated += !strcmp(kind, "emulated");
	tally->physical += !strcmp(kind, "physical") || !strcmp(kind, "sriov_vf");
	tally->devices = xf_both(probe, device->is, tally->devices);
	tally->proofs = xf_both(probe, device->because, tally->proofs);
	if (!*kind)
		tally->kinds = device->because;
	if (!device->state)
		return;
	tally->frontends += xf_absent(device->state) || xf_is(device->state, "Connected");
	if (!xf_absent(device->state) && !*frontend_state(device->state))
		tally->states = device->state;
}

/** Says a count, or that it is unknown because of the look that leaves a doubt. */
static inline void frontend_say_count(struct xf_probe *probe, const struct xf_obs *because,
                                      const struct xf_obs *doubt, uint64_t count, const char *plugin,
                                      const char *what)
{
	if (doubt)
		xf_say_unknown(probe, doubt, "%s.%s", plugin, what);
	else
		xf_say_count(probe, because, count, "%s.%s", plugin, what);
}

/** Says all counts of `plugin`. A listing that is absent (no sysfs here) leaves every one in doubt. */
static inline void frontend_say_counts(struct xf_probe *probe, const struct frontend_tally *tally,
                                       const struct xf_obs *listing, const char *plugin)
{
	const struct xf_obs *because = xf_both(probe, listing, tally->proofs);
	const struct xf_obs *none = xf_seen(listing) ? NULL : listing, *kinds = none ? none : tally->kinds;

	frontend_say_count(probe, xf_both(probe, listing, tally->devices), none, tally->count, plugin,
	                   "count");
	frontend_say_count(probe, because, kinds ? kinds : tally->states, tally->frontends, plugin,
	                   "frontends");
	frontend_say_count(probe, because, kinds, tally->paravirtual, plugin, "paravirtual");
	frontend_say_count(probe, because, kinds, tally->emulated, plugin, "emulated");
	frontend_say_count(probe, because, kinds, tally->physical, plugin, "physical");
}

/**
 * Says how many xenbus devices "TYPE-..." no driver is bound to. `listing` tells whether there is a sysfs at
 * all: only then a missing bus means that there are none.
 */
static inline void frontend_say_unbound(struct xf_probe *probe, const struct xf_obs *listing,
                                        const char *type, const char *plugin)
{
	const struct xf_obs *bus = xf_count(probe, "/sys/bus/xen/devices/"), *links = bus;
	const char *const *name = xf_list(probe, "/sys/bus/xen/devices/");
	size_t length = strlen(type);
	uint64_t count = 0;

	for (; *name; name++) {
		if (strncmp(*name, type, length) || (*name)[length] != '-')
			continue;
		const struct xf_obs *driver = xf_link(probe, "/sys/bus/xen/devices/%s/driver", *name);

		links = xf_both(probe, driver, links);
		count += xf_absent(driver);
	}
	frontend_say_count(probe, links, xf_seen(listing) ? NULL : listing, count, plugin, "unbound");
}

#endif
