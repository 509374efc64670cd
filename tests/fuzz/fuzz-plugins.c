/* SPDX-License-Identifier: MIT */
/*
 * All plugins on a real guest of which one place has other content: the first byte chooses the place, the others
 * are what is there. Whatever it is, no plugin breaks its promise, all text of the report is fit to print, and no two
 * answers are impossible together.
 */
#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <string.h>

#include "core/probe/run.h"
#include "facts/formats/tree.h"
#include "core/util/parse.h"
#include "tests/guests/unlikely.h"

#define GUEST "xen4.17-pvhvm-linux6.1"

/* "log" and "cpuid" are no paths; "" is every file, link and listing at once. */
static const char *const places[] = {
	"/proc/interrupts", "log", "cpuid", "/proc/cmdline", "/sys/class/dmi/id/product_name",
	"/sys/class/dmi/id/sys_vendor", "/sys/hypervisor/properties/features",
	"/sys/hypervisor/properties/capabilities",
	"/sys/hypervisor/version/extra", "/sys/hypervisor/version/major", "/sys/hypervisor/type",
	"/sys/hypervisor/guest_type", "/proc/cpuinfo", "/proc/meminfo", "/proc/xen/capabilities",
	"/sys/devices/system/clocksource/clocksource0/available_clocksource",
	"/sys/devices/system/clockevents/clockevent0/current_device", "/sys/block", "/sys/class/net",
	"/sys/block/xvda/device/driver", "/sys/class/net/eth0/device/driver", "/sys/bus/xen/devices", "",
};

/* The guest's own door, and what stands in the chosen place. */
struct door {
	struct machine *guest;
	const char *place;
	const char *bytes;
	size_t size;
};

/*
 * What lasts from one input to the next: the plugins and the guest as it was recorded. The pointer is volatile, as
 * clang 14 takes what a constant pointer at file scope points to for constant too.
 */
static struct loaded {
	struct registry registry;
	struct machine *guest;
} *const volatile loaded = &(struct loaded){ .guest = NULL };

static bool chosen(const struct door *door, const char *path)
{
	return !*door->place || !strcmp(door->place, path);
}

static void give(const struct door *door, struct arena *arena, struct machine_answer *answer)
{
	answer->outcome = XF_SEEN;
	answer->data = arena_dup(arena, door->bytes, door->size);
	answer->size = door->size;
}

static void door_read(void *self, struct arena *arena, const char *path, struct machine_answer *answer)
{
	struct door *door = self;

	if (chosen(door, path))
		give(door, arena, answer);
	else
		machine_read(door->guest, arena, path, answer);
}

static void door_link(void *self, struct arena *arena, const char *path, struct machine_answer *answer)
{
	struct door *door = self;

	if (chosen(door, path))
		give(door, arena, answer);
	else
		machine_link(door->guest, arena, path, answer);
}

static void door_stat(void *self, struct arena *arena, const char *path, struct machine_answer *answer)
{
	const struct door *door = self;

	machine_stat(door->guest, arena, path, answer);
}

/* The lines of the bytes are the names; the door promises them sorted, and without a slash. */
static void door_list(void *self, struct arena *arena, const char *path, struct machine_answer *answer)
{
	struct door *door = self;
	char *copy = arena_dup(arena, door->bytes, door->size), *rest = copy, *name;

	if (!chosen(door, path)) {
		machine_list(door->guest, arena, path, answer);
		return;
	}
	answer->names = arena_alloc(arena, (door->size + 2) * sizeof(name));
	answer->outcome = XF_SEEN;
	while ((name = strtok_r(rest, "\n/", &rest)))
		answer->names[answer->count++] = name;
	for (size_t i = 1; i < answer->count; i++)
		for (size_t j = i; j && strcmp(answer->names[j - 1], answer->names[j]) > 0; j--) {
			name = answer->names[j];
			answer->names[j] = answer->names[j - 1];
			answer->names[j - 1] = name;
		}
}

static void door_log(void *self, struct arena *arena, struct machine_answer *answer)
{
	struct door *door = self;

	if (chosen(door, "log"))
		give(door, arena, answer);
	else
		machine_log(door->guest, arena, answer);
}

static void door_cpuid(void *self, enum xf_via via, uint32_t leaf, uint32_t sub, struct machine_answer *answer)
{
	struct door *door = self;
	size_t at = ((leaf >> 8 & 0xff) * 5 + (leaf & 0xff) + sub * 3 + (unsigned)via) * sizeof(answer->reg);

	if (!chosen(door, "cpuid") || at + sizeof(answer->reg) > door->size) {
		machine_cpuid(door->guest, via, leaf, sub, answer);
		return;
	}
	answer->outcome = XF_SEEN;
	memcpy(answer->reg, door->bytes + at, sizeof(answer->reg));
}

static const struct machine_ops ops = {
	.read = door_read, .link = door_link, .stat = door_stat, .list = door_list, .log = door_log,
	.cpuid = door_cpuid,
};

static void load(void)
{
	const char *source = getenv("XF_SOURCE_DIR"), *build = getenv("XF_BUILD_DIR");
	char path[4096], *wrong;

	fuzz_hold(source && build); /* run it by ctest, or set them */
	snprintf(path, sizeof(path), "%s/plugins", build);
	fuzz_hold(!probe_registry_load(&loaded->registry, path));
	for (size_t i = 0; i < loaded->registry.refused_count; i++)
		fprintf(stderr, "%s: %s\n", loaded->registry.refused[i].name, loaded->registry.refused[i].detail);
	fuzz_hold(loaded->registry.count >= 10);
	snprintf(path, sizeof(path), "%s/tests/guests/%s.guest", source, GUEST);
	fuzz_hold(!machine_manifest(path, &loaded->guest, &wrong));
}

static int receive(void *context, const struct tree_event *event)
{
	const char *text = event->kind == XF_SCALAR_TEXT ? event->text : "";

	(void)context;
	for (size_t step; *text; text += step)
		fuzz_hold((step = parse_plain(text, strlen(text))) > 0);
	return 0;
}

/* The one thing that hostile content may make a plugin do is to say too much. */
static void check(const struct report *report)
{
	const char *missing;

	for (size_t i = 0; i < report->plugin_count; i++) {
		const struct plugin_status *plugin = &report->plugins[i];

		if (strcmp(plugin->status, "ok") && !strstr(plugin->detail, "one fact or item too many")) {
			fprintf(stderr, "%s: %s\n", plugin->name, plugin->detail);
			abort();
		}
	}
	fuzz_hold(!format_tree_walk(report, NULL, receive, NULL, &missing));
	if (unlikely(report)) {
		fprintf(stderr, "%s\n", unlikely(report));
		abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	size_t count = sizeof(places) / sizeof(places[0]);
	struct door door = { .place = places[size ? bytes[0] % count : 0] };
	struct arena *arena = arena_new();
	struct report report;

	if (!loaded->guest)
		load();
	door.guest = loaded->guest;
	door.bytes = size ? (const char *)bytes + 1 : "";
	door.size = size ? size - 1 : 0;
	struct run_options options = { .registry = &loaded->registry, .in_process = true,
		.machine = machine_new(&ops, &door) };

	fuzz_hold(!probe_run(arena, &options, &report));
	check(&report);
	machine_close(options.machine);
	arena_free(arena);
	return 0;
}
