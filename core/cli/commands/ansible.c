/* SPDX-License-Identifier: MIT */
/*
 * Ansible's convention for a binary module: its one argument is the path of a file that holds a JSON object, to which
 * Ansible adds keys named `_ansible_...` (ansible-core, executor/module_common.py). A target then needs no Python.
 * Facts are only read, so check mode changes nothing.
 */

#include "core/cli/options.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/cli/errors.h"
#include "core/cli/commands/answer.h"
#include "core/util/files.h"
#include "core/util/object.h"
#include "facts/formats/module.h"

#define FILE_CAP (1u << 20) /* of arguments; Ansible's own come to about a kilobyte */

/* The whole content of a regular file; NULL if it is not one, or is too large. Free it. */
static char *read_file(const char *path, size_t *size)
{
	int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	char *bytes = file >= 0 ? malloc(FILE_CAP) : NULL;
	ssize_t got = bytes ? files_read_all(file, bytes, FILE_CAP) : 0;

	*size = got > 0 ? (size_t)got : 0;
	if (file >= 0)
		close(file);
	if (*size && *size < FILE_CAP)
		return bytes;
	free(bytes);
	return NULL;
}

/*
 * Is the file Ansible's? The module knows; if it is not installed, Ansible must still get its answer, and the one
 * parameter is looked for as Ansible writes it.
 */
static int read_arguments(struct arena *arena, const char *bytes, size_t size, const char **profile)
{
	static const char sign[] = "\"_ansible_", full[] = "\"profile\": \"" XF_PROFILE_FULL "\"";
	const char *wrong;

	if (!memmem(bytes, size, sign, sizeof(sign) - 1))
		return -ENOENT;
	const struct ansible_module *ansible = object_module(arena, "ansible", "xenfacts_ansible", &wrong);

	if (ansible)
		return ansible->read(arena, bytes, size, profile, stdout);
	if (memmem(bytes, size, full, sizeof(full) - 1))
		*profile = XF_PROFILE_FULL;
	return 0;
}

static int answer(struct arena *arena, const struct cli *cli)
{
	struct nearest nearest = { .word = cli->word };
	struct cli asked = *cli; /* a parameter stands for the option of that name */
	size_t size;
	char *bytes = read_file(cli->word, &size);

	asked.option[XF_OPT_PROFILE] = XF_PROFILE_SLIM;
	int error = bytes && arena ? read_arguments(arena, bytes, size, &asked.option[XF_OPT_PROFILE]) : -ENOENT;

	free(bytes);
	if (error == -EINVAL)
		return XF_EXIT_NO;
	return error ? cli_fail_word(NULL, "command", &nearest) : command_answer(&asked, &format_module);
}

static int run(const struct cli *cli)
{
	struct arena *arena = arena_new();
	int code = answer(arena, cli);

	arena_free(arena);
	return code;
}

const struct command command_module = {
	"", "", "", "", XF_NO_OPTIONS, XF_ARG_NONE, NULL, 0, 0, run,
};
