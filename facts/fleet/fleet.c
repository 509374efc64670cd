/* SPDX-License-Identifier: MIT */
/* The module: what the command `fleet` calls. */
#include <errno.h>
#include <string.h>

#include "facts/fleet/input.h"
#include "facts/fleet/write.h"

static int summarize(struct fleet *fleet, struct fleet_summary *summary)
{
	int error = fleet_sort(fleet);

	return error ? error : fleet_summarize(fleet, summary);
}

static int put(const struct fleet *fleet, const struct fleet_summary *summary, const char *format, FILE *file)
{
	if (!strcmp(format, "json"))
		return fleet_write_json(fleet, summary, file);
	return strcmp(format, "csv") ? fleet_write_page(fleet, file) : fleet_write_csv(fleet, file);
}

static void drop(struct fleet *fleet)
{
	if (fleet)
		arena_free(fleet->arena);
}

XF_EXPORT extern const struct fleet_module xenfacts_fleet;
const struct fleet_module xenfacts_fleet = {
	.version = XF_MODULE_VERSION, .make = fleet_new, .read = fleet_input_read, .summarize = summarize, .write = put,
	.drop = drop,
};
