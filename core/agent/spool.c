/* SPDX-License-Identifier: MIT */
/*
 * SINK.unsent and SINK.sent. Marking a report as delivered is one rename(2), so a crash at any moment at worst leaves a
 * report that is sent again with the same key, by which the receiver recognizes it.
 */
#include "core/agent/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/util/files.h"

#define HEAD "xenfacts-report 1 "
#define HEAD_SIZE (sizeof(HEAD) - 1 + 36 + 1 + 16 + 1) /* HEAD KEY PRINT newline */
#define FILE_CAP (16u << 20)

struct place {
	char path[4096];
};

static const char *place_of(struct place *place, const char *folder, const char *sink, const char *end)
{
	snprintf(place->path, sizeof(place->path), "%s/%s%s", folder, sink, end);
	return place->path;
}

/* ---- reading ---- */

static bool is_key(const char *key)
{
	return strspn(key, "0123456789abcdef-") == 36;
}

/* Checks the head of a file against these settings. */
static int check_head(const char *bytes, size_t size, uint64_t settings_hash, struct unsent_report *kept)
{
	char wanted[17];

	snprintf(wanted, sizeof(wanted), "%016" PRIx64, settings_hash);
	if (size <= HEAD_SIZE || memcmp(bytes, HEAD, sizeof(HEAD) - 1) != 0)
		return -ENOENT;
	bytes += sizeof(HEAD) - 1;
	memcpy(kept->key, bytes, 36);
	kept->key[36] = '\0';
	if (!is_key(kept->key) || bytes[36] != ' ' || memcmp(bytes + 37, wanted, 16) != 0 || bytes[53] != '\n')
		return -ENOENT;
	return 0;
}

static uint64_t age_of(const struct stat *status)
{
	time_t now = time(NULL);

	return now > status->st_mtime ? (uint64_t)(now - status->st_mtime) * 1000 : 0;
}

static int read_file(int file, uint64_t settings_hash, struct unsent_report *kept)
{
	struct stat status;

	if (fstat(file, &status))
		return -errno;
	if (!S_ISREG(status.st_mode) || status.st_size > (off_t)FILE_CAP || status.st_size <= (off_t)HEAD_SIZE)
		return -ENOENT;
	size_t size = (size_t)status.st_size;
	char *bytes = malloc(size);
	int error = !bytes ? -ENOMEM : files_read_all(file, bytes, size) != (ssize_t)size ? -ENOENT
	                             : check_head(bytes, size, settings_hash, kept);

	if (error) {
		free(bytes);
		return error;
	}
	kept->length = size - HEAD_SIZE;
	memmove(bytes, bytes + HEAD_SIZE, kept->length);
	kept->bytes = bytes;
	kept->age_ms = age_of(&status);
	return 0;
}

static int read_one(const char *path, uint64_t settings_hash, struct unsent_report *kept)
{
	int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	int error = file < 0 ? -errno : read_file(file, settings_hash, kept);

	if (file >= 0)
		close(file);
	return error;
}

int agent_spool_read(const char *folder, const char *sink, uint64_t settings_hash, struct unsent_report *kept)
{
	struct place place;

	*kept = (struct unsent_report){ .sent = false };
	int error = read_one(place_of(&place, folder, sink, ".unsent"), settings_hash, kept);

	if (!error || error == -ENOMEM)
		return error;
	kept->sent = true;
	return read_one(place_of(&place, folder, sink, ".sent"), settings_hash, kept);
}

/* ---- writing ---- */

/* A name that is not on disk is lost in a power failure. Some file systems cannot sync a folder; so be it. */
static void sync_folder(const char *folder)
{
	int file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (file < 0)
		return;
	fsync(file);
	close(file);
}

/* A file to write: a report after its head. */
struct writing {
	const struct unsent_report *kept;
	uint64_t settings_hash;
};

static int fill(int file, void *context)
{
	const struct writing *writing = context;
	char head[HEAD_SIZE + 1];

	snprintf(head, sizeof(head), HEAD "%s %016" PRIx64 "\n", writing->kept->key, writing->settings_hash);
	int error = files_write_all(file, head, HEAD_SIZE);

	return error ? error : files_write_all(file, writing->kept->bytes, writing->kept->length);
}

int agent_spool_write(const char *folder, const char *sink, uint64_t settings_hash, const struct unsent_report *kept)
{
	struct place fresh, unsent, sent;
	struct writing writing = { kept, settings_hash };
	int error = files_replace(&(struct file_replacement){ .folder = AT_FDCWD, .mode = 0600,
		.name = place_of(&unsent, folder, sink, ".unsent"), .fresh = place_of(&fresh, folder, sink, ".new"),
		.fill = fill, .context = &writing });

	if (error) {
		unlink(unsent.path);
		unlink(place_of(&sent, folder, sink, ".sent"));
	}
	sync_folder(folder);
	return error;
}

int agent_spool_sent(const char *folder, const char *sink)
{
	struct place unsent, sent;

	place_of(&unsent, folder, sink, ".unsent");
	if (rename(unsent.path, place_of(&sent, folder, sink, ".sent")))
		return -errno;
	sync_folder(folder);
	return 0;
}
