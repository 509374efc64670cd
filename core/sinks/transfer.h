/* SPDX-License-Identifier: MIT */
/** @file What the parts of http/transfer.so share: a delivery in progress, and judging it. */
#ifndef XF_SINK_TRANSFER_H
#define XF_SINK_TRANSFER_H

#include <curl/curl.h>

#include "core/sinks/http.h"
#include "core/sinks/secret.h"

#define HTTP_HEADERS 6u        /* our own, at most */
#define HTTP_TOKEN_CAP 8192u   /* bytes of a token; what servers accept in one header line */
#define HTTP_SHOWN 1024u       /* bytes of an answer that are kept */
#define HTTP_ANSWER_CAP 65536u /* bytes of an answer that are read */

/** The request's own header lines, in our memory, not libcurl's, so that it can be wiped. */
struct http_headers {
	struct curl_slist nodes[HTTP_HEADERS];
	size_t count, used;
	char text[HTTP_TOKEN_CAP + 1024];
};

/** The answer. */
struct http_answer {
	size_t total, kept;
	bool cut; /**< there was more than we read, and we hung up */
	char text[HTTP_SHOWN];
};

/** One delivery. It is wiped when the delivery has ended. */
struct http_request {
	const struct xf_delivery *delivery;
	CURL *curl;
	struct secret token, hmac, key;
	char ca_path[PATH_MAX], cert_path[PATH_MAX];
	struct http_headers headers;
	char *packed; /**< the body compressed with gzip, or NULL: as is */
	const char *body;
	size_t length;
	struct http_answer answer;
	long asked;                  /**< 1 + the redirects before the last request with a connection; 0: none */
	char error[CURL_ERROR_SIZE]; /**< libcurl's own message */
};

/** Value of a setting of this delivery; NULL if it is not set. */
static inline const char *http_given(const struct http_request *request, const char *key)
{
	return http_value(request->delivery->settings, request->delivery->values, key);
}

/** Is a boolean setting of this delivery true? */
static inline bool http_wants(const struct http_request *request, const char *key)
{
	return http_is_on(request->delivery->settings, request->delivery->values, key);
}

/** How many redirects have been followed so far. */
static inline long http_redirects(const struct http_request *request)
{
	long count = 0;

	curl_easy_getinfo(request->curl, CURLINFO_REDIRECT_COUNT, &count);
	return count;
}

/** The one symbol of transfer.so: an http_transfer. */
XF_EXPORT void xenfacts_http_transfer(const struct xf_delivery *delivery, struct xf_receipt *receipt);
/**
 * Builds the body, compressed if configured, and the header lines, with token and signature if there are any. False if
 * there is no memory.
 */
bool sink_http_compose(struct http_request *request);
/** Says how the delivery ended: from libcurl's result, the status of the answer, and the answer itself. */
void sink_http_judge(const struct http_request *request, CURLcode code, struct xf_receipt *receipt);

#endif
