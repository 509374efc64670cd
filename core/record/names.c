/* SPDX-License-Identifier: MIT */
/*
 * Names of files. People choose those of interfaces, bridges, arrays of disks, and udev makes one of a hardware
 * address: so names in /sys/class/net and /sys/block that are not of the kernel's or systemd's own making are numbered.
 * Elsewhere a name is blanked like text. A name is known by its folder's last component, since sysfs leads to the same
 * device by many paths ("/sys/class/net/eth0", "../../devices/vif-0/net/eth0").
 */
#include <errno.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "core/record/record-impl.h"

/* "enX0", "ens3f0np0", "vif1.0-emu"; udev's names of hardware addresses, "enx...", are not among them. */
#define XF_USUAL_NET \
	"^(lo|(en|ib|sl|wl|ww)([a-wyzA-Z][a-z]?[0-9]{1,4})+|(eth|wlan|wwan|ib|usb|[a-z]{0,3}br|bond|team|docker|" \
	"dummy|ifb|tun|tap|sit|gre|gretap|erspan|tunl|ip6tnl|ip6gre|ip_vti|ip6_vti|vif|xapi|venet|teql)" \
	"[0-9]{1,4}([.:][0-9]{1,4})?(-emu|-nic)?)$"
#define XF_USUAL_BLOCK \
	"^((sd|hd|vd|xvd|dasd|ubd)[a-z]{1,3}[0-9]{0,3}|dm-[0-9]{1,5}|(sr|fd|loop|ram|md|zram|nbd|zd|rbd|drbd|bcache|" \
	"pmem|mtdblock|mmcblk|nvme|cciss!c|ida!c)[0-9]{1,5}([ncdp][0-9]{1,4})*(boot[01])?)$"

static const char *last(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

int record_note_names(struct recorder *recorder, const char *folder, char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t known = recorder->name_count;
		struct record_name *list = arena_grow(recorder->arena, recorder->names, known, sizeof(*list));
		char *real = arena_dup(recorder->arena, names[i], strlen(names[i]));

		recorder->names = list ? list : recorder->names;
		if (!list || !real)
			return -ENOMEM;
		list[recorder->name_count++] = (struct record_name){ .folder = last(folder), .real = real };
	}
	return 0;
}

static int compare(const void *first, const void *second)
{
	const struct record_name *a = first, *b = second;
	int order = strcmp(a->folder, b->folder);

	return order ? order : strcmp(a->real, b->real);
}

static bool is_usual(const regex_t *usual, const char *name)
{
	return !regexec(usual, name, 0, NULL, 0);
}

/* What a name becomes; itself if there is nothing to hide. `number`: of the next numbered one of its folder. */
static char *blank_of(struct recorder *recorder, const struct record_name *name, const char *before,
                      unsigned *number)
{
	char numbered[16];
	bool net = !strcmp(name->folder, "net"), block = !strcmp(name->folder, "block");
	char *blank = arena_dup(recorder->arena, name->real, strlen(name->real));

	if (!blank)
		return NULL;
	if (net || block) {
		if (is_usual(net ? &recorder->usual_net : &recorder->usual_block, blank))
			return blank;
	} else {
		record_redact_words(blank, strlen(blank), &recorder->words);
		if (!strcmp(blank, name->real) || !before || strcmp(blank, before)) /* two names may become one */
			return blank;
	}
	snprintf(numbered, sizeof(numbered), "name%05u", (*number)++);
	return arena_dup(recorder->arena, numbered, strlen(numbered));
}

/* Sorts the names, each once, and decides about each. */
static int decide(struct recorder *recorder)
{
	size_t kept = 0;
	unsigned number = 0;

	if (recorder->name_count)
		qsort(recorder->names, recorder->name_count, sizeof(*recorder->names), compare);
	for (size_t i = 0; i < recorder->name_count; i++) {
		struct record_name name = recorder->names[i], *before = kept ? &recorder->names[kept - 1] : NULL;
		bool same = before && !strcmp(before->folder, name.folder);

		if (same && !strcmp(before->real, name.real))
			continue;
		number = same ? number : 0;
		name.blank = blank_of(recorder, &name, same ? before->blank : NULL, &number);
		if (!name.blank)
			return -ENOMEM;
		recorder->names[kept++] = name;
	}
	recorder->name_count = kept;
	return 0;
}

int record_decide_names(struct recorder *recorder)
{
	int flags = REG_EXTENDED | REG_NOSUB, error = -ENOMEM;

	if (regcomp(&recorder->usual_net, XF_USUAL_NET, flags))
		return -ENOMEM;
	if (!regcomp(&recorder->usual_block, XF_USUAL_BLOCK, flags)) {
		error = decide(recorder);
		regfree(&recorder->usual_block);
	}
	regfree(&recorder->usual_net);
	return error;
}

char *record_blank_name(const struct recorder *recorder, const char *folder, char *name)
{
	struct record_name key = { .folder = last(folder), .real = name };
	const struct record_name *found = NULL;

	if (recorder->name_count)
		found = bsearch(&key, recorder->names, recorder->name_count, sizeof(key), compare);
	return found ? found->blank : name;
}

const char *record_blank_path(const struct recorder *recorder, struct arena *arena, const char *path)
{
	const char *folder = "", *done = "";

	for (const char *at = path; *at && done;) {
		size_t slashes = strspn(at, "/"), length = strcspn(at + slashes, "/");
		char *name = arena_dup(arena, at + slashes, length);

		if (!name)
			return NULL;
		done = arena_fmt(arena, "%s%.*s%s", done, (int)slashes, at,
		                 record_blank_name(recorder, folder, name));
		folder = name;
		at += slashes + length;
	}
	return done;
}
