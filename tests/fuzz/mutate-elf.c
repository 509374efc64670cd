/* SPDX-License-Identifier: MIT */
/*
 * Changes a plugin's file where it is read: members of its headers, of the tables that these lead to, and of what the
 * plugin exports. Random bytes would mostly hit code, of which nothing is read.
 */
#include <elf.h>
#include <link.h>
#include <stdbool.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"

#define CHANGES 4 /* at most so many at once */

/* A table: where, and how many bytes. */
struct part {
	size_t at, size;
};

/* A file being changed. */
struct patient {
	uint8_t *bytes;
	size_t size;
	struct part parts[16];
	size_t count;
	unsigned seed;
};

/* The next number below `limit`, which is not 0. */
static size_t pick(struct patient *patient, size_t limit)
{
	patient->seed = patient->seed * 1103515245 + 12345;
	return (patient->seed >> 8) % limit;
}

/* Adds what of a table is within the file. */
static void add(struct patient *patient, size_t at, size_t size)
{
	if (at >= patient->size || patient->count == sizeof(patient->parts) / sizeof(patient->parts[0]))
		return;
	if (size > patient->size - at)
		size = patient->size - at;
	if (size >= sizeof(uint64_t))
		patient->parts[patient->count++] = (struct part){ at, size };
}

/* Dynamic symbols, relocations, the dynamic section, and constants with addresses, among them the plugin's tables. */
static bool is_read(const ElfW(Shdr) *section)
{
	return section->sh_type == SHT_DYNSYM || section->sh_type == SHT_RELA || section->sh_type == SHT_REL ||
	       section->sh_type == SHT_DYNAMIC ||
	       (section->sh_type == SHT_PROGBITS && (section->sh_flags & SHF_WRITE));
}

static void find_parts(struct patient *patient)
{
	ElfW(Ehdr) head;
	ElfW(Shdr) section;

	add(patient, 0, sizeof(head));
	if (patient->size < sizeof(head))
		return;
	memcpy(&head, patient->bytes, sizeof(head));
	add(patient, head.e_phoff, (size_t)head.e_phnum * sizeof(ElfW(Phdr)));
	add(patient, head.e_shoff, (size_t)head.e_shnum * sizeof(section));
	for (size_t i = 0; i < head.e_shnum && head.e_shoff < patient->size; i++) {
		if (patient->size - head.e_shoff < (i + 1) * sizeof(section))
			return;
		memcpy(&section, patient->bytes + head.e_shoff + i * sizeof(section), sizeof(section));
		if (is_read(&section))
			add(patient, section.sh_offset, section.sh_size);
	}
}

/* The place of a member of some table, `width` bytes of it. */
static uint8_t *some(struct patient *patient, size_t width)
{
	const struct part *part = &patient->parts[pick(patient, patient->count)];

	return patient->bytes + part->at + pick(patient, part->size / width) * width;
}

/* A value that may be one too many: of another member, of the file's size, or of a power of two. */
static uint64_t value(struct patient *patient, uint64_t old)
{
	uint64_t other;

	switch (pick(patient, 6)) {
	case 0:
		memcpy(&other, some(patient, sizeof(other)), sizeof(other));
		return other;
	case 1:
		return patient->size + pick(patient, 17) - 8;
	case 2:
		return old + pick(patient, 65) - 32;
	case 3:
		return old ^ (uint64_t)1 << pick(patient, 64);
	case 4:
		return ((uint64_t)1 << pick(patient, 64)) + pick(patient, 3) - 1;
	default:
		return pick(patient, patient->size);
	}
}

static void change(struct patient *patient)
{
	static const size_t widths[] = { sizeof(uint16_t), sizeof(uint32_t), sizeof(uint64_t), sizeof(uint64_t) };
	size_t width = widths[pick(patient, sizeof(widths) / sizeof(widths[0]))];
	uint8_t *place = some(patient, width);
	uint64_t old = 0;

	memcpy(&old, place, width); /* the low bytes come first: all that this program supports is little-endian */
	old = value(patient, old);
	memcpy(place, &old, width);
}

size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t size, size_t room, unsigned seed)
{
	struct patient patient = { .bytes = bytes, .size = size, .seed = seed };

	find_parts(&patient);
	if (!patient.count || !pick(&patient, 8)) /* no object, or a change that nobody thought of */
		return LLVMFuzzerMutate(bytes, size, room);
	for (size_t i = 1 + pick(&patient, CHANGES); i; i--)
		change(&patient);
	return size;
}
