/* SPDX-License-Identifier: MIT */
/** @file Reading inputs: files and folders (input.c), documents (documents.c), facts (reading.c). */
#ifndef XF_FLEET_READER_H
#define XF_FLEET_READER_H

#include <jansson.h>

#include "facts/fleet/fleet.h"
#include "facts/fleet/module.h"
#include "facts/fleet/stream.h"

/** Members that say which machine an object is about, the best one first; they are no facts. */
#define XF_NAME_KEYS "host certname fqdn hostname nodename machine minion id name"

/** What is being read. */
struct reader {
	struct fleet *fleet;
	const char *kind; /**< that was asked for; NULL: any */
	const struct fleet_guest *guest;
	const char *place;       /**< for remarks: the file's path */
	const char *stem;        /**< the machine that the file is named after */
	unsigned long documents; /**< of this file, before this one */
	struct buf parts, facts; /**< numbers, of the machine that is being read */
	struct map seen;         /**< the part of each member that was read before, by its bytes */
	size_t seen_size;
	struct map series; /**< of an answer of Prometheus: struct instance by name */
	struct instance *first, **last;
};

/** Notes that something of the input could not be used; `name` is the machine's or "". */
void fleet_reader_damaged(const struct reader *reader, const char *name, unsigned long line, const char *why);
/** Makes a text of a piece that is a text in quotes, from the fleet's arena; NULL: it is malformed. */
char *fleet_reader_text(const struct reader *reader, const struct piece *piece);
/** Adds the machine of that name, with all facts of an object. Remarks on what it cannot read. */
void fleet_reader_facts(struct reader *reader, const char *name, const struct piece *object);
/** Adds a value below a key to the facts that are being read; false: there are too many, or the key is too long. */
bool fleet_reader_flatten(struct reader *reader, json_t *value, const char *key);
/** Adds a machine that a recorded guest is. */
void fleet_reader_guest(struct reader *reader, const char *path);
/** Takes one series of an answer of Prometheus. */
void fleet_reader_series(struct reader *reader, const struct piece *series);
/** Adds the machines of the series that were taken. */
void fleet_reader_instances(struct reader *reader);
/** Adds the machines of all documents of a stream. */
void fleet_reader_documents(struct reader *reader, struct stream *stream);

#endif
