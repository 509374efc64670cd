/* SPDX-License-Identifier: MIT */
/*
 * Tries what no plugin may do. Which of its attempts, and on whom, stands in XF_HOSTILE: "ATTEMPT NUMBER FILE". If it
 * lives on, it says how the attempt ended.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/abi/plugins/plugin-of.h"

/* What an attempt is about: a call's number or another process, and a file. */
struct target {
	long number;
	char file[2048];
};

/* Each returns 0 if it succeeded, else -1 and errno. */
typedef long attempt_fn(const struct target *target);

static long call(const struct target *target)
{
	return syscall(target->number, -1, -1, -1, -1, -1, -1);
}

/* The forms of a call that another architecture has on the same processor. */
static long call_x32(const struct target *target)
{
	return syscall(target->number | 0x40000000, -1, -1, -1, -1, -1, -1);
}

static long call_i386(const struct target *target)
{
	long result = target->number;

#ifdef __x86_64__
	__asm__ volatile("int $0x80"
	                 : "+a"(result)
	                 : "b"(-1), "c"(-1), "d"(-1)
	                 : "memory");
#else
	result = -ENOSYS;
#endif
	errno = result < 0 ? (int)-result : 0;
	return result < 0 ? -1 : 0;
}

static long set_mode(const struct target *target)
{
	return syscall(452, AT_FDCWD, target->file, 04777, 0); /* fchmodat2 */
}

static long give_away(const struct target *target)
{
	return lchown(target->file, 1, 1);
}

static long set_capabilities(const struct target *target)
{
	/* VFS_CAP_REVISION_2, all of them effective (include/uapi/linux/capability.h) */
	static const unsigned char value[20] = { 1, 0, 0, 2, 255, 255, 255, 255 };

	return syscall(SYS_setxattr, target->file, "security.capability", value, sizeof(value), 0);
}

static long send_signal(const struct target *target)
{
	return syscall(SYS_tgkill, target->number, target->number, 10);
}

static long queue_signal(const struct target *target)
{
	char info[128] = { 10, 0, 0, 0, 0, 0, 0, 0, (char)-1, (char)-1, (char)-1, (char)-1 };

	return syscall(SYS_rt_sigqueueinfo, target->number, 10, info);
}

/* The owner of a descriptor gets SIGIO when something can be read. */
static long own_descriptor(const struct target *target)
{
	return fcntl(1, F_SETOWN, (int)target->number);
}

static long limit_other(const struct target *target)
{
	struct rlimit none = { 0, 0 };

	return syscall(SYS_prlimit64, target->number, RLIMIT_NPROC, &none, NULL);
}

static long slow_other(const struct target *target)
{
	return setpriority(PRIO_PROCESS, (id_t)target->number, 19);
}

static long pin_other(const struct target *target)
{
	cpu_set_t first;

	CPU_ZERO(&first);
	CPU_SET(0, &first);
	return sched_setaffinity((pid_t)target->number, sizeof(first), &first);
}

static long read_file(const struct target *target)
{
	char bytes[16];
	int fd = open(target->file, O_RDONLY | O_CLOEXEC);

	return fd < 0 ? -1 : read(fd, bytes, sizeof(bytes)) < 0 ? -1 : 0;
}

static long write_to(const struct target *target)
{
	int fd = open(target->file, O_WRONLY | O_CLOEXEC);

	return fd < 0 ? -1 : write(fd, "hostile", 7) < 0 ? -1 : 0;
}

static long make_file(const struct target *target)
{
	char name[2100];

	snprintf(name, sizeof(name), "%s-made", target->file);
	return open(name, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
}

/* Only with one of these calls can the log be cleared (kernel/printk/printk.c, do_syslog). */
static long clear_log(const struct target *target)
{
	(void)target;
	return syscall(SYS_syslog, 5, NULL, 0);
}

/* Whole records of the plugin that runs next, whichever descriptor the message goes through. */
static long forge(const struct target *target)
{
	static const char message[] = "B\2\0\0\0\67\0\0\0L\1\4\0\0\0read\0\1\0\0\0/\0\1\0\0\0x\0"
		"F\4\12\0\0\0z_good.text\0";

	(void)target;
	for (int fd = 3; fd < 64; fd++)
		if (write(fd, message, sizeof(message)) > 0)
			return 0;
	return -1;
}

static const struct {
	const char *name;
	attempt_fn *run;
} attempts[] = {
	{ "call", call }, { "call_x32", call_x32 }, { "call_i386", call_i386 }, { "set_mode", set_mode },
	{ "give_away", give_away }, { "set_capabilities", set_capabilities }, { "send_signal", send_signal },
	{ "queue_signal", queue_signal }, { "own_descriptor", own_descriptor }, { "limit_other", limit_other },
	{ "slow_other", slow_other }, { "pin_other", pin_other }, { "read_file", read_file }, { "write_to", write_to },
	{ "make_file", make_file }, { "clear_log", clear_log }, { "forge", forge },
};

static void look(struct xf_probe *probe)
{
	const struct xf_obs *line = xf_read(probe, "/proc/cmdline");
	struct target target = { .file = "" };
	const char *result = "no such attempt", *wanted = getenv("XF_HOSTILE");
	char name[64] = "";

	sscanf(wanted ? wanted : "", "%63s %ld %2047s", name, &target.number, target.file);
	for (size_t i = 0; i < sizeof(attempts) / sizeof(attempts[0]); i++)
		if (!strcmp(attempts[i].name, name))
			result = attempts[i].run(&target) < 0 ? strerror(errno) : "done";
	xf_say(probe, line, result, "hostile.text");
}

PLUGIN_OF("hostile", look);
