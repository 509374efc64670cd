/* SPDX-License-Identifier: MIT */
/*
 * Are the settings of the sink http of one mind? It is asked within the agent when the configuration is read, so it
 * compares text and neither opens a file nor calls libcurl.
 */
#include <string.h>
#include <strings.h>
#include <sys/un.h>

#include "http.h"

bool http_is_on(const char *const *values, enum http_setting setting)
{
	return values[setting] && !strcmp(values[setting], "true");
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

static const char *check_url(const char *const *values)
{
	const char *url = values[HTTP_URL];
	bool plain = url && begins(url, "http://");

	if (!url || !*url)
		return "url is not set: say where reports are posted, https://HOST/PATH.";
	if (plain && !http_is_on(values, HTTP_ALLOW_HTTP))
		return "url is plain http, which anybody on the way can read and change: use https, or allow_http.";
	if (!plain && !begins(url, "https://"))
		return "url must begin with https://.";
	if (has_user(url))
		return "url holds a user name: leave it out, and use token_file.";
	return NULL;
}

static const char *check_files(const char *const *values)
{
	for (enum http_setting i = HTTP_TOKEN_FILE; i <= HTTP_KEY_FILE; i++)
		if (values[i] && !secret_is_name(values[i]))
			return "a file is named by an absolute path, or by the bare name of a credential: look at "
			       "token_file, hmac_file, ca_file, cert_file and key_file.";
	if (!values[HTTP_CERT_FILE] != !values[HTTP_KEY_FILE])
		return "cert_file and key_file go together: set both, or neither.";
	return NULL;
}

static const char *check_preset(const char *const *values)
{
	bool salt = !strcmp(values[HTTP_PRESET], "salt");
	bool eda = !strcmp(values[HTTP_PRESET], "eda");

	if (salt && values[HTTP_HMAC_FILE])
		return "Salt's /hook knows no signature: leave hmac_file out.";
	if (salt && http_is_on(values, HTTP_COMPRESS))
		return "Salt's /hook does not unpack gzip: leave compress out.";
	if (eda && values[HTTP_HMAC_FILE] && http_is_on(values, HTTP_COMPRESS))
		return "Ansible's webhook checks a signature behind gzip: leave compress out, or hmac_file.";
	/* libcurl keeps Authorization from other hosts, but no other header. */
	if (salt && http_is_on(values, HTTP_REDIRECTS))
		return "redirects would hand Salt's token to any host: leave them out, and set url to where they lead.";
	return NULL;
}

static const char *check_way(const char *const *values)
{
	const char *path = values[HTTP_UNIX_SOCKET];

	if (values[HTTP_PROXY] && has_user(values[HTTP_PROXY]))
		return "proxy holds a user name: leave it out; a proxy that asks for one is not supported.";
	if (values[HTTP_PROXY] && path)
		return "proxy and unix_socket are two ways to one server: set one.";
	if (path && strlen(path) >= sizeof(((struct sockaddr_un *)NULL)->sun_path))
		return "unix_socket is longer than the 107 bytes that a socket's path may have.";
	/* To libcurl 0 is no limit at all. */
	if (!strcmp(values[HTTP_TIMEOUT], "0") || !strcmp(values[HTTP_CONNECT_TIMEOUT], "0"))
		return "timeout and connect_timeout must be more than 0.";
	return NULL;
}

const char *http_check(const struct xf_setting *settings, const char *const *values)
{
	const char *wrong = check_url(values);

	(void)settings;
	wrong = wrong ? wrong : check_files(values);
	wrong = wrong ? wrong : check_preset(values);
	return wrong ? wrong : check_way(values);
}
