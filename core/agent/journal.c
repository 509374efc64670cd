/* SPDX-License-Identifier: MIT */
/*
 * The journal's own protocol (systemd, docs/JOURNAL_NATIVE_PROTOCOL.md): a datagram of NAME=VALUE lines. Texts of more
 * than one line need another form, but ours are cleaned. libsystemd would bring a dozen libraries for these few lines.
 */
#include "core/agent/journal.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "core/util/buf.h"

static void put(struct buf *buf, const char *text)
{
	buf_put(buf, text, strlen(text));
}

static int send_entry(const struct buf *entry)
{
	static const struct sockaddr_un address = { .sun_family = AF_UNIX, .sun_path = "/run/systemd/journal/socket" };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -errno;
	/* Never wait for a journal that is stuck: the sentence is said elsewhere then. */
	ssize_t sent = sendto(fd, entry->bytes, entry->size, MSG_NOSIGNAL | MSG_DONTWAIT,
	                      (const struct sockaddr *)&address, sizeof(address));
	int error = sent < 0 ? -errno : 0;

	close(fd);
	return error;
}

int agent_journal_send(const struct journal_field *fields, size_t count)
{
	struct buf entry = { .size = 0 };

	for (size_t i = 0; i < count; i++) {
		put(&entry, fields[i].name);
		put(&entry, "=");
		put(&entry, fields[i].value);
		put(&entry, "\n");
	}
	int error = entry.failed ? -ENOMEM : send_entry(&entry);

	buf_free(&entry);
	return error;
}
