/* SPDX-License-Identifier: MIT */
/* The file is hostile: every offset is checked against its size. */
#include "core/probe/elf.h"

#include <elf.h>
#include <link.h>
#include <string.h>

/* Copies `size` bytes from an offset in the file; false if they are not all within it. */
static bool take(const struct elf *elf, uint64_t offset, void *to, size_t size)
{
	if (offset > elf->size || size > elf->size - offset)
		return false;
	memcpy(to, elf->bytes + offset, size);
	return true;
}

/* The i-th entry of a table whose entries may be larger than ours. */
static bool take_entry(const struct elf *elf, uint64_t table, uint64_t i, uint64_t step, void *to, size_t size)
{
	return step >= size && step < 4096 && table <= elf->size && take(elf, table + i * step, to, size);
}

static bool add_segment(struct elf *elf, const ElfW(Phdr) *part)
{
	struct elf_segment segment = { part->p_vaddr, part->p_offset, part->p_filesz };

	if (part->p_type == PT_DYNAMIC)
		elf->dynamic = segment;
	if (part->p_type != PT_LOAD)
		return true;
	if (segment.offset > elf->size || segment.size > elf->size - segment.offset ||
	    elf->segment_count == XF_ELF_SEGMENTS)
		return false;
	elf->segments[elf->segment_count++] = segment;
	return true;
}

bool probe_elf_open(struct elf *elf, unsigned char *bytes, size_t size)
{
	ElfW(Ehdr) head;
	ElfW(Phdr) part;

	*elf = (struct elf){ .bytes = bytes, .size = size };
	if (!take(elf, 0, &head, sizeof(head)) || memcmp(head.e_ident, ELFMAG, SELFMAG) ||
	    head.e_ident[EI_CLASS] != (sizeof(void *) == 8 ? ELFCLASS64 : ELFCLASS32) || head.e_type != ET_DYN)
		return false;
	uint64_t sections = (uint64_t)head.e_shnum * head.e_shentsize;

	if (head.e_shoff > size || sections > size - head.e_shoff)
		return false;
	for (unsigned i = 0; i < head.e_phnum; i++)
		if (!take_entry(elf, head.e_phoff, i, head.e_phentsize, &part, sizeof(part)) ||
		    !add_segment(elf, &part))
			return false;
	return true;
}

unsigned char *probe_elf_at(const struct elf *elf, uint64_t address, size_t *left)
{
	for (size_t i = 0; i < elf->segment_count; i++) {
		const struct elf_segment *segment = &elf->segments[i];
		uint64_t within = address - segment->address;

		if (address < segment->address || within >= segment->size)
			continue;
		*left = (size_t)(segment->size - within);
		return elf->bytes + segment->offset + within;
	}
	*left = 0;
	return NULL;
}

bool probe_elf_copy(const struct elf *elf, uint64_t address, void *to, size_t size)
{
	size_t left;
	const unsigned char *from = probe_elf_at(elf, address, &left);

	if (left < size)
		return false;
	if (size)
		memcpy(to, from, size);
	return true;
}

static bool is_named(const struct elf *elf, const ElfW(Shdr) *strings, uint64_t at, const char *name)
{
	size_t size = strlen(name) + 1;

	return at < elf->size && strings->sh_offset < elf->size && size <= elf->size &&
	       strings->sh_offset + at <= elf->size - size &&
	       !memcmp(elf->bytes + strings->sh_offset + at, name, size);
}

/* The address of a constant in one symbol table; 0 if it is not exported. */
static uint64_t search(const struct elf *elf, const ElfW(Shdr) *table, const ElfW(Shdr) *strings, const char *name,
                       size_t least)
{
	ElfW(Sym) symbol;

	for (uint64_t i = 0; i < table->sh_size / sizeof(symbol) && i < 65536; i++) {
		if (!take_entry(elf, table->sh_offset, i, sizeof(symbol), &symbol, sizeof(symbol)))
			return 0;
		if (symbol.st_shndx != SHN_UNDEF && symbol.st_size >= least &&
		    is_named(elf, strings, symbol.st_name, name))
			return symbol.st_value;
	}
	return 0;
}

uint64_t probe_elf_symbol(const struct elf *elf, const char *name, size_t least)
{
	ElfW(Ehdr) head;
	ElfW(Shdr) table, strings;

	if (!take(elf, 0, &head, sizeof(head)))
		return 0;
	for (unsigned i = 0; i < head.e_shnum; i++) {
		if (!take_entry(elf, head.e_shoff, i, head.e_shentsize, &table, sizeof(table)))
			return 0;
		if (table.sh_type != SHT_DYNSYM || table.sh_link >= head.e_shnum)
			continue;
		if (take_entry(elf, head.e_shoff, table.sh_link, head.e_shentsize, &strings, sizeof(strings)))
			return search(elf, &table, &strings, name, least);
	}
	return 0;
}
