/* SPDX-License-Identifier: MIT */
/*
 * A sink for tests: it writes down what it was given, and answers as FOLDER/answer says: ok, unchanged, "retry MS",
 * "refuse", "crash", "hang" or "garbage". It remembers, as a sink to a server does.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <xenfacts/sink.h>

static const struct xf_setting settings[] = {
	{ "folder", XF_SETTING_PATH, NULL, NULL, "Where it writes." },
	{ "note", XF_SETTING_TEXT, NULL, NULL, "Nothing; it tells two configurations apart." },
	{ "wait", XF_SETTING_TIME, NULL, "0", "How long it waits before it answers." },
	{ .key = NULL },
};

static void answer(const char *word, struct xf_receipt *receipt)
{
	if (!strncmp(word, "ok", 2)) {
		receipt->kind = XF_DELIVERED;
	} else if (!strncmp(word, "retry", 5)) {
		receipt->kind = XF_RETRY;
		receipt->wait_ms = strtoull(word + 5, NULL, 10);
		snprintf(receipt->sentence, sizeof(receipt->sentence), "the test says no");
	} else if (!strncmp(word, "refuse", 6)) {
		snprintf(receipt->sentence, sizeof(receipt->sentence), "the test says never");
	} else if (!strncmp(word, "crash", 5)) {
		kill(getpid(), SIGKILL); /* a sanitizer would tell of anything gentler */
	} else if (!strncmp(word, "garbage", 7)) {
		memset(receipt, 0x5a, sizeof(*receipt));
	} else if (!strncmp(word, "hang", 4)) {
		for (;;)
			pause();
	}
}

static void deliver(const struct xf_delivery *delivery, struct xf_receipt *receipt)
{
	const char *folder = delivery->values[0];
	char path[4096], word[64] = "ok";

	usleep((useconds_t)(atoi(delivery->values[2]) * 1000));
	snprintf(path, sizeof(path), "%s/answer", folder);
	FILE *file = fopen(path, "r");

	if (file && !fgets(word, sizeof(word), file))
		strcpy(word, "ok");
	if (file)
		fclose(file);
	snprintf(path, sizeof(path), "%s/told", folder);
	file = fopen(path, "a");
	if (!file)
		return;
	fprintf(file, "%s %u %.2s %zu\n", delivery->key, delivery->attempt, word, delivery->length);
	fclose(file);
	snprintf(path, sizeof(path), "%s/body", folder);
	file = fopen(path, "w");
	if (file) {
		fwrite(delivery->bytes, 1, delivery->length, file);
		fclose(file);
	}
	answer(word, receipt);
}

static const char *check(const struct xf_setting *table, const char *const *values)
{
	(void)table;
	return values[0] ? NULL : "it needs a folder";
}

const struct xf_sink xenfacts_sink = {
	.abi = XF_SINK_ABI,
	.size = sizeof(struct xf_sink),
	.name = "told",
	.purpose = "Tells what it was given.",
	.settings = settings,
	.flags = XF_SINK_REMEMBERS,
	.check = check,
	.deliver = deliver,
};
