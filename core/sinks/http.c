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
	  "Proxy to use, http://HOST:PORT, instead of the one in https_proxy." },
	{ "redirects", XF_SETTING_BOOL, NULL, "false",
	  "Follow redirects, five at most, and to https only." },
	{ "allow_http", XF_SETTING_BOOL, NULL, "false", "Allow plain http in url." },
	{ "compress", XF_SETTING_BOOL, NULL, "false",
	  "Compress reports of more than 1 KiB with gzip; the receiver must support it." },
	{ "unix_socket", XF_SETTING_PATH, NULL, NULL, "Connect to this socket; url still names host and path." },
	{ .key = NULL },
};

/* http/transfer.so in the folder of this object, links followed; NULL if it cannot be opened. */
static void *open_transfer(void)
{
	char path[PATH_MAX];
	Dl_info info;

	if (!dladdr(settings, &info) || !realpath(info.dli_fname, path))
		return NULL;
	char *slash = strrchr(path, '/');
	size_t room = sizeof(path) - (size_t)(slash - path);

	if (snprintf(slash, room, "/http/transfer.so") >= (int)room)
		return NULL;
	return dlopen(path, RTLD_NOW | RTLD_LOCAL);
}

static void deliver(const struct xf_delivery *delivery, struct xf_receipt *receipt)
{
	void *handle = open_transfer();
	void *found = handle ? dlsym(handle, HTTP_TRANSFER) : NULL;
	http_transfer *transfer;

	if (!found) {
		const char *why = dlerror();

		/* It may be about to return: a package is being upgraded. */
		receipt->kind = XF_RETRY;
		snprintf(receipt->sentence, sizeof(receipt->sentence), "cannot load libcurl for the sink http: %.160s",
		         why ? why : "its folder is missing");
		return;
	}
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
