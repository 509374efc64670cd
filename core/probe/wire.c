/* SPDX-License-Identifier: MIT */
/*
 * Parses a worker's message. The worker has run plugins, so nothing in it is trusted: lengths, numbers, keys, types and
 * words are all checked, and a plugin's records count only once its end record has arrived.
 */
#include "core/probe/wire.h"

#include <errno.h>
#include <string.h>

#include "core/util/parse.h"

/* What the report keeps of a record, in bytes, at the most: structs, places in maps, and arrays that have doubled. */
#define KEPT_OF_OBSERVATION 80u
#define KEPT_OF_DENIED 128u
#define KEPT_OF_FACT 320u
#define KEPT_OF_ANY_OBSERVATION (KEPT_OF_OBSERVATION + 2 * XF_PATH_CAP + 3 * 32u) /* whatever its texts are */

/* Where an observation's record begins, and what the report has of it: made once something that is kept rests on it. */
struct noted {
	const char *record;
	const struct observation *made;
};

/* Where the records of one plugin go; `report` is NULL on a pass that only checks and counts them. */
struct reading {
	struct cursor *cursor;
	const struct xf_plugin *plugin;
	struct report *report;
	struct buf *noted; /* a struct noted of each observation */
	uint32_t observation_count;
	bool brief;                   /* left out: single devices' facts, observations that only those rest on */
	uint32_t more;                /* observations behind the next fact, in addition to those it names */
	size_t before, moving_before; /* number of facts, and of moving ones, in the report when this plugin began */
	const char *broken, *refused;
	enum gate gate;
	size_t kept; /* what the report would keep of them, in bytes, at the most; counted on the first pass */
	int error;
};

static const char *clean(struct reading *reading, const char *text, size_t cap)
{
	return parse_clean(reading->report->arena, text, strlen(text), cap);
}

/* What is kept of a text: a byte that is not plain may become four (parse_clean), up to the cap; and alignment. */
static size_t kept_of(const char *text, size_t cap)
{
	size_t size = 0, escaped = 0;

	for (; *text && size + escaped < cap; text++, size++)
		escaped += *text >= ' ' && *text <= '~' ? 0 : 3;
	return (size + escaped < cap ? size + escaped : cap) + (escaped ? 32 : 1);
}

/* Makes a report's observation of its record. NULL: no memory. */
static const struct observation *make(struct reading *reading, const char *begin)
{
	struct cursor record = { begin, reading->cursor->end, false };
	struct observation *obs = arena_alloc(reading->report->arena, sizeof(*obs));
	uint8_t outcome = buf_read_u8(&record);
	const char *how = buf_read_str(&record), *where = buf_read_str(&record);

	if (obs)
		*obs = (struct observation){ clean(reading, how, 32), clean(reading, where, XF_PATH_CAP),
			clean(reading, buf_read_str(&record), XF_PATH_CAP), reading->plugin->name, outcome };
	return obs;
}

static void read_observation(struct reading *reading)
{
	struct noted noted = { .record = reading->cursor->at };
	uint8_t outcome = buf_read_u8(reading->cursor);
	const char *how = buf_read_str(reading->cursor), *where = buf_read_str(reading->cursor);
	const char *excerpt = buf_read_str(reading->cursor);

	if (outcome < XF_SEEN || outcome > XF_NOT_RECORDED || reading->observation_count >= XF_OBSERVATIONS_CAP)
		reading->error = -EBADMSG;
	reading->observation_count++;
	if (!reading->report && !reading->brief)
		reading->kept += KEPT_OF_OBSERVATION + kept_of(how, 32) + kept_of(where, XF_PATH_CAP) +
		                 kept_of(excerpt, XF_PATH_CAP);
	if (!reading->report || reading->error)
		return;
	buf_put(reading->noted, &noted, sizeof(noted));
	if (reading->noted->failed)
		reading->error = -ENOMEM;
}

/* NULL: there is an error, or nothing is kept. */
static const struct observation *observation_of(struct reading *reading, uint32_t number)
{
	if (number >= reading->observation_count)
		reading->error = -EBADMSG;
	if (reading->brief)
		reading->kept += KEPT_OF_ANY_OBSERVATION;
	if (!reading->report || reading->error)
		return NULL;
	struct noted *noted = (struct noted *)(void *)reading->noted->bytes + number;

	if (!noted->made)
		noted->made = make(reading, noted->record);
	if (!noted->made)
		reading->error = -ENOMEM;
	return noted->made;
}

/* Several plugins may be denied the same place; the report lists it once. */
static void read_denied(struct reading *reading)
{
	uint32_t number = buf_read_u32(reading->cursor);
	const struct observation *obs = observation_of(reading, number);
	struct report *report = reading->report;

	reading->kept += KEPT_OF_DENIED;
	void **known = obs ? map_at(&report->denied_places, report->arena, obs->where) : NULL;

	if (!obs || (known && *known))
		return;
	const struct observation **denied = known ?
		arena_grow(report->arena, report->denied, report->denied_count, sizeof(*denied)) : NULL;

	if (!denied) {
		reading->error = -ENOMEM;
		return;
	}
	*known = report;
	denied[report->denied_count++] = obs;
	report->denied = denied;
}

/* Only words in the table of outcomes are accepted; otherwise a plugin could invent reasons. */
static const char *reason_of(const char *word)
{
	for (enum xf_outcome outcome = XF_ABSENT; outcome <= XF_NOT_RECORDED; outcome++)
		if (!strcmp(word, facts_outcome_word(outcome)))
			return facts_outcome_word(outcome);
	return NULL;
}

static void break_promise(struct reading *reading, const char *key, const char *why)
{
	if (!reading->broken)
		reading->broken = arena_fmt(reading->report->arena, "it said %s, %s", clean(reading, key, 64), why);
}

/* May a fact of that definition be said with this type? */
static bool fits(const struct xf_fact_def *def, unsigned type)
{
	return !type || def->type == type || (def->type == XF_WORD && type == XF_TEXT);
}

/* How much of a set this plugin has said so far. */
static size_t said(const struct reading *reading, const struct facts *facts)
{
	return facts->count - (facts == &reading->report->moving ? reading->moving_before : reading->before);
}

static void add_fact(struct reading *reading, const char *key, unsigned type, const struct value *value,
                     const struct observation *const *observations, size_t count)
{
	const struct xf_fact_def *def = facts_def_find(reading->plugin->facts, key);
	/* Moving values are kept in a separate set, so that no rule, evidence or format can mistake one for a fact. */
	bool moving = def && def->strength == XF_MOVING;
	struct facts *facts = moving ? &reading->report->moving : &reading->report->facts;
	int error = def && facts_def_is_key(key) ? 0 : -ENOENT;

	if (!error && !fits(def, type))
		error = -EINVAL;
	/*
	 * Each plugin has its own share, so that a talkative one leaves room for the others. Keys without a '*' are
	 * limited by its table and always fit: with very many disks the counts, which decide, come last.
	 */
	if (!error && strchr(def->key, '*') && said(reading, facts) >= XF_FACTS_CAP && !facts_find(facts, key))
		error = -ENOSPC;
	if (!error)
		error = facts_add_all(facts, def, key, value, observations, count);

	if (error == -ENOENT)
		break_promise(reading, key, "which is not in its table");
	else if (error == -EINVAL)
		break_promise(reading, key, "with a value that is not of its declared type or words");
	else if (error == -EEXIST)
		break_promise(reading, key, "which already has another value");
	else if (error == -ENOSPC)
		break_promise(reading, key, "which is one fact or item too many");
	else if (error)
		reading->error = error;
}

static void read_fact(struct reading *reading)
{
	unsigned type = buf_read_u8(reading->cursor);
	const char *key = buf_read_str(reading->cursor), *word = buf_read_str(reading->cursor);
	const char *reason = reason_of(word);
	struct value value = { .unknown = reason };

	value.count = buf_read_u64(reading->cursor);
	value.truth = value.count != 0;
	value.text = buf_read_str(reading->cursor);
	value.more = reading->more;
	reading->more = 0;
	const struct observation *observations[UINT8_MAX];
	unsigned count = buf_read_u8(reading->cursor);

	if ((*word && !reason) || !count)
		reading->error = -EBADMSG;
	if (reading->brief && facts_def_is_of_device(reading->plugin->facts, key)) {
		for (unsigned i = 0; i < count; i++)
			buf_read_u32(reading->cursor);
		return;
	}
	if (!reading->report)
		reading->kept += KEPT_OF_FACT + strlen(key) + (size_t)count * 8 + kept_of(value.text, XF_TEXT_CAP);
	for (unsigned i = 0; i < count; i++)
		observations[i] = observation_of(reading, buf_read_u32(reading->cursor));
	if (reading->report && !reading->error && !reading->cursor->bad)
		add_fact(reading, key, type, &value, observations, count);
}

/* The last record: whatever follows belongs to no message of this plugin. */
static int read_end(struct reading *reading, int kind)
{
	const char *why = buf_read_str(reading->cursor);
	unsigned gate = kind == 'E' ? buf_read_u8(reading->cursor) : XF_GATE_UNKNOWN;

	if (reading->cursor->bad || reading->cursor->at != reading->cursor->end || gate > XF_GATE_SHUT)
		return -EBADMSG;
	reading->gate = (enum gate)gate;
	if (*why && reading->report && kind == 'E')
		reading->broken = clean(reading, why, 400);
	if (reading->report && kind == 'R')
		reading->refused = clean(reading, why, 400);
	return reading->error;
}

/* Parses all records of one plugin; 0 once its end record was read. */
static int read_records(struct reading *reading)
{
	struct cursor *cursor = reading->cursor;

	while (!reading->error && !cursor->bad) {
		uint8_t kind = buf_read_u8(cursor);

		switch (kind) {
		case 'L':
			read_observation(reading);
			break;
		case 'D':
			read_denied(reading);
			break;
		case 'M':
			reading->more = buf_read_u32(cursor);
			break;
		case 'F':
			read_fact(reading);
			break;
		case 'E':
		case 'R':
			return read_end(reading, kind);
		default:
			reading->error = -EBADMSG;
		}
	}
	return cursor->bad ? -EBADMSG : reading->error;
}

/* What the report may keep of a plugin: half of what is left, so that there is room for the others. */
static size_t share_of(const struct report *report)
{
	size_t left = (XF_KEPT_OF_ALL_CAP - report->kept) / 2;

	return left < XF_KEPT_CAP ? left : XF_KEPT_CAP;
}

/*
 * Counts what would be kept of a plugin that says too much if what it says of single devices was left out: then its
 * counts, which decide, are whole. If that is too much as well, nothing is kept: some facts would mislead.
 */
static int shorten(struct reading *reading, struct cursor records, const struct report *report, const char **why)
{
	struct reading brief = { .cursor = &records, .plugin = reading->plugin, .brief = true };
	size_t kept = reading->kept, share = share_of(report);
	int error = read_records(&brief);

	*reading = brief;
	*why = arena_fmt(report->arena, "what it said would take %zu KiB of memory, and its share is %zu KiB: %s",
	                 kept >> 10, share >> 10,
	                 brief.kept > share ? "nothing of it is kept" : "what it said of single devices is left out");
	return error;
}

int probe_wire_read(struct cursor *cursor, const struct registry *registry, struct report *report,
                    struct plugin_result *result)
{
	struct cursor trial = *cursor;
	uint8_t kind = buf_read_u8(&trial);
	uint32_t number = buf_read_u32(&trial), size = buf_read_u32(&trial);

	if (trial.bad)
		return -EAGAIN;
	if (kind != 'B' || number >= registry->count || size > XF_MESSAGE_CAP)
		return -EBADMSG;
	if ((size_t)(trial.end - trial.at) < size)
		return -EAGAIN;
	trial.end = trial.at + size;
	struct cursor real = trial;
	struct reading reading = { .cursor = &trial, .plugin = registry->loaded[number].plugin };
	const char *shortened = NULL;
	int error = read_records(&reading);

	if (!error && reading.kept > share_of(report))
		error = shorten(&reading, real, report, &shortened);
	if (error)
		return error;
	if (reading.kept > share_of(report)) {
		cursor->at = trial.end;
		*result = (struct plugin_result){ number, "broken", shortened, reading.gate };
		return 0;
	}
	struct buf noted = { 0 };

	report->kept += reading.kept;
	reading = (struct reading){ .cursor = &real, .plugin = reading.plugin, .report = report, .noted = &noted,
		.brief = reading.brief, .before = report->facts.count, .moving_before = report->moving.count };
	error = read_records(&reading);
	buf_free(&noted);
	if (!reading.broken)
		reading.broken = shortened;
	cursor->at = real.end;
	*result = (struct plugin_result){ number,
		reading.refused ? "refused" : reading.broken ? "broken" : "ok",
		reading.refused ? reading.refused : reading.broken ? reading.broken : "", reading.gate };
	return error;
}
