/* SPDX-License-Identifier: MIT */
/*
 * Uevents (lib/kobject_uevent.c, kobject_uevent_net_broadcast): "ACTION@DEVPATH", then KEY=VALUE strings, each with its
 * NUL. Group 1 is the kernel's; udevd's own messages go to group 2. Anybody in the network namespace may send to us, so
 * the sender's port must be 0, which is the kernel.
 */
#include "core/agent/uevent.h"

#include <errno.h>
#include <linux/netlink.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define KERNEL_GROUP 1u

int agent_uevent_open(void)
{
	struct sockaddr_nl address = { .nl_family = AF_NETLINK, .nl_groups = KERNEL_GROUP };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_KOBJECT_UEVENT);

	if (fd < 0)
		return -errno;
	if (bind(fd, (const struct sockaddr *)&address, sizeof(address))) {
		int error = -errno;

		close(fd);
		return error;
	}
	return fd;
}

static bool is_wanted(const char *message, size_t size, const char *const *subsystems)
{
	static const char key[] = "SUBSYSTEM=";
	const char *end = message + size;

	for (const char *at = message; at < end; at += strnlen(at, (size_t)(end - at)) + 1) {
		if ((size_t)(end - at) < sizeof(key) || strncmp(at, key, sizeof(key) - 1) != 0)
			continue;
		for (const char *const *wanted = subsystems; *wanted; wanted++)
			if (!strcmp(*wanted, at + sizeof(key) - 1))
				return true;
	}
	return false;
}

bool agent_uevent_read(int socket, const char *const *subsystems)
{
	char message[8192 + 1];
	bool wanted = false;

	for (;;) {
		struct sockaddr_nl from = { .nl_family = AF_UNSPEC };
		socklen_t length = sizeof(from);
		ssize_t size = recvfrom(socket, message, sizeof(message) - 1, 0, (struct sockaddr *)&from, &length);

		if (size < 0 && errno == ENOBUFS)
			wanted = true; /* some were lost: scan, to be safe */
		else if (size < 0)
			return wanted;
		if (size <= 0 || from.nl_pid)
			continue;
		message[size] = '\0';
		wanted |= is_wanted(message, (size_t)size, subsystems);
	}
}
