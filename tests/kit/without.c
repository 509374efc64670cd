/* SPDX-License-Identifier: MIT */
/*
 * without CALL=ERROR... -- COMMAND...: runs a command to which the kernel says ERROR (ENOSYS, EPERM, EINVAL) at each of
 * these calls, as an old kernel or a container engine does. CALL is a name from the table, no_new_privs for that option
 * of prctl(2), or seccomp for filters, which comes last, as no other can be set after it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/syscalls.h"

static const struct {
	const char *name;
	unsigned number;
} calls[] = {
	{ "landlock_create_ruleset", SYS_landlock_create_ruleset },
	{ "landlock_restrict_self", SYS_landlock_restrict_self },
	{ "capset", SYS_capset }, { "capget", SYS_capget }, { "openat2", SYS_openat2 },
	{ "close_range", SYS_close_range }, { "memfd_create", SYS_memfd_create }, { "getrandom", SYS_getrandom },
	{ "renameat2", SYS_renameat2 }, { "timerfd_settime", SYS_timerfd_settime },
};

static const struct {
	const char *name;
	unsigned number;
} errors[] = { { "ENOSYS", ENOSYS }, { "EPERM", EPERM }, { "EINVAL", EINVAL }, { "EOPNOTSUPP", EOPNOTSUPP } };

static _Noreturn void usage(const char *what)
{
	fprintf(stderr, "without: %s: it takes CALL=ERROR... -- COMMAND...\n", what);
	exit(2);
}

static unsigned error_of(const char *name)
{
	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++)
		if (!strcmp(errors[i].name, name))
			return errors[i].number;
	usage(name);
}

static int forbid(const char *name, size_t length, unsigned error)
{
	if (!strncmp(name, "seccomp", length) && length == strlen("seccomp"))
		return forbid_filters(error);
	if (!strncmp(name, "no_new_privs", length) && length == strlen("no_new_privs"))
		return forbid_option(PR_SET_NO_NEW_PRIVS, error);
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		if (!strncmp(calls[i].name, name, length) && !calls[i].name[length])
			return filter_call(calls[i].number, SECCOMP_RET_ERRNO | error);
	usage(name);
}

int main(int argc, char **argv)
{
	int i = 1;

	for (; i < argc && strcmp(argv[i], "--"); i++) {
		const char *equals = strchr(argv[i], '=');

		if (!equals)
			usage(argv[i]);
		if (forbid(argv[i], (size_t)(equals - argv[i]), error_of(equals + 1))) {
			perror("without");
			return 2;
		}
	}
	if (i + 1 >= argc)
		usage("no command");
	execvp(argv[i + 1], argv + i + 1);
	perror(argv[i + 1]);
	return 2;
}
