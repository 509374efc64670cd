/* SPDX-License-Identifier: MIT */
/*
 * The kernel log. Uses syslog(2) and not /dev/kmsg, because kmsg returns one record per read(): a thousand system calls
 * instead of one. The buffer is larger than any log, because the size that the kernel reports excludes the time stamps
 * it adds to each line, and if the buffer is too small the oldest records, those of the boot, are left out
 * (kernel/printk/printk.c, syslog_print_all).
 */
#include "core/machine/log.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/klog.h>

#include "core/machine/machine-impl.h"

/* Columns between which mail programs break lines. */
#define NARROWEST 71
#define WIDEST 80
#define QUOTES "> \t"
#define CAPITALS "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define SYSLOG_ACTION_READ_ALL 3 /* include/linux/syslog.h in the kernel; glibc has no name for it */

/* Length of a "<6>" at `text`, else 0. */
static size_t priority_at(const char *text, size_t size)
{
	size_t used = 1;

	if (!size || text[0] != '<')
		return 0;
	while (used < size && used < 5 && text[used] >= '0' && text[used] <= '9')
		used++;
	return used > 1 && used < size && text[used] == '>' ? used + 1 : 0;
}

/* A line's length without blanks at its end; a log that came over a serial line ends its lines with CR LF. */
static size_t without_tail(const char *line, size_t length)
{
	while (length && (line[length - 1] == ' ' || line[length - 1] == '\t' || line[length - 1] == '\r'))
		length--;
	return length;
}

/*
 * Is it a line that a process wrote? Whatever is written to /dev/kmsg has a facility other than 0
 * (kernel/printk/printk.c, devkmsg_write), and the priority that syslog(2) shows is 8 times that and the level.
 */
static bool is_of_a_process(const char *priority, const char *line)
{
	return *priority == '<' && priority < line && strtoul(priority + 1, NULL, 10) >= 8;
}

static const char *skip(const char *at, const char *end, const char *characters)
{
	while (at < end && *at && strchr(characters, *at))
		at++;
	return at;
}

/* Skips a word at *at, if it is there. */
static bool take(const char **at, const char *end, const char *word)
{
	size_t length = strlen(word);

	if ((size_t)(end - *at) < length || memcmp(*at, word, length) != 0)
		return false;
	*at += length;
	return true;
}

static bool take_number(const char **at, const char *end)
{
	const char *begin = *at;

	*at = skip(begin, end, "0123456789");
	return *at > begin;
}

/*
 * Is it a line of another domain's kernel, which Xen's console shows as "(XEN) DOM1: ", "(XEN) HVM4: " or "(d1) "
 * (xen/drivers/char/console.c, guest_console_write; xen/arch/x86/hvm/hvm.c, hvm_print_line)? dom0's are "(XEN) DOM0: ",
 * and no other number is 0.
 */
static bool is_of_another_domain(const char *line, const char *end)
{
	if (line < end && *line == '[')
		return false; /* nearly every line */
	const char *at = skip(line, end, QUOTES);

	if (take(&at, end, "(d"))
		return at < end && *at != '0' && take_number(&at, end) && take(&at, end, ") ");
	const char *word = at < end && *at == '(' ? skip(at + 1, end, CAPITALS) : end;

	if (!take(&word, end, ") "))
		return false;
	if (take(&word, end, "[")) { /* the hypervisor's option console_timestamps */
		word = memchr(word, ']', (size_t)(end - word));
		if (!word || !take(&word, end, "] "))
			return false;
	}
	at = skip(word, end, CAPITALS);
	return at > word && at < end && *at != '0' && take_number(&at, end) && take(&at, end, ":");
}

/*
 * The next line that repeats the command line ("Kernel command line: ...", init/main.c), or the end. It is no evidence
 * in the log, as any text may stand on it, a password or what looks like another line; /proc/cmdline has it, of which a
 * plugin names what it reads.
 */
static const char *next_command_line(const char *at, const char *end)
{
	static const char mark[] = "ommand line";
	const char *found = at < end ? memmem(at, (size_t)(end - at), mark, sizeof(mark) - 1) : NULL;

	return found ? found : end;
}

/* What a line of a log begins with: its own bytes are overwritten by the time that its rest is looked at. */
struct beginning {
	bool stamped;
	char bytes[3];
};

static struct beginning begin(const char *line, const char *end)
{
	static const char mark[] = " kernel: "; /* of syslog and the journal */
	struct beginning beginning = { .stamped = false };

	if (end - line > WIDEST || end - line < (ptrdiff_t)sizeof(mark))
		return beginning;
	memcpy(beginning.bytes, line, sizeof(beginning.bytes));
	beginning.stamped = *line == '[' || (strchr(CAPITALS "0123456789", *line) &&
	                                     memmem(line, (size_t)(end - line), mark, sizeof(mark) - 1));
	return beginning;
}

/*
 * Did a mail program break a line, of which the part at `at` ends at `newline`? It is as long as a mail's lines, the
 * next word did not fit, and what follows is not longer, has no time stamp, and does not begin as the line did.
 */
static bool is_wrapped(const struct beginning *line, const char *at, const char *newline, const char *end)
{
	if (newline + 1 >= end || !line->stamped || newline[1] == '[' || newline - skip(at, newline, QUOTES) > WIDEST)
		return false;
	const char *rest = skip(newline + 1, end, QUOTES), *word = rest;
	const char *stop = rest < end ? memchr(rest, '\n', (size_t)(end - rest)) : end;

	stop = stop ? stop : end;
	while (word < stop && !strchr(" \t\r", *word))
		word++;
	return word > rest && stop - rest <= WIDEST && *rest != '<' && !begin(rest, stop).stamped &&
	       newline - at + 1 + (word - rest) > NARROWEST &&
	       (stop - rest < 3 || memcmp(rest, line->bytes, sizeof(line->bytes)) != 0);
}

size_t machine_log_clean(char *text, size_t size)
{
	const char *end = text + size, *marked = next_command_line(text, end);
	struct beginning line = { .stamped = false };
	bool good = true, joins = false;
	size_t used = 0;

	for (const char *at = text, *newline; at < end; at = newline + (newline < end)) {
		const char *priority = at;

		at += priority_at(at, (size_t)(end - at));
		newline = memchr(at, '\n', (size_t)(end - at));
		newline = newline ? newline : end;
		if (!joins) {
			line = begin(at < end && *at == '[' ? at : skip(at, newline, QUOTES), newline);
			good = !is_of_a_process(priority, at) && !is_of_another_domain(at, newline);
		}
		good &= marked >= newline;
		const char *kept = joins ? skip(at, newline, QUOTES) : at;
		size_t length = good ? without_tail(kept, (size_t)(newline - kept)) : 0;

		joins = is_wrapped(&line, at, newline, end);
		memmove(text + used, kept, length);
		used += length;
		if (good && newline < end)
			text[used++] = joins ? ' ' : '\n';
		if (marked < newline)
			marked = next_command_line(newline, end);
	}
	text[used] = '\0';
	return used;
}

void machine_log_answer(struct machine_answer *answer, struct arena *arena, const char *text, size_t size)
{
	machine_answer_bytes(answer, arena, text, size);
	if (answer->data)
		answer->size = machine_log_clean(answer->data, size);
}

void machine_log_live(struct arena *arena, struct machine_answer *answer)
{
	char *text = arena_alloc(arena, XF_LOG_CAP + 1); /* only the pages that the kernel fills are touched */
	int size = text ? klogctl(SYSLOG_ACTION_READ_ALL, text, (int)XF_LOG_CAP) : -1;

	if (!text)
		machine_answer_errno(answer, ENOMEM);
	else if (size < 0)
		machine_answer_errno(answer, errno);
	else
		*answer = (struct machine_answer){ .outcome = XF_SEEN, .data = text,
			.size = machine_log_clean(text, (size_t)size) };
}

const char *machine_log_text(const char *line)
{
	while (*line == '[') {
		size_t inside = strspn(line + 1, " .0123456789TC");

		if (!inside || line[1 + inside] != ']')
			break;
		line += inside + 2;
		line += *line == ' ';
	}
	return line;
}

size_t machine_log_evidence(const char *text, size_t length)
{
	static const char mark[] = "Linux version ";
	const char *release = text + sizeof(mark) - 1;

	if (length < sizeof(mark) || memcmp(text, mark, sizeof(mark) - 1))
		return length;
	const char *blank = memchr(release, ' ', length - (sizeof(mark) - 1));

	return blank ? (size_t)(blank - text) : length;
}
