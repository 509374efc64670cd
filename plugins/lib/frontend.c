/* SPDX-License-Identifier: MIT */
/*
 * Counts devices and says what they are. A count rests on the observations of all devices in it, so a device that could
 * not be read makes the count unknown, and not too small.
 */
#include "plugins/lib/frontend.h"

#include <string.h>

#include "plugins/lib/device.h"

/* The state that was read, if the kernel prints such a state; "" makes the fact unknown. */
static const char *state_of(const struct xf_obs *state)
{
	const char *text = xf_text(state), *words = XF_FRONTEND_STATES;
	size_t length = strlen(text);

	for (; *words; words += strcspn(words, " "), words += *words == ' ')
		if (length && length == strcspn(words, " ") && !strncmp(words, text, length))
			return text;
	return "";
}

void xf_frontend_serves(struct xf_probe *probe, struct xf_device *device, const struct xf_obs *by, const char *driver)
{
	device->by = by;
	device->because = xf_both(probe, by, device->because);
	device->driver = driver;
	device->bus = "xen";
	device->kind = "paravirtual";
	device->state = xf_read(probe, XF_XENBUS_STATE("%s"), xf_last(device->is));
}

void xf_frontend_say(struct xf_probe *probe, const struct xf_device *device, const char *prefix, const char *key)
{
	xf_say(probe, device->is, device->name, "%s.%s.name", prefix, key);
	xf_say(probe, device->by, device->driver, "%s.%s.driver", prefix, key);
	xf_say(probe, device->because, device->bus, "%s.%s.bus", prefix, key);
	xf_say(probe, device->because, device->kind, "%s.%s.kind", prefix, key);
	if (device->state && !xf_absent(device->state)) /* kernels before 6.0 do not show it */
		xf_say(probe, device->state, state_of(device->state), "%s.%s.state", prefix, key);
}

void xf_frontend_add(struct xf_probe *probe, struct xf_frontend_tally *tally, const struct xf_device *device)
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
	if (!xf_absent(device->state) && !*state_of(device->state))
		tally->states = device->state;
}

/* Says a count, or that it is unknown because of `doubt`. */
static void say_count(struct xf_probe *probe, const struct xf_obs *because, const struct xf_obs *doubt, uint64_t count,
                      const char *plugin, const char *what)
{
	if (doubt)
		xf_say_unknown(probe, doubt, "%s.%s", plugin, what);
	else
		xf_say_count(probe, because, count, "%s.%s", plugin, what);
}

void xf_frontend_say_counts(struct xf_probe *probe, const struct xf_frontend_tally *tally,
                            const struct xf_obs *listing, const char *plugin)
{
	const struct xf_obs *because = xf_both(probe, listing, tally->proofs);
	const struct xf_obs *none = xf_seen(listing) ? NULL : listing, *kinds = none ? none : tally->kinds;

	say_count(probe, xf_both(probe, listing, tally->devices), none, tally->count, plugin, "count");
	say_count(probe, because, kinds ? kinds : tally->states, tally->frontends, plugin, "frontends");
	say_count(probe, because, kinds, tally->paravirtual, plugin, "paravirtual");
	say_count(probe, because, kinds, tally->emulated, plugin, "emulated");
	say_count(probe, because, kinds, tally->physical, plugin, "physical");
}

void xf_frontend_say_unbound(struct xf_probe *probe, const struct xf_obs *listing, const char *type,
                             const char *plugin)
{
	const struct xf_obs *bus = xf_count(probe, XF_XENBUS_DEVICES), *links = bus;
	const char *const *name = xf_list(probe, XF_XENBUS_DEVICES);
	size_t length = strlen(type);
	uint64_t count = 0;

	for (; *name; name++) {
		if (strncmp(*name, type, length) || (*name)[length] != '-')
			continue;
		const struct xf_obs *driver = xf_link(probe, XF_XENBUS_DRIVER("%s"), *name);

		links = xf_both(probe, driver, links);
		count += xf_absent(driver);
	}
	say_count(probe, links, xf_seen(listing) ? NULL : listing, count, plugin, "unbound");
}
