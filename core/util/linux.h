/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What the headers of an old system lack: numbers, constants and structs that the kernel has had since, from
 * include/uapi of Linux 6.12. A kernel that does not know one refuses it, and who uses it has another way then.
 */
#ifndef XF_LINUX_H
#define XF_LINUX_H

#include <stdint.h>
#include <sys/syscall.h>

#if defined(__x86_64__) /* arch/x86/entry/syscalls/syscall_64.tbl */
#define XF_CALL_OF(x86_64, i386, generic) (x86_64)
#elif defined(__i386__) /* syscall_32.tbl */
#define XF_CALL_OF(x86_64, i386, generic) (i386)
#else /* include/uapi/asm-generic/unistd.h */
#define XF_CALL_OF(x86_64, i386, generic) (generic)
#endif

#ifndef SYS_renameat2
#define SYS_renameat2 XF_CALL_OF(316, 353, 276)
#endif
#ifndef SYS_getrandom
#define SYS_getrandom XF_CALL_OF(318, 355, 278)
#endif
#ifndef SYS_memfd_create
#define SYS_memfd_create XF_CALL_OF(319, 356, 279)
#endif
#ifndef SYS_statx
#define SYS_statx XF_CALL_OF(332, 383, 291)
#endif
#ifndef SYS_clock_gettime64 /* of 32-bit processors */
#define SYS_clock_gettime64 403
#endif
#ifndef SYS_close_range
#define SYS_close_range 436
#endif
#ifndef SYS_openat2
#define SYS_openat2 437
#endif
#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_add_rule 445
#define SYS_landlock_restrict_self 446
#endif

/* renameat2(2), getrandom(2), memfd_create(2) */
#define XF_RENAME_NOREPLACE 1u
#define XF_GRND_NONBLOCK 1u
#define XF_MFD_CLOEXEC 1u

/** openat2(2): its struct open_how, and how a path is resolved. */
struct xf_open_how {
	uint64_t flags, mode, resolve;
};
#define XF_RESOLVE_NO_MAGICLINKS 0x02u
#define XF_RESOLVE_IN_ROOT 0x10u

/** landlock_add_rule(2): its struct landlock_path_beneath_attr. */
struct xf_path_beneath {
	uint64_t allowed_access;
	int32_t parent_fd;
} __attribute__((packed));
#define XF_LANDLOCK_VERSION 1u      /* LANDLOCK_CREATE_RULESET_VERSION */
#define XF_LANDLOCK_PATH_BENEATH 1u /* LANDLOCK_RULE_PATH_BENEATH */
#define XF_LANDLOCK_READ_FILE (1u << 2)
#define XF_LANDLOCK_READ_DIR (1u << 3)
#define XF_LANDLOCK_OLDEST 0x1fffu /* all accesses to files that its first version knew */

#ifndef PR_SET_NO_NEW_PRIVS
#define PR_SET_NO_NEW_PRIVS 38
#endif
#ifndef PR_CAP_AMBIENT
#define PR_CAP_AMBIENT 47
#define PR_CAP_AMBIENT_IS_SET 1
#endif
#ifndef SECCOMP_MODE_FILTER
#define SECCOMP_MODE_FILTER 2
#endif
#ifndef SECCOMP_RET_KILL_PROCESS
#define SECCOMP_RET_KILL_PROCESS 0x80000000u /* a kernel before 4.14 kills the thread, and there is only one */
#endif
#ifndef CAP_SYSLOG
#define CAP_SYSLOG 34
#endif

#endif
