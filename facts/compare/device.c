/* SPDX-License-Identifier: MIT */
/* Disks and interfaces: what matters is that one came or went, and what drives it. */
#include <string.h>

#include "core/util/parse.h"
#include "facts/compare/compare.h"

static const struct family {
	const char *prefix, *row;
	const char *count; /* a fact that is there whenever the devices are known */
} families[] = {
	{ "block.disks.", "disk", "block.count" },
	{ "net.interfaces.", "network", "net.count" },
};

static const struct family *family_of(const char *key)
{
	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++)
		if (!strncmp(key, families[i].prefix, strlen(families[i].prefix)))
			return &families[i];
	return NULL;
}

/* A fact of a device, "" if there is none. */
static const char *member(const struct comparison *comparison, const struct saved *saved, const char *device,
                          const char *name)
{
	const char *value = saved_value(saved, arena_fmt(comparison->arena, "%s.%s", device, name));

	return value ? value : "";
}

/* "e1000 (emulated)": the kind is not said where the driver's name says it. */
static const char *driver_of(const struct comparison *comparison, const struct saved *saved, const char *device)
{
	const char *driver = member(comparison, saved, device, "driver");
	const char *kind = member(comparison, saved, device, "kind");
	bool said = !*kind || !strcmp(kind, "paravirtual");

	if (!*driver)
		driver = "no known driver";
	return said ? driver : arena_fmt(comparison->arena, "%s (%s)", driver, kind);
}

/* What happened to a device that both reports have; NULL: nothing that matters. */
static const char *moved(const struct comparison *comparison, const char *device)
{
	const char *old = driver_of(comparison, comparison->old, device);
	const char *new = driver_of(comparison, comparison->new, device);

	if (strcmp(old, new))
		return arena_fmt(comparison->arena, "now on %s instead of %s", new, old);
	old = member(comparison, comparison->old, device, "state");
	new = member(comparison, comparison->new, device, "state");
	if (strcmp(old, new) && *old && *new)
		return arena_fmt(comparison->arena, "now %s instead of %s", new, old);
	return NULL;
}

static const char *came_or_went(const struct comparison *comparison, const struct family *family, bool is,
                                const char *driver)
{
	const struct saved *lacks = is ? comparison->old : comparison->new;

	if (saved_value(lacks, family->count))
		return arena_fmt(comparison->arena, is ? "new, on %s" : "gone from %s", driver);
	return arena_fmt(comparison->arena, is ? "known now, on %s" : "no longer known, on %s before", driver);
}

/* Compares a device, and adds a change if it is not the same any more. */
static void judge(struct comparison *comparison, const struct family *family, const char *device)
{
	const char *below = arena_fmt(comparison->arena, "%s.", device);
	bool was = saved_has_below(comparison->old, below), is = saved_has_below(comparison->new, below);
	const char *name = member(comparison, is ? comparison->new : comparison->old, device, "name");
	const char *old = was ? driver_of(comparison, comparison->old, device) : NULL;
	const char *new = is ? driver_of(comparison, comparison->new, device) : NULL;
	const char *text = was && is ? moved(comparison, device) :
		came_or_went(comparison, family, is, is ? new : old);
	struct change *change = text ? compare_add(comparison, XF_CHANGE_DEVICE, device, device) : NULL;

	comparison->device = device;
	comparison->whole = !was || !is;
	comparison->moved = text != NULL;
	if (!change)
		return;
	*change = (struct change){ .kind = XF_CHANGE_DEVICE, .key = device, .row = family->row, .old = old, .new = new,
		.what = *name ? name : device + strlen(family->prefix), .text = text };
}

bool compare_device(struct comparison *comparison, const char *key)
{
	const struct family *family = family_of(key);

	if (!family)
		return false;
	size_t prefix = strlen(family->prefix), length = prefix + strcspn(key + prefix, ".");
	const char *device = comparison->device;

	if (!device || strlen(device) != length || strncmp(device, key, length))
		judge(comparison, family, arena_fmt(comparison->arena, "%.*s", (int)length, key));
	bool said = comparison->moved && key[length] && parse_in(key + length + 1, "driver kind state");

	return comparison->whole || said;
}
