/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Reads constants out of a shared object without opening it, since dlopen(3) would run its constructors. Addresses are
 * those of the object's own program headers, as if it were loaded at 0.
 */
#ifndef XF_PROBE_ELF_H
#define XF_PROBE_ELF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define XF_ELF_SEGMENTS 16u

/** A part of the file that would be mapped. */
struct elf_segment {
	uint64_t address, offset, size;
};

/** A shared object's file, held whole by the caller. */
struct elf {
	unsigned char *bytes;
	size_t size;
	struct elf_segment segments[XF_ELF_SEGMENTS];
	size_t segment_count;
	struct elf_segment dynamic; /**< the dynamic section; its size is 0 if there is none */
};

/**
 * Takes a file's bytes. False if they are not a complete shared object of this machine's word size: everything that
 * would be mapped must be within the file.
 */
bool probe_elf_open(struct elf *elf, unsigned char *bytes, size_t size);

/** The address of an exported object of at least `least` bytes; 0 if there is none. */
uint64_t probe_elf_symbol(const struct elf *elf, const char *name, size_t least);

/**
 * Writes the addresses into the tables that are full of them, in place. An address within the object becomes what it is
 * at load address 0; one outside it, such as that of a function of libc, becomes one where nothing can be read.
 */
void probe_elf_relocate(const struct elf *elf);

/** The bytes from an address to the end of its segment, within the file; NULL if there are none. */
unsigned char *probe_elf_at(const struct elf *elf, uint64_t address, size_t *left);

/** Copies `size` bytes from an address; false if they are not all within one segment. */
bool probe_elf_copy(const struct elf *elf, uint64_t address, void *to, size_t size);

#endif
