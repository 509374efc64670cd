/* SPDX-License-Identifier: MIT */
/*
 * Judges a delivery. A status is the server's own verdict on the report: few are worth another try, by the list that
 * curl's --retry made common. Without a status, what failed is either the connection, which recovers by itself, or
 * trust in the peer, which somebody has to fix.
 *
 * A status of 2xx counts only with the whole answer (RFC 9112, section 8: otherwise it is incomplete): the report is
 * sent again, and its key tells the receiver that it is the same. Any other status counts as soon as it arrives.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/sinks/transfer.h"

#define LONGEST_WAIT 3600 /* seconds; a server cannot silence a sink for longer */
#define EXCERPT 80u       /* bytes of an answer in a sentence */

static void __attribute__((format(printf, 2, 3))) say(struct xf_receipt *receipt, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(receipt->sentence, sizeof(receipt->sentence), format, args);
	va_end(args);
}

/*
 * Excerpts text from outside, as one line: printable ASCII stays, white space becomes a blank, anything else "?". Text
 * that holds a secret is dropped entirely: servers do echo requests.
 */
static void clean(const struct http_request *request, const char *text, size_t length, char out[EXCERPT + 1])
{
	size_t used = 0;
	bool secret = sink_secret_is_in(&request->token, text, length) ||
	              sink_secret_is_in(&request->hmac, text, length);

	for (size_t i = 0; !secret && i < length && used < EXCERPT; i++) {
		bool blank = text[i] == ' ' || (text[i] >= '\t' && text[i] <= '\r');

		if (!blank)
			out[used++] = (char)(text[i] > ' ' && text[i] < 0x7f ? text[i] : '?');
		else if (used && out[used - 1] != ' ')
			out[used++] = ' ';
	}
	out[used] = '\0';
}

static bool is_passing(long status)
{
	static const short passing[] = { 408, 429, 500, 502, 503, 504, 522, 524 };

	for (size_t i = 0; i < sizeof(passing) / sizeof(*passing); i++)
		if (status == passing[i])
			return true;
	return false;
}

/* What to do about a status that retrying will not change. */
static const char *advice(long status)
{
	switch (status) {
	case 400:
	case 422:
		return "it does not accept this report: check receiver and compress, and its log";
	case 401:
	case 403:
		return "check token_file, hmac_file or cert_file";
	case 404:
	case 405:
	case 410:
		return "check url";
	case 407:
		return "proxies that need a password are not supported";
	case 413:
		return "allow larger requests there";
	case 415:
		return "it may not support gzip: remove compress";
	default:
		return "check its log";
	}
}

/* A URL's scheme and host, without the path, which may contain a secret; "" for none. */
static void host_of(const struct http_request *request, const char *url, char begin[EXCERPT + 1])
{
	const char *host = url ? strstr(url, "://") : NULL;
	size_t length = host ? (size_t)(host - url) + 3 + strcspn(host + 3, "/?#") : 0;

	clean(request, url, length, begin);
}

static void say_accepted(const struct http_request *request, long status, struct xf_receipt *receipt)
{
	const char *where = NULL;
	char begin[EXCERPT + 1];

	curl_easy_getinfo(request->curl, CURLINFO_EFFECTIVE_URL, &where);
	host_of(request, where, begin);
	say(receipt, "accepted by %s (%ld)", *begin ? begin : "the server", status);
}

static void say_redirect(const struct http_request *request, long status, struct xf_receipt *receipt)
{
	const char *where = NULL;
	char begin[EXCERPT + 1];

	curl_easy_getinfo(request->curl, CURLINFO_REDIRECT_URL, &where);
	host_of(request, where, begin);
	say(receipt, "the server answered %ld, a redirect to %s: set url to the final address, or allow redirects",
	    status, *begin ? begin : "nowhere");
}

static uint64_t wait_of(const struct http_request *request)
{
	curl_off_t seconds = 0;

	curl_easy_getinfo(request->curl, CURLINFO_RETRY_AFTER, &seconds);
	return 1000u * (uint64_t)(seconds < 0 ? 0 : seconds < LONGEST_WAIT ? seconds : LONGEST_WAIT);
}

static void judge_status(const struct http_request *request, const char *who, long status, struct xf_receipt *receipt)
{
	char shown[EXCERPT + 1];

	clean(request, request->answer.text, request->answer.kept, shown);
	const char *open = *shown ? " \"" : "", *close = *shown ? "\"" : "";

	receipt->kind = is_passing(status) ? XF_RETRY : XF_REFUSED;
	if (status >= 200 && status < 300) {
		receipt->kind = XF_DELIVERED;
		say_accepted(request, status, receipt);
	} else if (receipt->kind == XF_RETRY) {
		receipt->wait_ms = wait_of(request);
		say(receipt, "%s answered %ld%s%s%s", who, status, open, shown, close);
	} else if (status >= 300 && status < 400) {
		say_redirect(request, status, receipt);
	} else {
		say(receipt, "%s answered %ld%s%s%s: %s", who, status, open, shown, close, advice(status));
	}
}

/*
 * Did the peer end TLS because of us, for example over a missing certificate? libcurl has no code for it. With TLS 1.3
 * the alert arrives after our handshake, and a reset may overtake it; then it looks like a lost connection.
 */
static bool is_alert(CURLcode code, const char *words)
{
	bool tls = code == CURLE_SSL_CONNECT_ERROR || code == CURLE_RECV_ERROR || code == CURLE_SEND_ERROR;

	return tls && strstr(words, " alert ") && !strstr(words, " alert internal error");
}

/* Failures that pass once the network or the server has recovered. */
static bool is_passing_failure(CURLcode code)
{
	switch (code) {
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_RESOLVE_PROXY:
	case CURLE_COULDNT_CONNECT:
	case CURLE_OPERATION_TIMEDOUT:
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_GOT_NOTHING:
	case CURLE_SEND_ERROR:
	case CURLE_RECV_ERROR:
	case CURLE_PARTIAL_FILE:
	case CURLE_WEIRD_SERVER_REPLY:
	case CURLE_BAD_CONTENT_ENCODING:
	case CURLE_HTTP2:
	case CURLE_HTTP2_STREAM:
	case CURLE_PROXY:
	case CURLE_OUT_OF_MEMORY:
		return true;
	default:
		return false;
	}
}

/* What to do about a failure that retrying will not change. */
static const char *remedy(CURLcode code)
{
	switch (code) {
	case CURLE_PEER_FAILED_VERIFICATION:
		return "the server is not trusted; check its certificate, url, ca_file, and this machine's clock";
	case CURLE_SSL_CERTPROBLEM:
		return "check cert_file and key_file; a key with a passphrase is not supported";
	case CURLE_SSL_CACERT_BADFILE:
		return "check ca_file";
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_SEND_ERROR:
	case CURLE_RECV_ERROR:
		return "the server rejected this client; check cert_file and key_file, and its log";
	case CURLE_TOO_MANY_REDIRECTS:
		return "set url to the final address";
	default:
		return "check url and proxy";
	}
}

/* What to do if there is no connection, though another try may find one. */
static const char *connect_advice(const struct http_request *request, CURLcode code)
{
	switch (code) {
	case CURLE_COULDNT_RESOLVE_HOST:
		return "check the host in url, and this machine's DNS";
	case CURLE_COULDNT_RESOLVE_PROXY:
		return "check the host in proxy or https_proxy, and this machine's DNS";
	case CURLE_OPERATION_TIMEDOUT:
		return "check url, proxy and firewalls, or increase connect_timeout";
	case CURLE_SSL_CONNECT_ERROR:
		return "check that the port in url speaks TLS, and the server's log";
	default:
		return http_given(request, "unix_socket") ? "check unix_socket, and that the server is running" :
			"check url and proxy, and that the server is running";
	}
}

/* libcurl's words for a connection that was refused spend a whole line on the address and leave out why. */
static const char *failure_words(const struct http_request *request, CURLcode code)
{
	long system = 0;

	if (code == CURLE_COULDNT_CONNECT)
		curl_easy_getinfo(request->curl, CURLINFO_OS_ERRNO, &system);
	return system ? strerror((int)system) : *request->error ? request->error : curl_easy_strerror(code);
}

static void judge_failure(const struct http_request *request, CURLcode code, long status, struct xf_receipt *receipt)
{
	const char *words = failure_words(request, code);
	bool connected = request->asked == 1 + http_redirects(request);
	/* Without a status, an unsupported protocol means an answer that is not HTTP/1 or 2: the server is broken. */
	bool garbage = code == CURLE_UNSUPPORTED_PROTOCOL && !status;
	char shown[EXCERPT + 1];

	clean(request, words, strlen(words), shown);
	if (garbage || (is_passing_failure(code) && !is_alert(code, words))) {
		receipt->kind = XF_RETRY;
		if (connected || code == CURLE_OUT_OF_MEMORY)
			say(receipt, "no complete answer: %s", shown);
		else
			say(receipt, "cannot connect: %s; %s", shown, connect_advice(request, code));
	} else if (code == CURLE_UNSUPPORTED_PROTOCOL) {
		say(receipt, "the server redirects to an address that is not https, which is not followed: change url");
	} else {
		say(receipt, "%s: %s", shown, remedy(code));
	}
}

void sink_http_judge(const struct http_request *request, CURLcode code, struct xf_receipt *receipt)
{
	long status = 0, proxy = 0;

	curl_easy_getinfo(request->curl, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(request->curl, CURLINFO_HTTP_CONNECTCODE, &proxy);
	/* A refused tunnel is the proxy's answer; the server was never asked. */
	if (code && proxy >= 300)
		judge_status(request, "the proxy", proxy, receipt);
	else if (!code || request->answer.cut || status >= 400)
		judge_status(request, "the server", status, receipt);
	else
		judge_failure(request, code, status, receipt);
}
