/* SPDX-License-Identifier: MIT */
/*
 * Are the settings of the sink http consistent? This runs in the agent when it reads the configuration, so it only
 * compares text: it neither opens a file nor calls libcurl.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/un.h>

#include "core/sinks/http.h"
#include "core/sinks/secret.h"

/* The settings and their values. */
struct given {
	const struct xf_setting *settings;
	const char *const *values;
};

static const char *value(const struct given *given, const char *key)
{
	return http_value(given->settings, given->values, key);
}

static bool is_on(const struct given *given, const char *key)
{
	return http_is_on(given->settings, given->values, key);
}

/* For a word or a time, which always have a value. */
static bool is(const struct given *given, const char *key, const char *wanted)
{
	const char *got = value(given, key);

	return got && !strcmp(got, wanted);
}

static bool begins(const char *text, const char *with)
{
	return !strncasecmp(text, with, strlen(with));
}

/* A user in a URL would be a secret in the configuration, in messages, and in a proxy's log. */
static bool has_user(const char *url)
{
	const char *host = strstr(url, "://");

	host = host ? host + 3 : url;
	return memchr(host, '@', strcspn(host, "/?#")) != NULL;
}

/*
 * Does the URL, which has a scheme and no user, lead to this machine? libcurl resolves localhost without asking anyone
 * (lib/hostip.c, Curl_resolv).
 */
static bool is_loopback(const char *url)
{
	const char *host = strstr(url, "://") + 3;
	bool bracket = *host == '[';
	size_t length = strcspn(host + bracket, bracket ? "]" : ":/?#");
	struct in_addr four;
	struct in6_addr six;
	char name[64];

	snprintf(name, sizeof(name), "%.*s", (int)(length < sizeof(name) ? length : 0), host + bracket);
	if (bracket) /* what follows is a port or a path, or not a URL to libcurl (lib/urlapi.c) */
		return inet_pton(AF_INET6, name, &six) == 1 && IN6_IS_ADDR_LOOPBACK(&six);
	if (inet_pton(AF_INET, name, &four) == 1)
		return ntohl(four.s_addr) >> 24 == 127;
	return !strcasecmp(name, "localhost");
}

/* Would the token pass through a network, or a proxy, unencrypted? */
static bool shows_token(const struct given *given, const char *url)
{
	if (!value(given, "token_file") || value(given, "unix_socket"))
		return false;
	return value(given, "proxy") || !is_loopback(url);
}

static const char *check_url(const struct given *given)
{
	const char *url = value(given, "url");
	bool plain = url && begins(url, "http://");

	if (!url || !*url)
		return "url is not set: set it to https://HOST/PATH.";
	if (plain && !is_on(given, "allow_http"))
		return "url is plain http, which anyone on the way can read and change: use https, or allow_http.";
	if (!plain && !begins(url, "https://"))
		return "url must begin with https://.";
	if (has_user(url))
		return "url contains a user name: remove it, and use token_file.";
	if (plain && shows_token(given, url))
		return "the token would be sent unencrypted: use https in url, or remove token_file.";
	return NULL;
}

static const char *check_files(const struct given *given)
{
	static const char *const files[] = { "token_file", "hmac_file", "ca_file", "cert_file", "key_file" };

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		if (value(given, files[i]) && !secret_is_name(value(given, files[i])))
			return "a file must be an absolute path or the bare name of a credential: check "
			       "token_file, hmac_file, ca_file, cert_file and key_file.";
	if (!value(given, "cert_file") != !value(given, "key_file"))
		return "cert_file and key_file belong together: set both, or neither.";
	return NULL;
}

static const char *check_receiver(const struct given *given)
{
	bool salt = is(given, "receiver", "salt");
	bool eda = is(given, "receiver", "eda");

	if (salt && value(given, "hmac_file"))
		return "Salt's /hook does not check signatures: remove hmac_file.";
	if (salt && is_on(given, "compress"))
		return "Salt's /hook does not accept gzip: remove compress.";
	if (eda && value(given, "hmac_file") && is_on(given, "compress"))
		return "Ansible's webhook checks the signature of the unpacked body: remove compress or hmac_file.";
	/* libcurl withholds Authorization from other hosts, but no other header. */
	if (salt && is_on(given, "redirects"))
		return "redirects would send Salt's token to any host: remove it, and set url to the final address.";
	return NULL;
}

static const char *check_way(const struct given *given)
{
	const char *path = value(given, "unix_socket");

	if (value(given, "proxy") && has_user(value(given, "proxy")))
		return "proxy contains a user name: remove it; proxies that need one are not supported.";
	if (value(given, "proxy") && path)
		return "proxy and unix_socket exclude each other: set one of them.";
	if (path && strlen(path) >= sizeof(((struct sockaddr_un *)NULL)->sun_path))
		return "unix_socket is longer than 107 bytes, the limit for a socket's path.";
	/* To libcurl, 0 means no limit. */
	if (is(given, "timeout", "0") || is(given, "connect_timeout", "0"))
		return "timeout and connect_timeout must be more than 0.";
	return NULL;
}

const char *sink_http_check(const struct xf_setting *settings, const char *const *values)
{
	const struct given given = { settings, values };
	const char *wrong = check_url(&given);

	wrong = wrong ? wrong : check_files(&given);
	wrong = wrong ? wrong : check_receiver(&given);
	return wrong ? wrong : check_way(&given);
}
