/* SPDX-License-Identifier: MIT */
/** @file CPUID: executing it either way, and a table of answers for captured machines. */
#ifndef XF_CPUID_H
#define XF_CPUID_H

#include "core/machine/machine.h"

/** Executes the plain instruction. SEEN, or ABSENT on other architectures. */
enum xf_outcome machine_cpuid_native(uint32_t leaf, uint32_t sub, uint32_t reg[4]);
/**
 * Executes it behind Xen's forced-emulation prefix (xen/include/public/arch-x86/xen.h, XEN_EMULATE_PREFIX). ABSENT
 * where the prefix, an undefined instruction to anyone but Xen, traps. Meanwhile SIGILL is unblocked and has our
 * handler; both are restored.
 */
enum xf_outcome machine_cpuid_forced(uint32_t leaf, uint32_t sub, uint32_t reg[4]);

/** One answer. */
struct cpuid_leaf {
	enum xf_via via;
	uint32_t leaf, sub, reg[4];
};

/** The answers of a captured machine. Zero-initialised is empty: nothing recorded. */
struct cpuid_table {
	struct cpuid_leaf *leaves; /**< sorted once machine_cpuid_seal was called */
	size_t count;
	bool traps[XF_FORCED + 1];      /**< by way: it was tried, and trapped */
	bool hypervisor[XF_FORCED + 1]; /**< by way: the hypervisor range was scanned */
};

/** Adds an answer. 0 or -ENOMEM. */
int machine_cpuid_add(struct arena *arena, struct cpuid_table *table, const struct cpuid_leaf *leaf);
/** Sorts the table for machine_cpuid_find. */
void machine_cpuid_seal(struct cpuid_table *table);
/**
 * Answers from a sealed table. If the hypervisor range was scanned, a base 0x40000000 + n * 0x100 that is not listed,
 * or whose eax is not the highest leaf of its own range, has leaves of zeros: a recording lists only bases where
 * something answers. Anything else that is not listed is not recorded.
 */
void machine_cpuid_find(const struct cpuid_table *table, enum xf_via via, uint32_t leaf, uint32_t sub,
                        struct machine_answer *answer);
/** Is eax of the base `base` the highest leaf of that base's own range, so that something answers there? */
bool machine_cpuid_is_base(uint32_t base, const uint32_t reg[4]);
/**
 * Parses a tree's cmd/cpuid: lines "native LEAF SUB EAX EBX ECX EDX" and "xenemu ...", all hexadecimal, and
 * "xenemu SIGILL". 0, -EINVAL or -ENOMEM.
 */
int machine_cpuid_parse(struct arena *arena, const char *text, size_t size, struct cpuid_table *table);

#endif
