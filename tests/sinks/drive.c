/* SPDX-License-Identifier: MIT */
/*
 * Drives one sink as the agent would, for tests: opens NAME.so, gives it settings, makes one delivery, and prints the
 * receipt as three lines: what came of it, the wait in milliseconds, the sentence. What `check` finds wrong is printed
 * in the same way, as "wrong".
 *
 * Usage: drive-sink SINK.so                                prints the settings, one a line, with tabs between
 *        drive-sink SINK.so BODY [@KEY] [SETTING=VALUE...] delivers the file BODY under that idempotency key
 *
 * Values are as a sink gets them: times in milliseconds. @format=yaml and the like say what the body is.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>
#include <xenfacts/sink.h>

#define SETTINGS_CAP 64

static void die(const char *why, const char *what)
{
	fprintf(stderr, "drive-sink: %s: %s\n", what, why);
	exit(2);
}

static const struct xf_sink *open_sink(const char *file)
{
	void *handle = dlopen(file, RTLD_NOW | RTLD_LOCAL);
	const struct xf_sink *sink = handle ? dlsym(handle, "xenfacts_sink") : NULL;

	if (!sink)
		die(dlerror(), file);
	if (sink->abi != XF_SINK_ABI || sink->size != sizeof(*sink))
		die("it was built for another <xenfacts/sink.h>", file);
	return sink;
}

static int print_settings(const struct xf_sink *sink)
{
	for (const struct xf_setting *setting = sink->settings; setting->key; setting++)
		printf("%s\t%u\t%s\t%s\t%s\n", setting->key, setting->type, setting->words ? setting->words : "",
		       setting->fallback ? setting->fallback : "", setting->sentence);
	return 0;
}

/* A fallback as a sink gets it: "5s" of a time is 5000. `room` is where that may be written. */
static const char *handed_over(const struct xf_setting *setting, char room[16])
{
	size_t length = setting->fallback ? strlen(setting->fallback) : 0;

	if (setting->type != XF_SETTING_TIME || !length || setting->fallback[length - 1] != 's')
		return setting->fallback;
	snprintf(room, 16, "%.*s000", (int)length - 1, setting->fallback);
	return room;
}

static void set(const struct xf_sink *sink, const char **values, const char *word)
{
	const char *equals = strchr(word, '=');
	size_t i = 0, length = equals ? (size_t)(equals - word) : 0;

	while (equals && sink->settings[i].key &&
	       (strlen(sink->settings[i].key) != length || strncmp(sink->settings[i].key, word, length) != 0))
		i++;
	if (!equals || !sink->settings[i].key)
		die("there is no such setting", word);
	values[i] = equals + 1;
}

static void read_body(const char *path, struct xf_delivery *delivery)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	off_t length = lseek(fd, 0, SEEK_END);
	void *bytes = length > 0 ? mmap(NULL, (size_t)length, PROT_READ, MAP_PRIVATE, fd, 0) : MAP_FAILED;

	if (bytes == MAP_FAILED)
		die("cannot be read", path);
	delivery->bytes = bytes;
	delivery->length = (size_t)length;
}

static void print_receipt(const struct xf_receipt *receipt)
{
	static const char *const kinds[] = { "?", "delivered", "unchanged", "retry", "refused" };

	printf("%s\n%llu\n%s\n", kinds[receipt->kind < 5 ? receipt->kind : 0], (unsigned long long)receipt->wait_ms,
	       receipt->sentence);
}

/* The words behind BODY. */
static void read_words(const struct xf_sink *sink, struct xf_delivery *delivery, const char **values, char **words)
{
	for (; *words; words++) {
		if (!strncmp(*words, "@format=", 8))
			delivery->format = *words + 8;
		else if (**words == '@')
			delivery->key = *words + 1;
		else
			set(sink, values, *words);
	}
}

int main(int argc, char **argv)
{
	const char *values[SETTINGS_CAP] = { NULL };
	char times[SETTINGS_CAP][16];

	if (argc < 2)
		die("give a sink", "usage");
	const struct xf_sink *sink = open_sink(argv[1]);
	struct xf_receipt receipt = { .kind = XF_REFUSED };
	struct xf_delivery delivery = { .size = sizeof(delivery), .sink = "test", .format = "json", .attempt = 1,
	                                .key = "0", .version = "0.0", .settings = sink->settings, .values = values };

	if (argc == 2)
		return print_settings(sink);
	for (size_t i = 0; sink->settings[i].key; i++)
		values[i] = handed_over(&sink->settings[i], times[i]);
	read_words(sink, &delivery, values, argv + 3);
	const char *wrong = sink->check ? sink->check(sink->settings, values) : NULL;

	if (wrong)
		return printf("wrong\n0\n%s\n", wrong) < 0;
	read_body(argv[2], &delivery);
	sink->deliver(&delivery, &receipt);
	print_receipt(&receipt);
	prctl(PR_SET_DUMPABLE, 1); /* for the leak checker, which traces its own process */
	return 0;
}
