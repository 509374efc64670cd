/* SPDX-License-Identifier: MIT */
/*
 * The pages of facts/pages, compiled in, so that nothing is read when one is written. A page is one piece up to its
 * data and one from there. The data is JSON within an element of HTML: a parser of HTML ends that at "</script", led
 * astray by "<!--" (HTML, section 4.12.1.3), so no '<' may stand there as it is; JSON has an escape for it.
 */
#include <errno.h>
#include <string.h>

#include "facts/formats/module.h"

/* A page in two pieces. */
struct page {
	const char *name;
	const unsigned char *head, *tail;
	size_t head_size, tail_size;
};

#include <report-page.h> /* made from facts/pages by embed.cmake: static const struct page pages[] */

/* The escape for a character that may not stand in the data as it is, and its length; NULL: it may. */
static const char *escape_of(const char *at, size_t size, size_t *length)
{
	*length = *at == '<' ? 1 : 3;
	if (*at == '<')
		return "\\u003c";
	if (size < 3 || memcmp(at, "\xe2\x80", 2))
		return NULL;
	/* line separators in JavaScript, though not in JSON */
	return at[2] == '\xa8' ? "\\u2028" : at[2] == '\xa9' ? "\\u2029" : NULL;
}

static int put(FILE *file, const void *bytes, size_t size)
{
	return fwrite(bytes, 1, size, file) == size ? 0 : errno ? -errno : -EIO;
}

static int put_data(FILE *file, const char *json, size_t size)
{
	size_t begin = 0, length;
	int error = 0;

	for (size_t i = 0; i < size && !error; i++) {
		const char *escape = escape_of(json + i, size - i, &length);

		if (!escape)
			continue;
		error = put(file, json + begin, i - begin);
		if (!error)
			error = put(file, escape, strlen(escape));
		begin = i + length;
	}
	return error ? error : put(file, json + begin, size - begin);
}

static int page_write(FILE *file, const char *name, const char *json, size_t size)
{
	errno = 0;
	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
		if (strcmp(pages[i].name, name))
			continue;
		int error = put(file, pages[i].head, pages[i].head_size);

		if (!error)
			error = put_data(file, json, size);
		return error ? error : put(file, pages[i].tail, pages[i].tail_size);
	}
	return -ENOENT;
}

XF_EXPORT extern const struct page_module xenfacts_page;
const struct page_module xenfacts_page = { .version = XF_MODULE_VERSION, .write = page_write };
