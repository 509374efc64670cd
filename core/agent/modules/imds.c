/* SPDX-License-Identifier: MIT */
/*
 * EC2's instance metadata with libcurl: a token by PUT, then a GET with it for each value. Whoever answers at that
 * address is not trusted: no proxy is used and no redirect followed, so the token goes nowhere else; only a little of
 * an answer is read; and a value must be a short word.
 */
#include "core/agent/modules/imds.h"

#include <curl/curl.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <xenfacts/plugin.h>

#include "core/util/clock.h"
#include "core/util/object.h"

#define TOKEN_CAP 1024u
#define TOKEN_PATH "/latest/api/token"
#define TOKEN_HEADER "X-aws-ec2-metadata-token: "
/* Seconds; all the values are requested at once. */
#define TOKEN_LIFE "X-aws-ec2-metadata-token-ttl-seconds: 60"

/* The conversation with one service. */
struct talk {
	CURL *curl;
	const char *url;
	uint64_t end; /* of clock_ms */
	int hops;
	char header[sizeof(TOKEN_HEADER) + TOKEN_CAP];
	char text[TOKEN_CAP]; /* the answer, without a NUL */
	size_t size;
};

/* libcurl's callback for received data; taking less than all of it ends the transfer. */
static size_t take(char *bytes, size_t one, size_t count, void *data)
{
	struct talk *talk = data;
	size_t size = one * count;

	if (size > sizeof(talk->text) - talk->size)
		return 0;
	memcpy(talk->text + talk->size, bytes, size);
	talk->size += size;
	return size;
}

/*
 * libcurl's callback for a new socket. The service is nearby: a packet that needs more routers has gone astray.
 */
static int limit_hops(void *data, curl_socket_t file, curlsocktype purpose)
{
	const struct talk *talk = data;
	int family = AF_INET;
	socklen_t size = sizeof(family);

	(void)purpose;
	if (!talk->hops)
		return CURL_SOCKOPT_OK;
	getsockopt(file, SOL_SOCKET, SO_DOMAIN, &family, &size);
	int refused = family == AF_INET6
		? setsockopt(file, IPPROTO_IPV6, IPV6_UNICAST_HOPS, &talk->hops, sizeof(talk->hops))
		: setsockopt(file, IPPROTO_IP, IP_TTL, &talk->hops, sizeof(talk->hops));

	return refused ? CURL_SOCKOPT_ERROR : CURL_SOCKOPT_OK;
}

/* Options of every request: no signals, no proxy even if the environment names one, no redirects, no other protocol. */
static CURLcode prepare(struct talk *talk, const char *url, const char *method, struct curl_slist *header)
{
	uint64_t now = clock_ms();
	long left = now < talk->end ? (long)(talk->end - now) : 1;
	const struct {
		CURLoption option;
		long value;
	} numbers[] = {
		{ CURLOPT_NOSIGNAL, 1 }, { CURLOPT_FOLLOWLOCATION, 0 }, { CURLOPT_TIMEOUT_MS, left },
		{ CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1 }, { CURLOPT_QUICK_EXIT, 1 },
	};
	const struct {
		CURLoption option;
		const void *value;
	} pointers[] = {
		{ CURLOPT_PROXY, "" }, { CURLOPT_PROTOCOLS_STR, "http" }, { CURLOPT_URL, url },
		{ CURLOPT_CUSTOMREQUEST, method }, { CURLOPT_HTTPHEADER, header }, { CURLOPT_WRITEDATA, talk },
		{ CURLOPT_SOCKOPTDATA, talk },
	};
	CURLcode code = CURLE_OK;

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]) && !code; i++)
		code = curl_easy_setopt(talk->curl, numbers[i].option, numbers[i].value);
	for (size_t i = 0; i < sizeof(pointers) / sizeof(pointers[0]) && !code; i++)
		code = curl_easy_setopt(talk->curl, pointers[i].option, pointers[i].value);
	if (!code)
		code = curl_easy_setopt(talk->curl, CURLOPT_WRITEFUNCTION, take);
	return code ? code : curl_easy_setopt(talk->curl, CURLOPT_SOCKOPTFUNCTION, limit_hops);
}

/* One request; the answer is left in `talk`. NULL if it is usable, else a sentence. */
static const char *request(struct talk *talk, const char *method, const char *path, char *header, char wrong[256])
{
	struct curl_slist line = { header, NULL };
	char url[512];
	long status = 0;

	talk->size = 0;
	if (snprintf(url, sizeof(url), "%s%s", talk->url, path) >= (int)sizeof(url))
		return "the address is too long";
	CURLcode code = prepare(talk, url, method, &line);

	if (!code)
		code = curl_easy_perform(talk->curl);
	if (code == CURLE_WRITE_ERROR)
		return "its answer is too large";
	if (code)
		return curl_easy_strerror(code);
	curl_easy_getinfo(talk->curl, CURLINFO_RESPONSE_CODE, &status);
	if (status == 200)
		return NULL;
	snprintf(wrong, 256, "it answered %.100s with status %ld", path, status);
	return wrong;
}

/* Is it printable ASCII? A control byte would end the header line and start another. */
static bool is_token(const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (text[i] <= ' ' || text[i] > '~')
			return false;
	return size > 0;
}

static const char *get_token(struct talk *talk, char wrong[256])
{
	char life[] = TOKEN_LIFE;
	const char *refused = request(talk, "PUT", TOKEN_PATH, life, wrong);

	if (refused)
		return refused;
	if (!is_token(talk->text, talk->size))
		return "invalid IMDSv2 token";
	snprintf(talk->header, sizeof(talk->header), "%s%.*s", TOKEN_HEADER, (int)talk->size, talk->text);
	return NULL;
}

/* "m4.xlarge", "eu-central-1", "xen-on-nitro". */
static bool is_value(const char *text, size_t size)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";

	for (size_t i = 0; i < size; i++)
		if (!text[i] || !strchr(allowed, text[i]))
			return false;
	return size > 0 && size < XF_IMDS_CAP;
}

static const char *get_item(struct talk *talk, struct imds_item *item, char wrong[256])
{
	char path[128];

	snprintf(path, sizeof(path), "/latest/meta-data/%.100s", item->path);
	const char *refused = request(talk, "GET", path, talk->header, wrong);

	if (refused)
		return refused;
	if (!is_value(talk->text, talk->size)) {
		snprintf(wrong, 256, "it returned an invalid value for %.100s", path);
		return wrong;
	}
	memcpy(item->value, talk->text, talk->size);
	item->value[talk->size] = '\0';
	return NULL;
}

/* A missing value does not keep the others back; the first reason is returned. */
static const char *ask(const char *url, unsigned budget_ms, int hops, struct imds_item *items, size_t count,
                       char wrong[256])
{
	struct talk talk = { .curl = curl_easy_init(), .url = url, .end = clock_ms() + budget_ms, .hops = hops };
	char other[256];

	for (size_t i = 0; i < count; i++)
		items[i].value[0] = '\0';
	const char *first = !talk.curl ? "not enough memory" : NULL;

	/* Others of our user could read the token in our memory; for good: libcurl does not overwrite its copies. */
	if (!first && prctl(PR_SET_DUMPABLE, 0))
		first = "the token cannot be kept from other processes";
	first = first ? first : get_token(&talk, wrong);

	for (size_t i = 0; i < count && *talk.header; i++) {
		if (first)
			get_item(&talk, &items[i], other);
		else
			first = get_item(&talk, &items[i], wrong);
	}
	curl_easy_cleanup(talk.curl);
	explicit_bzero(&talk, sizeof(talk));
	return first;
}

XF_EXPORT extern const struct imds_module xenfacts_imds;
const struct imds_module xenfacts_imds = { .version = XF_MODULE_VERSION, .ask = ask };
