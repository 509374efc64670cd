/* SPDX-License-Identifier: MIT */
/*
 * The worker's sandbox. Landlock follows objects, not paths: a link in /sys/class leads to /sys/devices, so reading
 * through it needs access there too. So for each declared place we allow its top-level folder if that is a kernel file
 * system (/proc, /sys), otherwise its literal folder, plus the file that the place resolves to: /etc/os-release is a
 * link into /usr/lib on most machines (os-release(5)).
 *
 * The seccomp filter is a short table instead of libseccomp: loading that library and compiling its filter costs more
 * than the whole report (measured in tests/bench).
 */
#include "core/probe/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "core/probe/reads.h"

static bool is_kernels(const char *place)
{
	return !strncmp(place, "/proc/", 6) || !strncmp(place, "/sys/", 5);
}

/* The folder to allow for a pattern of paths, without its leading slash; false if there is none. */
static bool folder_of(const char *pattern, char folder[256])
{
	size_t literal = strcspn(pattern, "*?[");
	bool kernel = is_kernels(pattern);

	if (kernel)
		literal = strcspn(pattern + 1, "/") + 1;
	while (!kernel && literal > 1 && pattern[literal - 1] != '/')
		literal--;
	if (literal < 2 || literal >= 256)
		return false;
	snprintf(folder, 256, "%.*s", (int)literal - 1, pattern + 1);
	return true;
}

/* Allows reading at or below a descriptor, and closes it. What does not exist needs no rule. */
static int allow_below(int ruleset, int fd, uint64_t access)
{
	struct landlock_path_beneath_attr below = { .allowed_access = access, .parent_fd = fd };

	if (fd < 0)
		return 0;
	int error = syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &below, 0) ? -errno : 0;

	close(fd);
	return error;
}

static int allow_folder(int ruleset, int root, const char *folder)
{
	/* A tree may have a file by that name, which cannot be listed, or a link out of the tree. */
	int fd = openat(root, folder, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	return allow_below(ruleset, fd, LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR);
}

/* A place without a pattern may be a link to a file in another folder. */
static int allow_behind(int ruleset, const struct machine *machine, const char *place)
{
	struct stat status;

	if (is_kernels(place) || strpbrk(place, "*?["))
		return 0;
	int fd = machine_hold(machine, place);

	if (fd >= 0 && (fstat(fd, &status) || !S_ISREG(status.st_mode))) {
		close(fd);
		return 0; /* it would need another right, and has nothing to read */
	}
	return allow_below(ruleset, fd, LANDLOCK_ACCESS_FS_READ_FILE);
}

/*
 * A tree tells absent from not recorded by whether the top folder of a path is empty (core/machine/files.c). This lets
 * the worker list all folders below it, but read nothing in them.
 */
static int allow_top(int ruleset, const struct machine *machine, const char *place)
{
	char top[256];

	snprintf(top, sizeof(top), "%.*s", (int)strcspn(place + 1, "/"), place + 1);
	int fd = openat(machine_fd(machine), top, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	return allow_below(ruleset, fd, LANDLOCK_ACCESS_FS_READ_DIR);
}

#define FOLDERS 64 /* distinct ones that plugins may name; the rest are not allowed */

/* The folders in all plugins' `reads`, each once. */
struct folders {
	char names[FOLDERS][256];
	size_t count;
};

static void add_folder(struct folders *folders, const char *name)
{
	size_t i = 0;

	while (i < folders->count && strcmp(folders->names[i], name))
		i++;
	if (i == folders->count && i < FOLDERS)
		snprintf(folders->names[folders->count++], sizeof(folders->names[0]), "%s", name);
}

static int allow_reads(int ruleset, const struct machine *machine, const struct registry *registry)
{
	struct folders folders = { .count = 0 };
	char path[XF_READS_CAP], folder[256];
	int error = 0;

	for (size_t i = 0; i < registry->count; i++)
		for (const char *const *reads = registry->loaded[i].plugin->reads; *reads && !error; reads++) {
			if (!probe_reads_path(*reads, path))
				continue;
			if (folder_of(path, folder))
				add_folder(&folders, folder);
			error = allow_behind(ruleset, machine, path);
			if (!error && !machine_is_live(machine) && !is_kernels(path))
				error = allow_top(ruleset, machine, path);
		}
	add_folder(&folders, "cmd"); /* a captured tree's log and CPUID */
	for (size_t i = 0; i < folders.count && !error; i++)
		error = allow_folder(ruleset, machine_fd(machine), folders.names[i]);
	return error;
}

static int enter_landlock(const struct machine *machine, const struct registry *registry)
{
	struct landlock_ruleset_attr attr = {
		.handled_access_fs = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1, /* all rights of Landlock's first ABI */
	};
	long ruleset = syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr), 0);

	/* No Landlock: an old kernel, switched off, or a container engine too old to know it, which says EPERM. */
	if (ruleset < 0)
		return errno == ENOSYS || errno == EOPNOTSUPP || errno == EPERM ? 0 : -errno;
	int error = machine_fd(machine) >= 0 ? allow_reads((int)ruleset, machine, registry) : 0;

	if (!error && syscall(SYS_landlock_restrict_self, (int)ruleset, 0))
		error = -errno;
	close((int)ruleset);
	return error;
}

/* System calls that would let a plugin escape: programs, sockets, other processes, the file tree, the kernel. */
static const int refused[] = {
	SYS_execve, SYS_execveat, SYS_socket, SYS_connect, SYS_ptrace, SYS_kill, SYS_mount, SYS_umount2,
	SYS_unlinkat, SYS_renameat2, SYS_linkat, SYS_symlinkat, SYS_mkdirat, SYS_mknodat, SYS_fchmodat, SYS_fchownat,
	SYS_fchmod, SYS_fchown, SYS_truncate, SYS_ftruncate, SYS_setuid, SYS_setgid, SYS_setns, SYS_unshare,
	SYS_chroot, SYS_pivot_root, SYS_bpf, SYS_perf_event_open, SYS_init_module, SYS_finit_module,
	SYS_delete_module, SYS_kexec_load, SYS_reboot, SYS_ioctl, SYS_keyctl, SYS_add_key, SYS_userfaultfd,
	SYS_clone, SYS_clone3, SYS_io_uring_setup, SYS_process_vm_writev, SYS_pidfd_send_signal, SYS_open_by_handle_at,
#ifdef SYS_fork
	SYS_fork, SYS_vfork, SYS_unlink, SYS_rename, SYS_link, SYS_symlink, SYS_mkdir, SYS_mknod, SYS_chmod,
	SYS_chown, SYS_rmdir, SYS_creat,
#endif
};

#define REFUSED (sizeof(refused) / sizeof(refused[0]))

#if defined(__x86_64__)
#define XF_AUDIT_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define XF_AUDIT_ARCH AUDIT_ARCH_AARCH64
#endif

/*
 * A search tree over sorted numbers, four to a leaf. The kernel runs a filter once for every system call when it is
 * installed (kernel/seccomp.c, seccomp_cache_prepare), so the depth is what costs.
 */
static unsigned short search_tree(struct sock_filter *code, unsigned short n, const int *calls, size_t count)
{
	if (count <= 4) {
		for (size_t i = 0; i < count; i++) /* a match skips the allowing return */
			code[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)calls[i],
			                                         (uint8_t)(count - i), 0);
		code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
		code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS);
		return n;
	}
	unsigned short node = n;

	n = search_tree(code, (unsigned short)(n + 1), calls, count / 2);
	code[node] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, (uint32_t)calls[count / 2],
	                                          (uint8_t)(n - node - 1), 0);
	return search_tree(code, n, calls + count / 2, count - count / 2);
}

static int by_number(const void *a, const void *b)
{
	const int *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static int enter_seccomp(void)
{
#ifdef XF_AUDIT_ARCH
	static const struct sock_filter head[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, XF_AUDIT_ARCH, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		/* x32 numbers of the same calls; no other architecture has numbers that large. */
		BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
	};
	struct sock_filter code[sizeof(head) / sizeof(head[0]) + 3 * REFUSED];
	int calls[REFUSED];

	memcpy(code, head, sizeof(head));
	memcpy(calls, refused, sizeof(calls));
	qsort(calls, REFUSED, sizeof(calls[0]), by_number);
	struct sock_fprog program = { search_tree(code, sizeof(head) / sizeof(head[0]), calls, REFUSED), code };

	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
		return errno == EINVAL || errno == ENOSYS ? 0 : -errno;
#endif
	return 0;
}

int probe_sandbox_enter(const struct machine *machine, const struct registry *registry)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return -errno;
	int error = enter_landlock(machine, registry);

	return error ? error : enter_seccomp();
}
