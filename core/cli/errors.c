/* SPDX-License-Identifier: MIT */
/*
 * All wording of failures: what happened, why, and what to do. Everything below this layer answers
 * -errno and prints nothing.
 */
#include "core/cli/cli.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

/* What failed, with "%s" for its name; what to do unless the errno knows better; how we exit. */
static const struct deed {
	const char *what;
	const char *advice;
	enum xf_exit code;
} deeds[] = {
	[XF_DEED_ROOT] = { "cannot read the tree %s", "--root takes a folder that holds proc, sys or cmd",
	                   XF_EXIT_INPUT },
	[XF_DEED_GUEST] = { "cannot read the guest %s", "--guest takes a file that `xenfacts record` wrote",
	                    XF_EXIT_INPUT },
	[XF_DEED_PLUGIN_DIR] = { "cannot read the plugins of %s", "--plugin-dir takes a folder of *.so files",
	                         XF_EXIT_INPUT },
	[XF_DEED_PLUGINS] = { "cannot read the plugins of %s", "install xenfacts again, or use --plugin-dir",
	                      XF_EXIT_INTERNAL },
	[XF_DEED_RUN] = { "cannot start the worker process%s", "see `ulimit -u`", XF_EXIT_INTERNAL },
	[XF_DEED_OUTPUT] = { "cannot write to %s", "nothing after this point was written", XF_EXIT_INTERNAL },
	[XF_DEED_FORMAT] = { "cannot write the format %s", "try --format flat", XF_EXIT_INTERNAL },
	[XF_DEED_LOOK] = { "cannot record the machine%s", "run as root, or as its owner", XF_EXIT_INTERNAL },
	[XF_DEED_RECORD] = { "cannot write %s", "choose another place", XF_EXIT_INPUT },
	[XF_DEED_NEW] = { "cannot write %s", "choose another name, or another folder", XF_EXIT_INPUT },
	[XF_DEED_CONFIG] = { "cannot read the configuration %s", "see xenfacts.yaml(5)", XF_EXIT_INPUT },
	[XF_DEED_AGENT] = { "cannot run the agent%s", "see `ulimit -a`", XF_EXIT_INTERNAL },
	[XF_DEED_MEMORY] = { "cannot go on%s", "free some memory", XF_EXIT_INTERNAL },
};

static const struct {
	int error;
	const char *advice;
} advices[] = {
	{ EACCES, "run as root, or as its owner" },
	{ EPERM, "run as root, or as its owner" },
	{ ENOENT, "check the path" },
	{ EEXIST, "choose another name, or move it away" },
	{ ENOSPC, "make room on the device" },
	{ ENOMEM, "free some memory" },
	{ EBADF, "it is closed; redirect it to a file or to /dev/null" },
};

static const char *advice_of(const struct deed *deed, int error)
{
	for (size_t i = 0; i < sizeof(advices) / sizeof(advices[0]); i++)
		if (advices[i].error == error)
			return advices[i].advice;
	return deed->advice;
}

int xf_fail(enum xf_exit code, const char *format, ...)
{
	va_list args;

	fputs("xenfacts: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	return (int)code;
}

int xf_fail_errno(enum xf_deed deed, const char *name, int error)
{
	const struct deed *what = &deeds[deed];
	char sentence[4096 + 64];
	const char *hole = strstr(what->what, "%s");

	snprintf(sentence, sizeof(sentence), "%.*s%s%s", (int)(hole - what->what), what->what, name,
	         hole + 2);
	return xf_fail(what->code, "%s: %s; %s", sentence, strerror(-error), advice_of(what, -error));
}

static int usage(const struct xf_command *command, const char *sentence)
{
	bool any = command && *command->name;

	xf_fail(XF_EXIT_USAGE, "%s", sentence);
	fprintf(stderr, "Try `xenfacts%s%s --help`.\n", any ? " " : "", any ? command->name : "");
	return XF_EXIT_USAGE;
}

int xf_fail_usage(const struct xf_command *command, const char *format, ...)
{
	char sentence[512];
	va_list args;

	va_start(args, format);
	vsnprintf(sentence, sizeof(sentence), format, args);
	va_end(args);
	return usage(command, sentence);
}

int xf_fail_word(const struct xf_command *command, const char *what, const struct xf_nearest *nearest)
{
	if (*nearest->best)
		return xf_fail_usage(command, "unknown %s %s; did you mean %s?", what, nearest->word,
		                     nearest->best);
	if (command && command->words)
		return xf_fail_usage(command, "unknown %s %s; it must be one of: %s", what, nearest->word,
		                     command->words);
	return xf_fail_usage(command, "unknown %s %s", what, nearest->word);
}
