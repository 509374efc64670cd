/* SPDX-License-Identifier: MIT */
/** @file What the parts of http/transfer.so share: one delivery in the making, and the verdict on it. */
#ifndef XF_SINK_TRANSFER_H
#define XF_SINK_TRANSFER_H

#include <curl/curl.h>

#include "core/sinks/http.h"
#include "core/sinks/secret.h"

#define HTTP_HEADERS 6u        /* at most that many of our own */
#define HTTP_TOKEN_CAP 8192u   /* bytes of a token; what servers take of one header line */
#define HTTP_SHOWN 1024u       /* bytes of an answer that are kept */
#define HTTP_ANSWER_CAP 65536u /* bytes of an answer that are read */

/** The request's own header lines. Their memory is ours, not libcurl's, so that it can be wiped. */
struct http_headers {
	struct curl_slist nodes[HTTP_HEADERS];
	size_t count, used;
	char text[HTTP_TOKEN_CAP + 1024];
};

/** What came back. */
struct http_answer {
	size_t total, kept;
	bool cut; /**< there was more than we read, and we hung up */
	char text[HTTP_SHOWN];
};

/** One delivery. All of it is wiped when it has ended. */
struct http_request {
	const struct xf_delivery *delivery;
	CURL *curl;
	struct secret token, hmac, key;
	char ca_path[PATH_MAX], cert_path[PATH_MAX];
	struct http_headers headers;
	char *packed; /**< the body by gzip, or NULL: as it is */
	const char *body;
	size_t length;
	struct http_answer answer;
	char error[CURL_ERROR_SIZE]; /**< libcurl's own words */
};

/** Value of a setting of this delivery; NULL if it is not set. */
static inline const char *http_given(const struct http_request *request, const char *key)
{
	return http_value(request->delivery->settings, request->delivery->values, key);
}

/** Is a setting of this delivery, one of true and false, true? */
static inline bool http_wants(const struct http_request *request, const char *key)
{
	return http_is_on(request->delivery->settings, request->delivery->values, key);
}

/** The one symbol of transfer.so: an http_transfer. */
XF_EXPORT void xenfacts_http_transfer(const struct xf_delivery *delivery, struct xf_receipt *receipt);
/**
 * Makes the body, by gzip if that is wanted, and the header lines, with the token and the signature if there are any.
 * False if there is no memory.
 */
bool sink_http_compose(struct http_request *request);
/** Says how the delivery ended: from what libcurl returned, the status of the answer, and the answer itself. */
void sink_http_judge(const struct http_request *request, CURLcode code, struct xf_receipt *receipt);

#endif
