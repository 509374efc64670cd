/* SPDX-License-Identifier: MIT */
/*
 * Each part holds alone what it can: as root, a worker without capabilities still owns root's files, so seccomp refuses
 * what would change them; Landlock decides which of them can be read.
 */
#include "core/probe/sandbox.h"

#include <errno.h>
#include <linux/capability.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "core/probe/landlock.h"
#include "core/probe/seccomp.h"
#include "core/util/linux.h"

#define SCOPES_ABI 6 /* Landlock confines signals too */

/* Drops all capabilities but those that `kept` names. 0, also if there is nothing to drop; or -errno. */
static int drop_capabilities(const uint32_t kept[2])
{
	struct __user_cap_header_struct head = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct sets[2];
	bool drop = false;

	if (syscall(SYS_capget, &head, sets))
		return -errno;
	for (size_t i = 0; i < 2; i++) {
		drop |= sets[i].permitted & ~kept[i]; /* inheritable ones do not matter: no program can be started */
		sets[i].permitted &= kept[i];
		sets[i].effective = sets[i].permitted;
		sets[i].inheritable = 0;
	}
	return drop && syscall(SYS_capset, &head, sets) ? -errno : 0;
}

void probe_sandbox_log_done(void)
{
	struct __user_cap_header_struct head = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct none[2];

	memset(none, 0, sizeof(none));
	syscall(SYS_capset, &head, none); /* there is less of everything: it fails only where it is refused */
}

/* Does the kernel, or who started us, not let us have this part? Anything else is a failure. */
static bool is_unavailable(int error)
{
	return error == -ENOSYS || error == -EOPNOTSUPP || error == -EPERM || error == -EINVAL || error == -EACCES;
}

/* A captured log is a file. */
static bool reads_log(const struct crew *crew)
{
	for (size_t i = 0; i < crew->count && machine_is_live(crew->machine); i++)
		for (const char *const *reads = crew->registry->loaded[crew->numbers[i]].plugin->reads; *reads; reads++)
			if (!strncmp(*reads, "log:", 4))
				return true;
	return false;
}

int probe_sandbox_enter(const struct crew *crew, struct sandbox *sandbox)
{
	bool log = reads_log(crew);
	uint32_t kept[2] = { 0, log ? CAP_TO_MASK(CAP_SYSLOG) : 0 }; /* it is number 34 */

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) && errno != EINVAL) /* before Linux 3.5, without filters too */
		return -errno;
	sandbox->landlock = probe_landlock_enter(crew);
	sandbox->capabilities = drop_capabilities(kept);
	sandbox->seccomp = probe_seccomp_enter(log);
	if (sandbox->landlock < 0 && !is_unavailable(sandbox->landlock))
		return sandbox->landlock;
	if (sandbox->capabilities && !is_unavailable(sandbox->capabilities))
		return sandbox->capabilities;
	return sandbox->seccomp && !is_unavailable(sandbox->seccomp) ? sandbox->seccomp : 0;
}

/* Without seccomp, signals are confined only where Landlock has scopes. */
static bool is_landlock_full(const struct sandbox *sandbox)
{
	return sandbox->landlock >= SCOPES_ABI || (sandbox->landlock > 0 && !sandbox->seccomp);
}

bool probe_sandbox_is_full(const struct sandbox *sandbox)
{
	return is_landlock_full(sandbox) && !sandbox->seccomp && !sandbox->capabilities;
}

static struct sandbox_part describe(struct arena *arena, const char *name, const char *call, int32_t result)
{
	bool off = result < 0;

	return (struct sandbox_part){ .name = name, .level = off ? "off" : "full", .call = call,
		.says = off ? strerror(-result) : result ? arena_fmt(arena, "ABI %d", (int)result) : "done" };
}

const struct sandbox_part *probe_sandbox_parts(struct arena *arena, const struct sandbox *sandbox)
{
	struct sandbox_part *parts = arena_alloc(arena, XF_SANDBOX_PARTS * sizeof(*parts));

	if (!parts)
		return NULL;
	parts[0] = describe(arena, "landlock", "landlock_restrict_self(2)", sandbox->landlock);
	parts[1] = describe(arena, "seccomp", "seccomp(2)", sandbox->seccomp);
	parts[2] = describe(arena, "capabilities", "capset(2)", sandbox->capabilities);
	if (sandbox->landlock > 0 && !is_landlock_full(sandbox))
		parts[0].level = "partial";
	return parts;
}

const char *probe_sandbox_lacks(struct arena *arena, const struct sandbox_part *parts)
{
	const char *all = "";

	for (size_t i = 0; parts && i < XF_SANDBOX_PARTS; i++)
		if (strcmp(parts[i].level, "full"))
			all = arena_fmt(arena, "%s%s%s %s (%s)", all, *all ? ", " : "", parts[i].name, parts[i].level,
			                parts[i].says);
	return all;
}
