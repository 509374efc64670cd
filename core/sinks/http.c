/* SPDX-License-Identifier: MIT */
/*
 * The sink http: reports to a server. Here are its table and its check, which the agent opens and keeps. What links
 * libcurl, and with it some thirty libraries, is http/transfer.so: it is opened by a delivery, in the process of that
 * delivery, so the agent never maps them, and an upgrade of any of them is used from the next delivery on.
 */
#include "core/sinks/http.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/util/arena.h"
#include "core/util/object.h"

static const struct xf_setting settings[] = {
	{ "url", XF_SETTING_TEXT, NULL, NULL, "Where reports are posted, https://HOST/PATH." },
	{ "receiver", XF_SETTING_WORD, "any eda salt", "any",
	  "What receives: eda is Ansible's event-driven webhook, salt the /hook of Salt's rest_cherrypy." },
	{ "token_file", XF_SETTING_TEXT, NULL, NULL,
	  "Owner-only file, or systemd credential, with the token to send: as a bearer, or to Salt in X-Auth-Token." },
	{ "hmac_file", XF_SETTING_TEXT, NULL, NULL,
	  "Owner-only file, or systemd credential, with the key that signs the body in X-Hub-Signature-256." },
	{ "ca_file", XF_SETTING_TEXT, NULL, NULL,
	  "The certificate authorities to trust, in PEM, instead of the system's." },
	{ "cert_file", XF_SETTING_TEXT, NULL, NULL, "The client's certificate, in PEM." },
	{ "key_file", XF_SETTING_TEXT, NULL, NULL,
	  "Owner-only file, or systemd credential, with the key of cert_file, in PEM, without a passphrase." },
	{ "connect_timeout", XF_SETTING_TIME, NULL, "5s", "Time to be connected in, TLS included." },
	{ "timeout", XF_SETTING_TIME, NULL, "30s", "Time for all of it, redirects and the answer included." },
	{ "proxy", XF_SETTING_TEXT, NULL, NULL,
	  "The proxy to go through, http://HOST:PORT, instead of the one that https_proxy names." },
	{ "redirects", XF_SETTING_BOOL, NULL, "false",
	  "Post again to where a redirect leads, five times at most, and to https only." },
	{ "allow_http", XF_SETTING_BOOL, NULL, "false", "Let url be plain http." },
	{ "compress", XF_SETTING_BOOL, NULL, "false",
	  "Send a report of more than 1 KiB by gzip, which the receiver has to know." },
	{ "unix_socket", XF_SETTING_PATH, NULL, NULL, "Connect to this socket; url says what is asked for there." },
	{ .key = NULL },
};

/* http/transfer.so beside this object, links followed. NULL, and *wrong why not. */
static const void *open_transfer(struct arena *arena, const char **wrong)
{
	char path[PATH_MAX];
	Dl_info info;

	*wrong = "its folder is not there";
	if (!dladdr(settings, &info) || !realpath(info.dli_fname, path))
		return NULL;
	*strrchr(path, '/') = '\0';
	const char *folder = arena_fmt(arena, "%s/http", path);

	*wrong = object_check_folder(arena, folder);
	return *wrong ? NULL : object_open(arena, arena_fmt(arena, "%s/transfer.so", folder), HTTP_TRANSFER, wrong);
}

static void deliver(const struct xf_delivery *delivery, struct xf_receipt *receipt)
{
	struct arena *arena = arena_new();
	const char *wrong = "there is not enough memory";
	const void *found = arena ? open_transfer(arena, &wrong) : NULL;
	http_transfer *transfer;

	if (!found) {
		/* It may be on its way: a package is being upgraded. */
		receipt->kind = XF_RETRY;
		snprintf(receipt->sentence, sizeof(receipt->sentence), "cannot load libcurl for the sink http: %.160s",
		         wrong);
	}
	arena_free(arena);
	if (!found)
		return;
	/* ISO C has no cast from an object's address to a function's. */
	memcpy(&transfer, &found, sizeof(transfer));
	transfer(delivery, receipt);
}

XF_EXPORT const struct xf_sink xenfacts_sink = {
	.abi = XF_SINK_ABI,
	.size = sizeof(struct xf_sink),
	.name = "http",
	.purpose = "Posts the report as JSON to a URL.",
	.settings = settings,
	.flags = XF_SINK_REMEMBERS,
	.check = sink_http_check,
	.deliver = deliver,
};
