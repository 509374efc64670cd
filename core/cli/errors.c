/* SPDX-License-Identifier: MIT */
/*
 * All wording of failures: what happened, why, and what to do. Everything below this layer returns -errno and prints
 * nothing.
 */
#include "core/cli/errors.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

#include "core/util/parse.h"

/* What failed, with "%s" for its name; what to do, unless the errno knows better; the exit code. */
static const struct operation {
	const char *what;
	const char *advice;
	enum exit_code code;
} operations[XF_OPERATIONS] = {
	[XF_STEP_ROOT] = { "cannot read the tree %s", "--root takes a folder that holds proc, sys or cmd",
	                   XF_EXIT_INPUT },
	[XF_STEP_GUEST] = { "cannot read the guest %s", "--guest takes a file that `xenfacts record` wrote",
	                    XF_EXIT_INPUT },
	[XF_STEP_LOG] = { "cannot read the log %s", "--log takes the output of dmesg in a file; - is standard input",
	                  XF_EXIT_INPUT },
	[XF_STEP_PLUGIN_DIR] = { "cannot read plugins from %s", "--plugin-dir takes a folder of *.so files",
	                         XF_EXIT_INPUT },
	[XF_STEP_PLUGINS] = { "cannot read plugins from %s", "reinstall xenfacts, or use --plugin-dir",
	                      XF_EXIT_INTERNAL },
	[XF_STEP_RUN] = { "cannot start the worker process%s", "see `ulimit -u`", XF_EXIT_INTERNAL },
	[XF_STEP_SANDBOX] = { "cannot confine plugins completely: %s",
	                      "see SANDBOX in xenfacts(1), or do not require it", XF_EXIT_INTERNAL },
	[XF_OP_OUTPUT] = { "cannot write to %s", "the output is incomplete", XF_EXIT_INTERNAL },
	[XF_OP_FORMAT] = { "cannot write the format %s", "try --format flat", XF_EXIT_INTERNAL },
	[XF_OP_GATHER] = { "cannot record the machine%s", "run as root, or as its owner", XF_EXIT_INTERNAL },
	[XF_OP_RECORD] = { "cannot write %s", "choose another file", XF_EXIT_INPUT },
	[XF_OP_NEW] = { "cannot write %s", "choose another name or folder", XF_EXIT_INPUT },
	[XF_OP_PLUGIN] = { "cannot read the plugin %s", "name a file such as block.so", XF_EXIT_INPUT },
	[XF_OP_CONFIG] = { "cannot read the configuration %s", "see xenfacts.yaml(5)", XF_EXIT_INPUT },
	[XF_OP_FLEET] = { "cannot read %s", "name a file or a folder of reports", XF_EXIT_INPUT },
	[XF_OP_AGENT] = { "cannot run the agent%s", "see `ulimit -a`", XF_EXIT_INTERNAL },
	[XF_OP_SAVED] = { "cannot read the report %s",
	                  "name what `xenfacts facts` or `xenfacts record` wrote, or a tree", XF_EXIT_INPUT },
	[XF_STEP_MEMORY] = { "cannot continue%s", "free some memory", XF_EXIT_INTERNAL },
};

static const struct {
	int error;
	const char *advice;
} advices[] = {
	{ EACCES, "run as root, or as its owner" },
	{ EPERM, "run as root, or as its owner" },
	{ ENOENT, "check the path" },
	{ EEXIST, "choose another name, or move it out of the way" },
	{ ENOSPC, "free some space on the device" },
	{ ENOMEM, "free some memory" },
	{ EBADF, "it is closed; redirect it to a file or to /dev/null" },
};

static const char *advice_of(const struct operation *operation, int error)
{
	if (error == EEXIST && operation == &operations[XF_OP_RECORD])
		return "choose another name, or --force to replace it";
	for (size_t i = 0; i < sizeof(advices) / sizeof(advices[0]); i++)
		if (advices[i].error == error)
			return advices[i].advice;
	return operation->advice;
}

void cli_put_clean(FILE *file, const char *text)
{
	size_t left = strlen(text);

	while (left) {
		size_t length = parse_plain(text, left);

		if (length)
			fwrite(text, 1, length, file);
		else
			fprintf(file, "\\x%02x", (unsigned char)*text);
		length += !length;
		text += length;
		left -= length;
	}
}

/* Of a file that must be read to its end. */
static const char *reason_of(int error)
{
	return error == ESPIPE ? "it is not a regular file" : strerror(error);
}

int cli_fail(enum exit_code code, const char *format, ...)
{
	struct sentence sentence;
	va_list args;

	va_start(args, format);
	vsnprintf(sentence.text, sizeof(sentence.text), format, args);
	va_end(args);
	fputs("xenfacts: ", stderr);
	cli_put_clean(stderr, sentence.text);
	fputc('\n', stderr);
	return (int)code;
}

/* The sentence for an operation, in the buffer. */
static const char *operation_text(struct sentence *sentence, const struct operation *operation, const char *name,
                                  int error)
{
	const char *hole = strstr(operation->what, "%s");

	snprintf(sentence->text, sizeof(sentence->text), "%.*s%.4000s%s: %s; %s", (int)(hole - operation->what),
	         operation->what, name, hole + 2, reason_of(-error), advice_of(operation, -error));
	return sentence->text;
}

int cli_fail_errno(unsigned operation, const char *name, int error)
{
	struct sentence sentence;

	return cli_fail(operations[operation].code, "%s",
	                operation_text(&sentence, &operations[operation], name, error));
}

const char *cli_failure_text(struct sentence *sentence, const struct session_failure *failure)
{
	return failure->sentence ? failure->sentence :
		operation_text(sentence, &operations[failure->step], failure->name, failure->error);
}

int cli_fail_session(const struct session_failure *failure)
{
	struct sentence sentence;

	return cli_fail(operations[failure->step].code, "%s", cli_failure_text(&sentence, failure));
}

const char *cli_write_text(struct sentence *sentence, const char *format, const char *place, int error,
                           const char *wrong)
{
	if (error == -ELIBACC)
		return wrong;
	if (error == -ENOMEM)
		return operation_text(sentence, &operations[XF_STEP_MEMORY], "", error);
	return place ? operation_text(sentence, &operations[XF_OP_OUTPUT], place, error) :
		operation_text(sentence, &operations[XF_OP_FORMAT], format, error);
}

static int usage(const struct command *command, const char *sentence)
{
	bool any = command && *command->name;

	cli_fail(XF_EXIT_USAGE, "%s", sentence);
	fprintf(stderr, "Try `xenfacts%s%s --help`.\n", any ? " " : "", any ? command->name : "");
	return XF_EXIT_USAGE;
}

int cli_fail_usage(const struct command *command, const char *format, ...)
{
	struct sentence sentence;
	va_list args;

	va_start(args, format);
	vsnprintf(sentence.text, sizeof(sentence.text), format, args);
	va_end(args);
	return usage(command, sentence.text);
}

const char *cli_word_text(struct sentence *sentence, const struct command *command, const char *what,
                          const struct nearest *nearest)
{
	const char *more = "", *words = "";

	if (*nearest->best) {
		more = "; did you mean ";
		words = nearest->best;
	} else if (command && command->words) {
		more = "; it must be one of: ";
		words = command->words;
	}
	snprintf(sentence->text, sizeof(sentence->text), "unknown %s %s%s%s%s", what, nearest->word, more, words,
	         *nearest->best ? "?" : "");
	return sentence->text;
}

int cli_fail_word(const struct command *command, const char *what, const struct nearest *nearest)
{
	struct sentence sentence;

	return usage(command, cli_word_text(&sentence, command, what, nearest));
}
