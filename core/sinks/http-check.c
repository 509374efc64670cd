/* SPDX-License-Identifier: MIT */
/*
 * Are the settings of the sink http of one mind? It is asked within the agent when the configuration is read, so it
 * compares text and neither opens a file nor calls libcurl.
 */
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

/* A word or a time: it always has a value. */
static bool is(const struct given *given, const char *key, const char *wanted)
{
	const char *got = value(given, key);

	return got && !strcmp(got, wanted);
}

static bool begins(const char *text, const char *with)
{
	return !strncasecmp(text, with, strlen(with));
}

/* A user in a URL is a secret in the configuration, in messages, and in a proxy's log. */
static bool has_user(const char *url)
{
	const char *host = strstr(url, "://");

	host = host ? host + 3 : url;
	return memchr(host, '@', strcspn(host, "/?#")) != NULL;
}

static const char *check_url(const struct given *given)
{
	const char *url = value(given, "url");
	bool plain = url && begins(url, "http://");

	if (!url || !*url)
		return "url is not set: say where reports are posted, https://HOST/PATH.";
	if (plain && !is_on(given, "allow_http"))
		return "url is plain http, which anybody on the way can read and change: use https, or allow_http.";
	if (!plain && !begins(url, "https://"))
		return "url must begin with https://.";
	if (has_user(url))
		return "url holds a user name: leave it out, and use token_file.";
	return NULL;
}

static const char *check_files(const struct given *given)
{
	static const char *const files[] = { "token_file", "hmac_file", "ca_file", "cert_file", "key_file" };

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		if (value(given, files[i]) && !secret_is_name(value(given, files[i])))
			return "a file is named by an absolute path, or by the bare name of a credential: look at "
			       "token_file, hmac_file, ca_file, cert_file and key_file.";
	if (!value(given, "cert_file") != !value(given, "key_file"))
		return "cert_file and key_file go together: set both, or neither.";
	return NULL;
}

static const char *check_receiver(const struct given *given)
{
	bool salt = is(given, "receiver", "salt");
	bool eda = is(given, "receiver", "eda");

	if (salt && value(given, "hmac_file"))
		return "Salt's /hook knows no signature: leave hmac_file out.";
	if (salt && is_on(given, "compress"))
		return "Salt's /hook does not unpack gzip: leave compress out.";
	if (eda && value(given, "hmac_file") && is_on(given, "compress"))
		return "Ansible's webhook checks a signature behind gzip: leave compress out, or hmac_file.";
	/* libcurl keeps Authorization from other hosts, but no other header. */
	if (salt && is_on(given, "redirects"))
		return "redirects would hand Salt's token to any host: leave them out, and set url to where they lead.";
	return NULL;
}

static const char *check_way(const struct given *given)
{
	const char *path = value(given, "unix_socket");

	if (value(given, "proxy") && has_user(value(given, "proxy")))
		return "proxy holds a user name: leave it out; a proxy that asks for one is not supported.";
	if (value(given, "proxy") && path)
		return "proxy and unix_socket are two ways to one server: set one.";
	if (path && strlen(path) >= sizeof(((struct sockaddr_un *)NULL)->sun_path))
		return "unix_socket is longer than the 107 bytes that a socket's path may have.";
	/* To libcurl 0 is no limit at all. */
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
