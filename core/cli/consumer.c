/* SPDX-License-Identifier: MIT */
/*
 * Facts for a tool that runs us unseen. Ansible, Facter and Salt each lose more than our facts when a program that
 * they call fails or talks on standard error, so whatever happens is told in the one object that they read.
 */
#include "core/cli/cli.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/util/parse.h"

const struct xf_consumer *xf_consumer_find(const char *format)
{
	static const struct xf_consumer consumers[] = {
		{ "ansible", { NULL } }, { "facter", { "xenfacts" } }, { "salt", { "xenfacts" } },
	};

	for (size_t i = 0; format && i < sizeof(consumers) / sizeof(consumers[0]); i++)
		if (!strcmp(format, consumers[i].format))
			return &consumers[i];
	return NULL;
}

/* ---- standard error, kept ---- */

/* Sends what is said on standard error into memory; returns what it was, or -1 if it stays where it is. */
static int catch_words(void)
{
	int saved = dup(STDERR_FILENO), memory = memfd_create("stderr", 0);

	if (saved >= 0 && memory >= 0)
		dup2(memory, STDERR_FILENO);
	if (memory >= 0)
		close(memory);
	return memory >= 0 ? saved : -1;
}

/* Ends catch_words; the first line that was said goes to `words`, without our name. */
static void release_words(int saved, char *words, size_t size)
{
	static const char name[] = "xenfacts: ";
	ssize_t length = saved < 0 ? 0 : pread(STDERR_FILENO, words, size - 1, 0);

	words[length > 0 ? length : 0] = '\0';
	words[strcspn(words, "\n")] = '\0';
	if (!strncmp(words, name, sizeof(name) - 1))
		memmove(words, words + sizeof(name) - 1, strlen(words) - sizeof(name) + 2);
	if (saved < 0)
		return;
	dup2(saved, STDERR_FILENO);
	close(saved);
}

/* ---- what is printed ---- */

/* A text as JSON has it; what may not be printed as it is becomes \\xNN, as in all that we print. */
static void print_string(const char *text)
{
	size_t room = 255 - 4; /* what any text of ours may have, without the last escape */

	putchar('"');
	for (size_t left = strlen(text), length; left && room <= 255; left -= length, text += length) {
		length = xf_parse_plain(text, left);
		if (!length)
			printf("\\\\x%02x", (unsigned char)*text);
		else if (*text == '"' || *text == '\\')
			putchar('\\');
		fwrite(text, 1, length, stdout);
		room -= length ? length : 4;
		length += !length;
	}
	putchar('"');
}

/* The object when there is no report. No library makes it, since one that is missing may be the reason. */
static void print_failure(const struct xf_consumer *consumer, const char *words)
{
	size_t depth = 0;

	for (; depth < 2 && consumer->around[depth]; depth++)
		printf("{\"%s\": ", consumer->around[depth]);
	fputs("{\"domain\": \"unknown\", \"error\": ", stdout);
	print_string(*words ? words : "no report could be made; run `xenfacts` for the reason");
	fputs(", \"mode\": \"unknown\", \"schema\": 1}", stdout);
	fputs(depth == 2 ? "}, \"changed\": false}\n" : depth ? "}\n" : "\n", stdout);
}

static int make(struct xf_session *session, const struct xf_cli *cli, const struct xf_consumer *consumer)
{
	int code = xf_session_report(session, cli);

	return code ? code : xf_facts_print(session, "json", consumer->around);
}

int xf_consumer_answer(const struct xf_cli *cli, const struct xf_consumer *consumer)
{
	struct xf_session session;
	char words[1024];
	int saved = catch_words(), code = make(&session, cli, consumer);

	release_words(saved, words, sizeof(words));
	if (code != XF_EXIT_OK)
		print_failure(consumer, words);
	xf_session_close(&session);
	return XF_EXIT_OK;
}
