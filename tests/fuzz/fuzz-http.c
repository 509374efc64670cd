/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as a server's answer to a delivery by the sink http, with libcurl itself: the receipt is one of four, its
 * sentence is one that may be printed and holds no secret, and only a status of 2xx counts as delivered. The first byte
 * chooses the settings. There is no server: connect(2) is ours, and gives libcurl a socket in which the answer waits.
 */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/sinks/transfer.h"
#include "tests/fuzz/valid.h"

#define TOKEN "a-token-that-nobody-may-see"
#define ANSWER_CAP 100000u

/* The answer, for connect(2), which no argument can carry. Why it is volatile: see fuzz-all.c. */
static struct server {
	const uint8_t *answer;
	size_t size;
	int ends[16]; /* ours, of each connection */
	size_t count;
	char token_file[4096];
} *const volatile server = &(struct server){ .count = 0 };

/* Takes the place of the C library's: libcurl calls this one. */
int connect(int fd, __CONST_SOCKADDR_ARG address, socklen_t size)
{
	int pair[2];

	(void)address, (void)size;
	if (server->count == sizeof(server->ends) / sizeof(server->ends[0])) {
		errno = ECONNREFUSED;
		return -1;
	}
	fuzz_hold(!socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair));
	fuzz_hold(send(pair[1], server->answer, server->size, MSG_DONTWAIT) == (ssize_t)server->size);
	fuzz_hold(!shutdown(pair[1], SHUT_WR) && dup2(pair[0], fd) == fd && !close(pair[0]));
	server->ends[server->count++] = pair[1];
	return 0;
}

static void load(void)
{
	char folder[4000];

	fuzz_hold(getcwd(folder, sizeof(folder)) != NULL);
	snprintf(server->token_file, sizeof(server->token_file), "%s/token", folder);
	fuzz_write_file("token", TOKEN, strlen(TOKEN));
	fuzz_hold(!chmod("token", 0600));
	/* A proxy of the person who runs this is not asked. */
	unsetenv("http_proxy");
	unsetenv("all_proxy");
}

/* A value for each setting, by the choice. */
static const char *value_of(const char *key, unsigned choice)
{
	if (!strcmp(key, "url"))
		return "http://localhost/hook";
	if (!strcmp(key, "unix_socket"))
		return "/nowhere";
	if (!strcmp(key, "allow_http"))
		return "true";
	if (!strcmp(key, "redirects"))
		return choice & 1 ? "true" : "false";
	if (!strcmp(key, "receiver"))
		return choice & 2 ? "salt" : "any";
	if (!strcmp(key, "compress"))
		return choice & 4 ? "true" : "false";
	if (!strcmp(key, "token_file"))
		return choice & 8 ? server->token_file : NULL;
	return !strcmp(key, "hmac_file") && choice & 16 ? server->token_file : NULL;
}

static void deliver(unsigned choice, struct xf_receipt *receipt)
{
	const char *values[32] = { NULL };
	char body[2000];

	memset(body, 'x', sizeof(body));
	for (size_t i = 0; xenfacts_sink.settings[i].key; i++)
		values[i] = value_of(xenfacts_sink.settings[i].key, choice);
	struct xf_delivery delivery = {
		.size = sizeof(delivery), .sink = "hook", .format = "json", .bytes = body, .length = sizeof(body),
		.key = "00000000-0000-4000-8000-000000000000", .version = "1", .attempt = 1,
		.settings = xenfacts_sink.settings, .values = values,
	};

	xenfacts_http_transfer(&delivery, receipt);
}

static void check(const struct xf_receipt *receipt)
{
	const uint8_t *answer = server->answer;
	size_t length = strnlen(receipt->sentence, sizeof(receipt->sentence));

	fuzz_hold(length && length < sizeof(receipt->sentence));
	fuzz_hold_of(valid_plain(receipt->sentence, length), "not fit to print", receipt->sentence);
	fuzz_hold_of(!strstr(receipt->sentence, "that-nob"), "a secret is in", receipt->sentence);
	fuzz_hold(receipt->kind == XF_DELIVERED || receipt->kind == XF_RETRY || receipt->kind == XF_REFUSED);
	fuzz_hold(receipt->wait_ms <= 3600000 && (!receipt->wait_ms || receipt->kind == XF_RETRY));
	if (receipt->kind == XF_DELIVERED)
		fuzz_hold_of(memmem(answer, server->size, " 2", 2) != NULL, "no 2xx, but", receipt->sentence);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct xf_receipt receipt = { .kind = XF_REFUSED };

	if (!*server->token_file)
		load();
	if (!size || size > ANSWER_CAP)
		return 0;
	server->answer = bytes + 1;
	server->size = size - 1;
	deliver(bytes[0], &receipt);
	check(&receipt);
	while (server->count)
		close(server->ends[--server->count]);
	return 0;
}
