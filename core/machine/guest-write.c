/* SPDX-License-Identifier: MIT */
/*
 * Writes a manifest. Anything a terminal or a reviewer's browser could misrender is escaped, so that a line of a diff
 * shows what it says; blanks only where a blank would end a word.
 */
#include <errno.h>
#include <string.h>

#include "core/machine/guest-impl.h"
#include "core/util/parse.h"

/* Writes bytes escaped; `word`: blanks too. */
static void write_escaped(FILE *file, const char *bytes, size_t size, bool word)
{
	for (size_t i = 0, length; i < size; i += length) {
		length = parse_plain(bytes + i, size - i);
		if (length && bytes[i] != '\\' && !(word && bytes[i] == ' ')) {
			fwrite(bytes + i, 1, length, file);
			continue;
		}
		length = 1;
		fprintf(file, "\\x%02x", (unsigned char)bytes[i]);
	}
}

static void write_word(FILE *file, const char *word)
{
	putc(' ', file);
	write_escaped(file, word, strlen(word), true);
}

static void write_content(FILE *file, const char *data, size_t size)
{
	while (size) {
		const char *newline = memchr(data, '\n', size);
		size_t length = newline ? (size_t)(newline - data) : size;

		putc(newline ? '|' : '\\', file);
		write_escaped(file, data, length, false);
		putc('\n', file);
		length += newline != NULL;
		data += length;
		size -= length;
	}
}

int machine_manifest_write_head(FILE *file, const char *comment)
{
	fputs(XF_MANIFEST_HEAD "\n", file);
	while (*comment) {
		size_t length = strcspn(comment, "\n");

		fputs("# ", file);
		write_escaped(file, comment, length, false);
		putc('\n', file);
		comment += length + (comment[length] == '\n');
	}
	return ferror(file) ? -EIO : 0;
}

/* "absent PATH" and its like. 0 or -EINVAL. */
static int write_outcome(FILE *file, const struct guest_entry *entry)
{
	switch (entry->outcome) {
	case XF_ABSENT:
		fputs("absent", file);
		break;
	case XF_DENIED:
		fputs("denied", file);
		break;
	case XF_MALFORMED:
		fputs("malformed", file);
		break;
	case XF_FAILED:
		fputs("failed", file);
		break;
	default:
		return -EINVAL;
	}
	write_word(file, entry->path);
	if (entry->outcome == XF_FAILED)
		fprintf(file, " %d", entry->error);
	putc('\n', file);
	return 0;
}

static void write_dir(FILE *file, const struct guest_entry *entry)
{
	fputs("dir", file);
	write_word(file, entry->path);
	for (size_t i = 0; i < entry->count; i++)
		write_word(file, entry->names[i]);
	if (entry->partial)
		fputs(" .", file);
	for (size_t i = 0; i < entry->pattern_count; i++)
		write_word(file, entry->patterns[i]);
	putc('\n', file);
}

static void write_link(FILE *file, const struct guest_entry *entry)
{
	fputs("link", file);
	write_word(file, entry->path);
	putc(' ', file);
	write_escaped(file, entry->data, entry->size, true);
	putc('\n', file);
}

static void write_cpuid(FILE *file, const struct guest_entry *entry)
{
	const char *way = entry->via == XF_FORCED ? "forced" : "native";

	if (entry->outcome == XF_ABSENT)
		fprintf(file, "cpuid %s absent\n", way);
	else
		fprintf(file, "cpuid %s %08x %x %08x %08x %08x %08x\n", way, entry->leaf, entry->sub,
		        entry->reg[0], entry->reg[1], entry->reg[2], entry->reg[3]);
}

int machine_manifest_write(FILE *file, const struct guest_entry *entry)
{
	int error = 0;

	switch (entry->kind) {
	case XF_ENTRY_FILE:
		fputs("file", file);
		write_word(file, entry->path);
		putc('\n', file);
		write_content(file, entry->data, entry->size);
		break;
	case XF_ENTRY_LINK:
		write_link(file, entry);
		break;
	case XF_ENTRY_DIR:
		write_dir(file, entry);
		break;
	case XF_ENTRY_OUTCOME:
		error = write_outcome(file, entry);
		break;
	case XF_ENTRY_CPUID:
		write_cpuid(file, entry);
		break;
	case XF_ENTRY_LOG:
		fputs(entry->outcome == XF_DENIED ? "log denied\n" : "log\n", file);
		write_content(file, entry->data, entry->size);
		break;
	}
	return error ? error : ferror(file) ? -EIO : 0;
}
