/* SPDX-License-Identifier: MIT */
/*
 * Landlock follows objects, not paths: a link in /sys/class leads to /sys/devices, so reading through it needs access
 * there too. What is allowed for a declared place:
 *
 *     below /sys    all of /sys
 *     below /proc   what the literal part of the place leads to: /proc also has every process's secrets
 *     elsewhere     the literal folder, and the file that the place leads to: /etc/os-release is a link into /usr/lib
 *                   on most machines (os-release(5))
 */
#include "core/probe/landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "core/probe/reads.h"
#include "core/util/linux.h"
#include "core/util/map.h"

#define READ XF_LANDLOCK_READ_FILE
#define LIST XF_LANDLOCK_READ_DIR

/* include/uapi/linux/landlock.h of Linux 6.12; ours may be older, and the kernel newer than ours */
struct attributes {
	uint64_t files, net, scoped;
};

static const struct {
	int abi;
	struct attributes handled;
} versions[] = {
	{ 1, { XF_LANDLOCK_OLDEST, 0, 0 } },
	{ 2, { 1u << 13, 0, 0 } }, /* LANDLOCK_ACCESS_FS_REFER */
	{ 3, { 1u << 14, 0, 0 } }, /* LANDLOCK_ACCESS_FS_TRUNCATE */
	{ 4, { 0, 3, 0 } },        /* LANDLOCK_ACCESS_NET_BIND_TCP, _CONNECT_TCP */
	{ 5, { 1u << 15, 0, 0 } }, /* LANDLOCK_ACCESS_FS_IOCTL_DEV */
	{ 6, { 0, 0, 3 } },        /* LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET, _SIGNAL */
};

/* The rules being made; after an error nothing more is added. */
struct rules_of {
	int ruleset, error;
	const struct machine *machine;
	struct arena *arena;
	struct map done; /* what has its rule: plugins name the same places */
};

static bool is_below(const char *place, const char *top)
{
	return !strncmp(place, top, strlen(top));
}

/* Allows access at or below a descriptor. What does not exist needs no rule, a plain file no listing. */
static void allow(struct rules_of *rules, int fd, uint64_t access)
{
	struct xf_path_beneath below = { .allowed_access = access, .parent_fd = fd };
	struct stat status;

	/* What is only skipped would be denied later, and the report would say that permission is missing. */
	if (!rules->error && (fd < 0 ? errno == EMFILE || errno == ENFILE || errno == ENOMEM : fstat(fd, &status)))
		rules->error = -errno;
	if (fd < 0 || rules->error)
		return;
	if (!S_ISDIR(status.st_mode))
		below.allowed_access &= READ;
	if (!below.allowed_access || (!S_ISDIR(status.st_mode) && !S_ISREG(status.st_mode)))
		return; /* it has nothing to read */
	if (syscall(SYS_landlock_add_rule, rules->ruleset, XF_LANDLOCK_PATH_BENEATH, &below, 0))
		rules->error = -errno;
}

static void allow_and_close(struct rules_of *rules, int fd, uint64_t access)
{
	allow(rules, fd, access);
	if (fd >= 0)
		close(fd);
}

/* A folder of the machine, without leading slash. */
static void allow_folder(struct rules_of *rules, const char *folder, uint64_t access)
{
	/* A tree may have a file by that name, which cannot be listed, or a link out of the tree. */
	int fd = openat(machine_fd(rules->machine), folder, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	allow_and_close(rules, fd, access);
}

/* Does this place have no such rule yet? */
static bool is_new(struct rules_of *rules, const char *rule, const char *place)
{
	void **done = map_at(&rules->done, rules->arena, arena_fmt(rules->arena, "%s %s", rule, place));

	if (!done)
		rules->error = -ENOMEM;
	if (!done || *done)
		return false;
	*done = rules;
	return true;
}

/* A folder of the machine that may be read and listed. */
static void allow_whole(struct rules_of *rules, const char *folder)
{
	if (is_new(rules, "whole", folder))
		allow_folder(rules, folder, READ | LIST);
}

/* The longest folder in a pattern that has no wildcard, without its leading slash; false if there is none. */
static bool literal_folder(const char *pattern, char folder[256])
{
	size_t literal = strcspn(pattern, "*?[");

	while (literal > 1 && pattern[literal - 1] != '/')
		literal--;
	if (literal < 2 || literal >= 256)
		return false;
	snprintf(folder, 256, "%.*s", (int)literal - 1, pattern + 1);
	return true;
}

/*
 * procfs makes a new inode when a path is looked up after its dentry was dropped (fs/proc/generic.c, proc_lookup_de),
 * and a rule is bound to the inode. So these descriptors stay open.
 */
static void allow_proc(struct rules_of *rules, const char *place)
{
	char folder[256] = "", path[260];
	bool lists = place[strlen(place) - 1] == '/';

	if (strpbrk(place, "*?[") && !literal_folder(place, folder))
		return;
	snprintf(path, sizeof(path), "/%s", *folder ? folder : place + 1);
	allow(rules, machine_hold(rules->machine, path), lists ? LIST : READ | LIST);
}

static void allow_elsewhere(struct rules_of *rules, const char *place)
{
	char folder[256];

	if (literal_folder(place, folder))
		allow_whole(rules, folder);
	if (!strpbrk(place, "*?["))
		allow_and_close(rules, machine_hold(rules->machine, place), READ);
}

/*
 * A tree tells absent from not recorded by whether the top folder of a path is empty (core/machine/files.c). This lets
 * the worker list all folders below it, but read nothing in them.
 */
static void allow_top(struct rules_of *rules, const char *place)
{
	char top[256];

	snprintf(top, sizeof(top), "%.*s", (int)strcspn(place + 1, "/"), place + 1);
	if (is_new(rules, "top", top))
		allow_folder(rules, top, LIST);
}

static void allow_place(struct rules_of *rules, const char *place)
{
	if (is_below(place, "/sys/"))
		allow_whole(rules, "sys");
	else if (!is_new(rules, "place", place))
		return;
	else if (is_below(place, "/proc/"))
		allow_proc(rules, place);
	else
		allow_elsewhere(rules, place);
	if (!machine_is_live(rules->machine) && !is_below(place, "/sys/"))
		allow_top(rules, place);
}

/* What ld.so reads for a plugin that needs a library which this program does not: ld.so(8). */
static void allow_libraries(struct rules_of *rules)
{
	static const char *const places[] = { "/etc/ld.so.cache", "/lib", "/lib64", "/usr/lib", "/usr/lib64" };

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		allow_and_close(rules, open(places[i], O_PATH | O_CLOEXEC), READ | LIST);
}

static int allow_all(int ruleset, const struct crew *crew, struct arena *arena)
{
	struct rules_of rules = { .ruleset = ruleset, .machine = crew->machine, .arena = arena };
	bool files = machine_fd(crew->machine) >= 0; /* a recorded guest has none */
	char path[XF_READS_CAP];

	for (size_t i = 0; i < crew->count; i++) {
		const struct loaded_plugin *loaded = &crew->registry->loaded[crew->numbers[i]];

		if (crew->outside)
			allow(&rules, loaded->fd, READ);
		for (const char *const *reads = loaded->plugin->reads; *reads && files; reads++)
			if (probe_reads_path(*reads, path))
				allow_place(&rules, path);
	}
	if (files)
		allow_whole(&rules, "cmd"); /* a captured tree's log and CPUID */
	if (crew->outside)
		allow_libraries(&rules);
	else
		allow(&rules, crew->registry->folder, READ);
	return rules.error;
}

int probe_landlock_enter(const struct crew *crew)
{
	struct attributes attributes = { 0 };
	int abi = (int)syscall(SYS_landlock_create_ruleset, NULL, 0, XF_LANDLOCK_VERSION);

	for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]) && versions[i].abi <= abi; i++) {
		attributes.files |= versions[i].handled.files;
		attributes.net |= versions[i].handled.net;
		attributes.scoped |= versions[i].handled.scoped;
	}
	long ruleset = abi < 0 ? -1 : syscall(SYS_landlock_create_ruleset, &attributes, sizeof(attributes), 0);

	if (ruleset < 0)
		return -errno;
	struct arena *arena = arena_new();
	int error = arena ? allow_all((int)ruleset, crew, arena) : -ENOMEM;

	if (!error && syscall(SYS_landlock_restrict_self, (int)ruleset, 0))
		error = -errno;
	close((int)ruleset);
	arena_free(arena);
	return error ? error : abi;
}
