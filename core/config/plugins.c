/* SPDX-License-Identifier: MIT */
/* What can be set for a plugin: what any has, and what cloud has besides, whose service the agent asks. */
#include "core/config/config.h"

#include <string.h>

#define OF_ALL \
	{ "enabled", XF_SETTING_BOOL, NULL, "true", "Run this plugin." }, \
	{ "deadline", XF_SETTING_TIME, "0 1ms 1h", "0", "How long it may take; 0: half of what is left of the look." }

static const struct xf_setting of_any[] = { OF_ALL, { .key = NULL } };

/* The address is that of AWS's documentation, for IPv4 and for any instance. */
static const struct xf_setting of_cloud[] = {
	OF_ALL,
	{ "fetch", XF_SETTING_BOOL, NULL, "false",
	  "Ask EC2's metadata service, where this machine is one of EC2's." },
	{ "url", XF_SETTING_TEXT, NULL, "http://169.254.169.254",
	  "Where the service is: http://HOST or http://HOST:PORT." },
	{ "hops", XF_SETTING_COUNT, NULL, "2",
	  "How many routers a packet to it may pass; 0: as many as the system allows." },
	{ .key = NULL },
};

const struct xf_setting *xf_plugin_settings_of(const char *name)
{
	return strcmp(name, "cloud") ? of_any : of_cloud;
}

/* "http://HOST[:PORT]", since paths are ours to add; a user name in it would be a secret in the configuration. */
static bool is_service(const char *url)
{
	static const char scheme[] = "http://";
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]";
	const char *host = url + sizeof(scheme) - 1;

	return !strncmp(url, scheme, sizeof(scheme) - 1) && *host && !host[strspn(host, allowed)] && strlen(host) < 256;
}

const char *xf_plugin_settings_check(const struct xf_values *values, const char **key)
{
	const char *url = xf_values_get(values, "url");

	if (url && !is_service(url)) {
		*key = "url";
		return "url must be http://HOST or http://HOST:PORT";
	}
	*key = "hops";
	return xf_values_number(values, "hops") > 255 ? "hops must be from 0 to 255" : NULL;
}
