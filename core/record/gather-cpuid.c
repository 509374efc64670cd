/* SPDX-License-Identifier: MIT */
/*
 * Records CPUID. Of the 256 bases where a hypervisor may answer, only those where one does are recorded; that the
 * others were tried follows from leaf 0x40000000, which is always there (cpuid.h, machine_cpuid_find).
 */
#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "core/machine/guest.h"
#include "core/record/record-impl.h"

#define MOST_LEAVES 16u /* of one hypervisor; Xen has 6, Hyper-V 13 */
#define MOST_SUBS 3u    /* of one leaf; Xen's time leaf has 3 */

/* Reads one leaf and adds it to the table if it was seen. */
static int add_leaf(struct recorder *recorder, struct cpuid_table *table, enum xf_via via,
                    uint32_t number, uint32_t sub)
{
	struct cpuid_leaf leaf = { .via = via, .leaf = number, .sub = sub };
	struct machine_answer answer;

	machine_cpuid(recorder->machine, via, number, sub, &answer);
	table->traps[via] |= answer.outcome == XF_ABSENT;
	if (answer.outcome != XF_SEEN)
		return 0;
	memcpy(leaf.reg, answer.reg, sizeof(leaf.reg));
	return machine_cpuid_add(recorder->arena, table, &leaf);
}

/* Characters of the name that the registers hold; 0: they hold none. KVM's ends with NULs. */
static size_t signature_length(const uint32_t reg[4])
{
	char name[13] = "";
	size_t length;

	memcpy(name, &reg[XF_EBX], 12);
	length = strlen(name);
	for (size_t i = 0; i < sizeof(name); i++)
		if (i < length ? !isprint((unsigned char)name[i]) : name[i] != '\0')
			return 0;
	return length;
}

/*
 * The last leaf of the hypervisor at a base; 0: there is none. One that gives its whole name is there even if it counts
 * its leaves wrong.
 */
static uint32_t last_leaf(uint32_t base, const uint32_t reg[4])
{
	size_t length = signature_length(reg);

	if (machine_cpuid_is_base(base, reg))
		return length ? reg[XF_EAX] : 0;
	return length == 12 ? base + MOST_LEAVES : 0;
}

/* Adds the leaves of the hypervisor at one base. */
static int add_base(struct recorder *recorder, struct cpuid_table *table, enum xf_via via,
                    uint32_t base)
{
	struct machine_answer answer;
	int error = 0;

	machine_cpuid(recorder->machine, via, base, 0, &answer);
	uint32_t last = answer.outcome == XF_SEEN ? last_leaf(base, answer.reg) : 0;

	for (uint32_t leaf = base; !error && leaf <= last && leaf < base + MOST_LEAVES; leaf++)
		for (uint32_t sub = 0; !error && sub < MOST_SUBS; sub++)
			error = add_leaf(recorder, table, via, leaf, sub);
	return error;
}

static int add_way(struct recorder *recorder, struct cpuid_table *table, enum xf_via via)
{
	int error = 0;

	for (size_t i = 0; !error && i < recorder->leaf_count; i++)
		error = add_leaf(recorder, table, via, recorder->leaves[i], 0);
	if (error || !recorder->hypervisor)
		return error;
	/* Always recorded, so that replay knows the range was scanned (cpuid.h, machine_cpuid_find). */
	error = add_leaf(recorder, table, via, 0x40000000, 0);
	for (uint32_t base = 0x40000000; !error && !table->traps[via] && base <= 0x4000ff00; base += 0x100)
		error = add_base(recorder, table, via, base);
	return error;
}

static int put_leaf(struct recorder *recorder, const struct cpuid_leaf *leaf)
{
	struct guest_entry entry = { .kind = XF_ENTRY_CPUID, .outcome = XF_SEEN, .via = leaf->via,
		.leaf = leaf->leaf, .sub = leaf->sub };

	memcpy(entry.reg, leaf->reg, sizeof(entry.reg));
	return record_put(recorder, &entry);
}

/* Writes one way's leaves, each once even if two plugins named it. */
static int put_way(struct recorder *recorder, const struct cpuid_table *table, enum xf_via via)
{
	const struct cpuid_leaf *last = NULL;
	int error = 0;

	if (table->traps[via])
		return record_put(recorder, &(struct guest_entry){ .kind = XF_ENTRY_CPUID, .via = via,
			.outcome = XF_ABSENT });
	for (size_t i = 0; !error && i < table->count; i++) {
		const struct cpuid_leaf *leaf = &table->leaves[i];

		if (leaf->via != via || (last && last->leaf == leaf->leaf && last->sub == leaf->sub))
			continue;
		error = put_leaf(recorder, leaf);
		last = leaf;
	}
	return error;
}

int record_cpuid(struct recorder *recorder)
{
	struct cpuid_table table = { .count = 0 };
	int error = add_way(recorder, &table, XF_NATIVE);

	if (!error)
		error = add_way(recorder, &table, XF_FORCED);
	machine_cpuid_seal(&table);
	if (!error)
		error = put_way(recorder, &table, XF_NATIVE);
	if (!error)
		error = put_way(recorder, &table, XF_FORCED);
	return error;
}
