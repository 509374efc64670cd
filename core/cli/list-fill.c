/* SPDX-License-Identifier: MIT */
/*
 * The three lists. The list of facts is the vocabulary, and printed as JSON it is facts/catalogue.json: it comes from
 * the very tables that plugins and rules work by, so it cannot be out of date.
 */
#include "core/cli/list.h"
#include "facts/rules/advice.h"
#include "facts/rules/problem.h"
#include "facts/rules/rules.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static struct cli_list_item *add(struct cli_list *list, const char *key)
{
	struct cli_list_item *grown = arena_grow(list->arena, list->items, list->count, sizeof(*grown));

	if (!grown)
		return NULL;
	list->items = grown;
	grown[list->count] = (struct cli_list_item){ .key = key };
	return &grown[list->count++];
}

enum { PLUGIN_ABI, PLUGIN_FACTS, PLUGIN_PURPOSE, PLUGIN_STATUS };

static const struct cli_list_column plugin_columns[] = {
	{ "abi", false, true }, { "facts", false, true }, { "purpose", false, false },
	{ "status", false, false },
};
static const size_t plugin_shown[] = { PLUGIN_STATUS, PLUGIN_ABI, PLUGIN_FACTS, PLUGIN_PURPOSE };

static void add_plugin(struct cli_list *list, const struct xf_plugin *plugin)
{
	struct cli_list_item *item = add(list, plugin->name);
	unsigned facts = 0;

	while (plugin->facts[facts].key)
		facts++;
	if (!item)
		return;
	item->text[PLUGIN_ABI] = arena_fmt(list->arena, "%u", plugin->abi);
	item->text[PLUGIN_FACTS] = arena_fmt(list->arena, "%u", facts);
	item->text[PLUGIN_PURPOSE] = plugin->purpose;
	item->text[PLUGIN_STATUS] = "ok";
}

static void fill_plugins(struct cli_list *list, const struct registry *registry)
{
	for (size_t i = 0; i < registry->count; i++)
		add_plugin(list, registry->loaded[i].plugin);
	for (size_t i = 0; i < registry->refused_count; i++) {
		struct cli_list_item *item = add(list, registry->refused[i].name);

		if (!item)
			return;
		item->text[PLUGIN_STATUS] = registry->refused[i].status;
		item->text[PLUGIN_PURPOSE] = registry->refused[i].detail;
	}
}

enum { FACT_OWNER, FACT_SENTENCE, FACT_SINCE, FACT_STRENGTH, FACT_TYPE, FACT_VALUES };

static const struct cli_list_column fact_columns[] = {
	{ "owner", false, false }, { "sentence", false, false }, { "since", false, false },
	{ "strength", false, false }, { "type", false, false }, { "values", true, false },
};
static const size_t fact_shown[] = { FACT_TYPE, FACT_STRENGTH, FACT_OWNER, FACT_SENTENCE };

static void add_fact(struct cli_list *list, const struct xf_fact_def *def, const char *owner)
{
	struct cli_list_item *item = add(list, def->key);

	if (!item)
		return;
	item->text[FACT_OWNER] = owner;
	item->text[FACT_SENTENCE] = def->sentence;
	item->text[FACT_SINCE] = def->since;
	item->text[FACT_STRENGTH] = facts_strength_word(def->strength);
	item->text[FACT_TYPE] = facts_type_word(def->type);
	item->text[FACT_VALUES] = def->values;
}

static void add_facts(struct cli_list *list, const struct xf_fact_def *table, const char *owner)
{
	for (; table->key; table++)
		add_fact(list, table, owner);
}

static void fill_facts(struct cli_list *list, const struct registry *registry)
{
	for (size_t i = 0; i < rules_model.rules.count; i++)
		add_fact(list, rules_model.rules.sets[i]->def, "xenfacts");
	add_facts(list, rules_model.defs, "xenfacts");
	for (size_t i = 0; i < registry->count; i++)
		add_facts(list, registry->loaded[i].plugin->facts, registry->loaded[i].plugin->name);
}

enum { RULE_BECAUSE, RULE_VALUE, RULE_VERDICT };

static const struct cli_list_column rule_columns[] = {
	{ "because", false, false }, { "value", false, false }, { "verdict", false, false },
};
static const size_t rule_shown[] = { RULE_VERDICT, RULE_VALUE, RULE_BECAUSE };

static void add_rules(struct cli_list *list, const struct ruleset *set)
{
	for (size_t i = 0; i < set->count; i++) {
		struct cli_list_item *item = add(list, set->rules[i].name);

		if (!item)
			return;
		item->text[RULE_BECAUSE] = set->rules[i].because;
		item->text[RULE_VALUE] = set->rules[i].value;
		item->text[RULE_VERDICT] = set->rules[i].verdict;
	}
}

enum { PROBLEM_SENTENCE, PROBLEM_SEVERITY };

static const struct cli_list_column problem_columns[] = {
	{ "sentence", false, false }, { "severity", false, false },
};
static const size_t problem_shown[] = { PROBLEM_SEVERITY, PROBLEM_SENTENCE };

static void fill_problems(struct cli_list *list)
{
	size_t count;
	const struct problem_kind *kinds = rules_problem_kinds(&count);

	for (size_t i = 0; i < count; i++) {
		struct cli_list_item *item = add(list, kinds[i].word);

		if (!item)
			return;
		item->text[PROBLEM_SENTENCE] = kinds[i].sentence;
		item->text[PROBLEM_SEVERITY] = rules_severity_word(kinds[i].severity);
	}
}

enum { ADVICE_CAUSE, ADVICE_PLATFORMS, ADVICE_PROBLEM, ADVICE_TEXT };

static const struct cli_list_column advice_columns[] = {
	{ "cause", false, false }, { "platforms", true, false }, { "problem", false, false }, { "text", false, false },
};
static const size_t advice_shown[] = { ADVICE_PROBLEM, ADVICE_CAUSE, ADVICE_PLATFORMS, ADVICE_TEXT };

/* The number of the row is its key, since the first that applies counts. */
static void add_advice(struct cli_list *list, const struct advice *advice)
{
	for (const char *word = advice->problems; *word;) {
		size_t length = strcspn(word, " ");
		struct cli_list_item *item = add(list, arena_fmt(list->arena, "%03zu", list->count + 1));

		if (!item)
			return;
		item->text[ADVICE_PROBLEM] = arena_fmt(list->arena, "%.*s", (int)length, word);
		item->text[ADVICE_CAUSE] = advice->cause;
		item->text[ADVICE_PLATFORMS] = advice->platforms;
		item->text[ADVICE_TEXT] = *advice->text ? advice->text : "nothing can be done on this platform";
		word += length + (word[length] == ' ');
	}
}

static void fill_advice(struct cli_list *list)
{
	size_t count;
	const struct advice *table = rules_advice_table(&count);

	for (size_t i = 0; i < count; i++)
		add_advice(list, &table[i]);
}

static int by_key(const void *a, const void *b)
{
	return strcmp(((const struct cli_list_item *)a)->key, ((const struct cli_list_item *)b)->key);
}

#define SHAPE(list, title_, columns_, shown_) \
	((list)->title = (title_), (list)->columns = (columns_), \
	 (list)->column_count = sizeof(columns_) / sizeof((columns_)[0]), (list)->shown = (shown_), \
	 (list)->shown_count = sizeof(shown_) / sizeof((shown_)[0]))

int cli_list_fill(struct cli_list *list, const struct session *session, const char *what)
{
	*list = (struct cli_list){ .arena = session->arena };
	if (!strcmp(what, "plugins")) {
		SHAPE(list, "PLUGIN", plugin_columns, plugin_shown);
		fill_plugins(list, &session->registry);
	} else if (!strcmp(what, "facts")) {
		SHAPE(list, "FACT", fact_columns, fact_shown);
		fill_facts(list, &session->registry);
	} else if (!strcmp(what, "rules")) {
		SHAPE(list, "RULE", rule_columns, rule_shown);
		for (size_t i = 0; i < rules_model.rules.count; i++)
			add_rules(list, rules_model.rules.sets[i]);
	} else if (!strcmp(what, "problems")) {
		SHAPE(list, "PROBLEM", problem_columns, problem_shown);
		fill_problems(list);
	} else {
		SHAPE(list, "NO.", advice_columns, advice_shown);
		fill_advice(list);
	}
	if (list->count)
		qsort(list->items, list->count, sizeof(*list->items), by_key);
	return arena_failed(list->arena) ? -ENOMEM : 0;
}
