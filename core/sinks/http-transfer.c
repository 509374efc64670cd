/* SPDX-License-Identifier: MIT */
/*
 * One POST of a report as JSON to a URL, with libcurl.
 *
 * It makes one attempt and says how it ended. It must trust nothing: TLS is always verified, a redirect is a change of
 * address made by somebody else, and only part of an answer is read. And it must not leak: a token is in a file, in
 * this process and in the request, but in no sentence. libcurl copies neither the header lines nor the body, so what we
 * overwrite at the end is everything but libcurl's own buffer; the process exits right after.
 */
#include "core/sinks/transfer.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REDIRECTS 5L
#define NO_MEMORY "not enough memory"

/* libcurl's callback for received data; taking less than all of it ends the transfer. */
static size_t take(char *bytes, size_t one, size_t count, void *data)
{
	struct http_answer *answer = data;
	size_t size = one * count, room = sizeof(answer->text) - answer->kept, kept = size < room ? size : room;

	memcpy(answer->text + answer->kept, bytes, kept);
	answer->kept += kept;
	answer->total += size;
	answer->cut = answer->total > HTTP_ANSWER_CAP;
	return answer->cut ? 0 : size;
}

/* libcurl's callback for a connection, TLS included, that is ready for a request; data is the http_request. */
static int ready(void *data, char *there, char *here, int there_port, int here_port)
{
	struct http_request *request = data;

	(void)there, (void)here, (void)there_port, (void)here_port;
	request->asked = 1 + http_redirects(request);
	return CURL_PREREQFUNC_OK;
}

static void say_file(struct xf_receipt *receipt, const char *setting, const char *name, const char *wrong)
{
	snprintf(receipt->sentence, sizeof(receipt->sentence), "%s %.120s %s", setting, name, wrong);
}

/* Reads one secret, if it is set; false if it cannot be read, with a sentence. */
static bool read_secret(struct http_request *request, const char *setting, enum secret_kind kind,
                        struct secret *secret, struct xf_receipt *receipt)
{
	const char *name = http_given(request, setting);
	const char *wrong = name ? sink_secret_read(secret, name, kind) : NULL;

	/* A blank would end the token and start something else. */
	if (!wrong && !strcmp(setting, "token_file"))
		wrong = secret->length > HTTP_TOKEN_CAP ? "is larger than 8 KiB" :
		        strchr(secret->bytes, ' ') ? "contains a blank; a token must not" : NULL;
	if (wrong)
		say_file(receipt, setting, name, wrong);
	return !wrong;
}

/* The path that a setting stands for, NULL if it is not set; false if there is none, with a sentence. */
static bool find_path(const struct http_request *request, const char *setting, char path[PATH_MAX],
                      struct xf_receipt *receipt)
{
	const char *name = http_given(request, setting);
	const char *wrong = name ? sink_secret_path(name, path) : NULL;

	if (wrong)
		say_file(receipt, setting, name, wrong);
	return !wrong;
}

static bool gather(struct http_request *request, struct xf_receipt *receipt)
{
	return read_secret(request, "token_file", SECRET_LINE, &request->token, receipt) &&
	       read_secret(request, "hmac_file", SECRET_LINE, &request->hmac, receipt) &&
	       read_secret(request, "key_file", SECRET_FILE, &request->key, receipt) &&
	       find_path(request, "ca_file", request->ca_path, receipt) &&
	       find_path(request, "cert_file", request->cert_path, receipt);
}

/* Options of type long, and those that take a pointer; the first failure sticks. */
static void set(CURL *curl, CURLcode *code, CURLoption option, long value)
{
	if (!*code)
		*code = curl_easy_setopt(curl, option, value);
}

static void set_to(CURL *curl, CURLcode *code, CURLoption option, const void *value)
{
	if (!*code)
		*code = curl_easy_setopt(curl, option, value);
}

/* Whom we trust, and who we are. */
static void set_trust(struct http_request *request, CURLcode *code)
{
	CURL *curl = request->curl;

	set(curl, code, CURLOPT_SSL_VERIFYPEER, 1L);
	set(curl, code, CURLOPT_SSL_VERIFYHOST, 2L);
	set(curl, code, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
	if (*request->ca_path) {
		set_to(curl, code, CURLOPT_CAINFO, request->ca_path);
		/* Otherwise Debian's libcurl would also trust the system's folder. */
		set_to(curl, code, CURLOPT_CAPATH, NULL);
	}
	if (!*request->cert_path)
		return;
	/* The key was read already; read again, the file might be a different one. It is not copied. */
	struct curl_blob key = { request->key.bytes, request->key.length, CURL_BLOB_NOCOPY };

	set_to(curl, code, CURLOPT_SSLCERT, request->cert_path);
	set_to(curl, code, CURLOPT_SSLKEY_BLOB, &key);
	/* Without this, a key with a passphrase would make libcurl ask for it on the terminal. */
	set_to(curl, code, CURLOPT_KEYPASSWD, "");
}

/* Milliseconds; 0 (no limit but the agent's) if the other half of the sink does not have the setting. */
static long time_of(const struct http_request *request, const char *key)
{
	const char *text = http_given(request, key);

	return text ? atol(text) : 0; /* NOLINT(cert-err34-c): http-check.c has checked the setting */
}

/* Where it goes, and how. */
static void set_way(struct http_request *request, CURLcode *code)
{
	bool plain = http_wants(request, "allow_http"), redirects = http_wants(request, "redirects");
	CURL *curl = request->curl;

	set_to(curl, code, CURLOPT_URL, http_given(request, "url"));
	set_to(curl, code, CURLOPT_PROTOCOLS_STR, plain ? "http,https" : "https");
	set_to(curl, code, CURLOPT_REDIR_PROTOCOLS_STR, "https");
	set(curl, code, CURLOPT_FOLLOWLOCATION, redirects);
	set(curl, code, CURLOPT_MAXREDIRS, REDIRECTS);
	set(curl, code, CURLOPT_POSTREDIR, CURL_REDIR_POST_ALL);
	set(curl, code, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
	set(curl, code, CURLOPT_CONNECTTIMEOUT_MS, time_of(request, "connect_timeout"));
	set(curl, code, CURLOPT_TIMEOUT_MS, time_of(request, "timeout"));
	/* The configuration decides: of itself, libcurl would read https_proxy and no_proxy in the environment. */
	set_to(curl, code, CURLOPT_PROXY, http_given(request, "proxy") ? http_given(request, "proxy") : "");
	set_to(curl, code, CURLOPT_NOPROXY, "");
	if (http_given(request, "unix_socket"))
		set_to(curl, code, CURLOPT_UNIX_SOCKET_PATH, http_given(request, "unix_socket"));
}

/* What is sent and what happens to the answer. */
static void set_message(struct http_request *request, CURLcode *code)
{
	char agent[64];
	CURL *curl = request->curl;

	snprintf(agent, sizeof(agent), "xenfacts/%s", request->delivery->version);
	set(curl, code, CURLOPT_NOSIGNAL, 1L);
	/* Otherwise a silent name server would hold us beyond the timeout; its thread ends with this process. */
	set(curl, code, CURLOPT_QUICK_EXIT, 1L);
	/* A single request gains nothing from a later version. */
	set(curl, code, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
	set_to(curl, code, CURLOPT_ERRORBUFFER, request->error);
	set_to(curl, code, CURLOPT_USERAGENT, agent);
	set_to(curl, code, CURLOPT_HTTPHEADER, request->headers.nodes);
	set_to(curl, code, CURLOPT_POSTFIELDS, request->body);
	set(curl, code, CURLOPT_POSTFIELDSIZE, (long)request->length);
	set_to(curl, code, CURLOPT_WRITEDATA, &request->answer);
	set_to(curl, code, CURLOPT_PREREQDATA, request);
	if (!*code)
		*code = curl_easy_setopt(curl, CURLOPT_PREREQFUNCTION, ready);
	if (!*code)
		*code = curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
}

static void fail(struct xf_receipt *receipt, enum xf_receipt_kind kind, const char *sentence)
{
	receipt->kind = kind;
	snprintf(receipt->sentence, sizeof(receipt->sentence), "%s", sentence);
}

static void attempt(struct http_request *request, struct xf_receipt *receipt)
{
	CURLcode code = CURLE_OK;

	if (!sink_http_compose(request)) {
		fail(receipt, XF_RETRY, NO_MEMORY);
		return;
	}
	set_message(request, &code);
	set_trust(request, &code);
	set_way(request, &code);
	sink_http_judge(request, code ? code : curl_easy_perform(request->curl), receipt);
}

/* The contents may be secret, and the process lives on for a moment. */
static void release(struct http_request *request)
{
	curl_easy_cleanup(request->curl);
	free(request->packed);
	explicit_bzero(request, sizeof(*request));
	free(request);
}

void xenfacts_http_transfer(const struct xf_delivery *delivery, struct xf_receipt *receipt)
{
	struct http_request *request = calloc(1, sizeof(*request));

	if (!request) {
		fail(receipt, XF_RETRY, NO_MEMORY);
		return;
	}
	/* A server that hangs up is a write error, not the end of this process. */
	signal(SIGPIPE, SIG_IGN);
	request->delivery = delivery;
	/* libcurl would write the keys of its connections to that file (lib/vtls/keylog.c). */
	unsetenv("SSLKEYLOGFILE");
	request->curl = curl_easy_init();
	if (strcmp(delivery->format, "json") != 0)
		fail(receipt, XF_REFUSED, "http posts JSON: set the sink's format to json");
	else if (!request->curl)
		fail(receipt, XF_RETRY, NO_MEMORY);
	else if (gather(request, receipt))
		attempt(request, receipt);
	release(request);
}
