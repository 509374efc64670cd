/* SPDX-License-Identifier: MIT */
/*
 * What is sent: the body and our header lines.
 *
 * The signature is HMAC-SHA256 (RFC 2104) over the body as sent, in the header that GitHub made common and that
 * Ansible's webhook expects. It comes from libcrypto, which is loaded anyway: in Debian and most other distributions,
 * libcurl is built on it.
 */
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "core/sinks/transfer.h"

#define WORTH_PACKING 1024u /* a smaller body fits in one packet anyway */
#define GZIP (15 + 16)      /* deflateInit2's window of 32 KiB, in gzip format */

/* Appends one line; false if there is no room. */
static bool __attribute__((format(printf, 2, 3))) add(struct http_headers *headers, const char *format, ...)
{
	struct curl_slist *node = &headers->nodes[headers->count];
	char *at = headers->text + headers->used;
	size_t room = sizeof(headers->text) - headers->used;
	va_list args;

	va_start(args, format);
	int length = vsnprintf(at, room, format, args);
	va_end(args);
	if (length < 0 || (size_t)length >= room || headers->count == HTTP_HEADERS)
		return false;
	*node = (struct curl_slist){ at, NULL };
	if (headers->count++)
		node[-1].next = node;
	headers->used += (size_t)length + 1;
	return true;
}

static bool pack(struct http_request *request)
{
	const struct xf_delivery *delivery = request->delivery;
	z_stream stream = { 0 };

	if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, GZIP, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		return false;
	uLong room = deflateBound(&stream, delivery->length);
	unsigned char *out = malloc(room);

	stream.next_in = (z_const Bytef *)(uintptr_t)delivery->bytes;
	stream.avail_in = (uInt)delivery->length;
	stream.next_out = out;
	stream.avail_out = (uInt)room;
	bool packed = out && deflate(&stream, Z_FINISH) == Z_STREAM_END;

	request->packed = (char *)out;
	request->body = request->packed;
	request->length = stream.total_out;
	deflateEnd(&stream);
	return packed && add(&request->headers, "Content-Encoding: gzip");
}

static bool sign(struct http_request *request)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned int size = 0;
	char hex[2 * EVP_MAX_MD_SIZE + 1] = "";

	if (!HMAC(EVP_sha256(), request->hmac.bytes, (int)request->hmac.length, (const unsigned char *)request->body,
	          request->length, digest, &size))
		return false;
	for (unsigned int i = 0; i < size; i++)
		snprintf(hex + 2 * (size_t)i, 3, "%02x", digest[i]);
	return add(&request->headers, "X-Hub-Signature-256: sha256=%s", hex);
}

static bool add_token(struct http_request *request)
{
	const char *receiver = http_given(request, "receiver");
	const char *name = receiver && !strcmp(receiver, "salt") ? "X-Auth-Token: " : "Authorization: Bearer ";

	return add(&request->headers, "%s%s", name, request->token.bytes);
}

bool sink_http_compose(struct http_request *request)
{
	const struct xf_delivery *delivery = request->delivery;
	struct http_headers *headers = &request->headers;
	bool fine = add(headers, "Content-Type: application/json");

	fine = fine && add(headers, "Idempotency-Key: %.64s", delivery->key);
	/* Otherwise libcurl would ask before sending a large body, and few servers answer that. */
	fine = fine && add(headers, "Expect:");
	request->body = delivery->bytes;
	request->length = delivery->length;
	if (fine && http_wants(request, "compress") && delivery->length > WORTH_PACKING)
		fine = pack(request);
	/* The signature covers what is sent, so compress first. */
	if (fine && request->hmac.length)
		fine = sign(request);
	return fine && (!request->token.length || add_token(request));
}
