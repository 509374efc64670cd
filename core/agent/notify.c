/* SPDX-License-Identifier: MIT */
/*
 * Sends one datagram to the socket named in $NOTIFY_SOCKET; a leading '@' means an abstract one. libsystemd would bring
 * a dozen libraries for these few lines, and its own manual recommends doing without.
 */
#include "core/agent/notify.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "core/util/parse.h"

void agent_notify(const char *lines)
{
	const char *name = secure_getenv("NOTIFY_SOCKET");
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	size_t length = name ? strlen(name) : 0;

	if (length < 2 || length >= sizeof(address.sun_path) || !strchr("/@", *name))
		return;
	memcpy(address.sun_path, name, length);
	if (*name == '@')
		address.sun_path[0] = '\0';
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return;
	/* If it fails, the manager's own time limit will end us; there is nobody else to tell. */
	(void)!sendto(fd, lines, strlen(lines), MSG_NOSIGNAL, (const struct sockaddr *)&address,
	              (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length));
	close(fd);
}

uint64_t agent_notify_watchdog(void)
{
	const char *pid = secure_getenv("WATCHDOG_PID"), *limit = secure_getenv("WATCHDOG_USEC");
	uint64_t number;

	if (pid && (parse_u64(pid, 10, &number) || number != (uint64_t)getpid()))
		return 0;
	if (!limit || parse_u64(limit, 10, &number))
		return 0;
	return number / 2000 ? number / 2000 : 1;
}
