/* SPDX-License-Identifier: MIT */
/*
 * The sink http: posts reports to a server. This half has the table and the check, which the agent loads and keeps. The
 * half that links libcurl, and with it some thirty libraries, is http/transfer.so: each delivery loads it in its own
 * process, so the agent never maps those libraries, and an upgraded one is used from the next delivery on.
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
	{ "url", XF_SETTING_TEXT, NULL, NULL, "URL to post reports to, https://HOST/PATH." },
	{ "receiver", XF_SETTING_WORD, "any eda salt", "any",
	  "Kind of receiver: eda is Ansible's event-driven webhook, salt the /hook of Salt's rest_cherrypy." },
	{ "token_file", XF_SETTING_TEXT, NULL, NULL,
	  "Owner-only file, or systemd credential, with the token to send: as a bearer, or to Salt in X-Auth-Token." },
	{ "hmac_file", XF_SETTING_TEXT, NULL, NULL,
	  "Owner-only file, or systemd credential, with the key that signs the body in X-Hub-Signature-256." },
	{ "ca_file", XF_SETTING_TEXT, NULL, NULL,
	  "Certificate authorities to trust, in PEM, instead of the system's." },
	{ "cert_file", XF_SETTING_TEXT, NULL, NULL, "The client's certificate, in PEM." },
	{ "key_file", XF_SETTING_TEXT, NULL, NULL,
	  "Owner-only file, or systemd credential, with the key of cert_file, in PEM, without a passphrase." },
	{ "connect_timeout", XF_SETTING_TIME, NULL, "5s", "Time limit for connecting, TLS included." },
	{ "timeout", XF_SETTING_TIME, NULL, "30s", "Time limit for the whole request, redirects and answer included." },
	{ "proxy", XF_SETTING_TEXT, NULL, NULL,
	  "Proxy to use, http://HOST:PORT; those in the environment are ignored." },
	{ "redirects", XF_SETTING_BOOL, NULL, "false",
	  "Follow redirects, five at most, and to https only." },
	{ "allow_http", XF_SETTING_BOOL, NULL, "false",
	  "Allow plain http in url; with a token, only to this machine." },
	{ "compress", XF_SETTING_BOOL, NULL, "false",
	  "Compress reports of more than 1 KiB with gzip; the receiver must support it." },
	{ "unix_socket", XF_SETTING_PATH, NULL, NULL, "Connect to this socket; url still names host and path." },
	{ .key = NULL },
};

/* http/transfer.so beside this object, links followed. NULL, and *wrong why not. */
static const void *open_transfer(struct arena *arena, const char **wrong)
{
	char path[PATH_MAX];
	Dl_info info;

	*wrong = "its folder is missing";
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
	const char *wrong = "not enough memory";
	const void *found = arena ? open_transfer(arena, &wrong) : NULL;
	http_transfer *transfer;

	if (!found) {
		/* It may be about to return: a package is being upgraded. */
		receipt->kind = XF_RETRY;
		snprintf(receipt->sentence, sizeof(receipt->sentence), "cannot load libcurl for the sink http: %.160s",
		         wrong);
	}
	arena_free(arena);
	if (!found)
		return;
	/* ISO C does not allow casting an object pointer to a function pointer. */
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
