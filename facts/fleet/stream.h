/* SPDX-License-Identifier: MIT */
/**
 * @file
 * JSON values one after another, from a file of any size or from memory. A value is only cut out here, by its brackets
 * and quotes; jansson judges it. So of an answer about 50,000 machines one machine is in memory at a time.
 */
#ifndef XF_FLEET_STREAM_H
#define XF_FLEET_STREAM_H

#include <stdbool.h>
#include <stddef.h>

#define XF_VALUE_CAP (64u << 20) /**< bytes of one value */

/** A part of a document; valid until more is read from its stream. The byte after it may be written to. */
struct piece {
	char *text;
	size_t length;
	unsigned long line; /**< where it begins, from 1 */
};

/** Where values come from. */
struct stream {
	int file; /**< -1: all is in memory */
	char *bytes;
	size_t at, end, room;
	unsigned long line; /**< at `at` */
	bool over;          /**< nothing more can be read */
	bool kept;          /**< a piece before `at` must stay, which begins at `keep` */
	size_t keep;
	int error; /**< -errno of reading */
};

/** A stream of a file's bytes; the caller closes both. */
struct stream fleet_stream_file(int file);
/** A stream of a piece. Needs no closing. */
struct stream fleet_stream_piece(const struct piece *piece);
/** Frees the buffer of a file's stream. */
void fleet_stream_close(struct stream *stream);
/** The next byte that is not blank; '\0' at the end. Nothing is taken. */
char fleet_stream_peek(struct stream *stream);
/** Takes that byte, if it is this one. */
bool fleet_stream_take(struct stream *stream, char byte);
/**
 * Takes the next value. `outermost`: an object at the beginning of a line ends an earlier one that is not complete. 0;
 * -EBADMSG: malformed or cut off; -EFBIG: longer than XF_VALUE_CAP; -ENOMEM. Nothing is taken then.
 */
int fleet_stream_value(struct stream *stream, bool outermost, struct piece *value);
/** Skips to the next line that begins with a bracket or a brace, or to the end; it may be the line at which it is. */
void fleet_stream_resume(struct stream *stream);
/**
 * Takes the next member of an object, whose "{" was taken: its key within quotes, and its value. 1; 0: the object ends,
 * and its "}" is taken; or an error as above. `first`: nothing of the object was taken before.
 */
int fleet_stream_member(struct stream *stream, bool first, struct piece *key, struct piece *value);
/** As fleet_stream_member, but only the key, and the colon behind it. */
int fleet_stream_key(struct stream *stream, bool first, struct piece *key);
/** As fleet_stream_member, for the items of an array, whose "[" was taken. */
int fleet_stream_item(struct stream *stream, bool first, struct piece *value);
/** Is a key, within its quotes, this word? */
bool fleet_piece_is(const struct piece *key, const char *word);

#endif
