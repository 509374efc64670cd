/* SPDX-License-Identifier: MIT */
/*
 * Relocation at load address 0. There, only some relocations change anything: those of Elf_Rela, whose addend is not in
 * its place yet, and those that name a symbol. Relative ones of Elf_Rel and all of Elf_Relr would add 0.
 */
#include <elf.h>
#include <link.h>
#include <string.h>

#include "core/probe/elf.h"

#if defined(__x86_64__)
#define RELATIVE R_X86_64_RELATIVE
#define SYMBOLIC R_X86_64_64
#elif defined(__aarch64__)
#define RELATIVE R_AARCH64_RELATIVE
#define SYMBOLIC R_AARCH64_ABS64
#elif defined(__i386__)
#define RELATIVE R_386_RELATIVE
#define SYMBOLIC R_386_32
#else
/* cppcheck-suppress preprocessorErrorDirective ; it is given no processor */
#error "core/probe/relocate.c does not know this machine's relocations"
#endif

#if __SIZEOF_POINTER__ == 8
#define TYPE_OF(info) ELF64_R_TYPE(info)
#define SYMBOL_OF(info) ELF64_R_SYM(info)
#else
#define TYPE_OF(info) ELF32_R_TYPE(info)
#define SYMBOL_OF(info) ELF32_R_SYM(info)
#endif

typedef ElfW(Addr) word;

#define ELSEWHERE ((word)-1)

/* What the dynamic section says: addresses and sizes, 0 if it does not. */
struct tables {
	uint64_t rela, rela_size, rel, rel_size, symbols;
};

static void note(struct tables *tables, const ElfW(Dyn) *entry)
{
	uint64_t value = entry->d_un.d_val;

	switch (entry->d_tag) {
	case DT_RELA:
		tables->rela = value;
		break;
	case DT_RELASZ:
		tables->rela_size = value;
		break;
	case DT_REL:
		tables->rel = value;
		break;
	case DT_RELSZ:
		tables->rel_size = value;
		break;
	case DT_SYMTAB:
		tables->symbols = value;
		break;
	default:
		break;
	}
}

static void find_tables(const struct elf *elf, struct tables *tables)
{
	ElfW(Dyn) entry = { .d_tag = DT_NULL };

	for (uint64_t at = 0; at < elf->dynamic.size; at += sizeof(entry)) {
		if (!probe_elf_copy(elf, elf->dynamic.address + at, &entry, sizeof(entry)) || entry.d_tag == DT_NULL)
			return;
		note(tables, &entry);
	}
}

static word symbol_value(const struct elf *elf, const struct tables *tables, uint64_t number)
{
	ElfW(Sym) symbol;
	bool found = probe_elf_copy(elf, tables->symbols + number * sizeof(symbol), &symbol, sizeof(symbol));

	return found && symbol.st_shndx != SHN_UNDEF ? (word)symbol.st_value : ELSEWHERE;
}

static void apply(const struct elf *elf, const struct tables *tables, uint64_t at, uint64_t info, word addend)
{
	size_t left;
	unsigned char *place = probe_elf_at(elf, at, &left);
	word value = addend;

	if (left < sizeof(word) || (TYPE_OF(info) != RELATIVE && TYPE_OF(info) != SYMBOLIC))
		return;
	if (TYPE_OF(info) == SYMBOLIC) {
		word base = symbol_value(elf, tables, SYMBOL_OF(info));

		value = base == ELSEWHERE ? ELSEWHERE : base + addend;
	}
	memcpy(place, &value, sizeof(value));
}

/* The bytes of a table, and how many of them there are; none if it is not where it says. */
static const unsigned char *table_at(const struct elf *elf, uint64_t address, uint64_t size, size_t *end)
{
	const unsigned char *table = probe_elf_at(elf, address, end);

	*end = size < *end ? (size_t)size : *end;
	return table;
}

static void apply_rela(const struct elf *elf, const struct tables *tables)
{
	size_t end;
	const unsigned char *table = table_at(elf, tables->rela, tables->rela_size, &end);
	ElfW(Rela) entry;

	for (size_t at = 0; end - at >= sizeof(entry); at += sizeof(entry)) {
		memcpy(&entry, table + at, sizeof(entry));
		apply(elf, tables, entry.r_offset, entry.r_info, (word)entry.r_addend);
	}
}

static void apply_rel(const struct elf *elf, const struct tables *tables)
{
	size_t end;
	const unsigned char *table = table_at(elf, tables->rel, tables->rel_size, &end);
	ElfW(Rel) entry;
	word addend;

	for (size_t at = 0; end - at >= sizeof(entry); at += sizeof(entry)) {
		memcpy(&entry, table + at, sizeof(entry));
		if (probe_elf_copy(elf, entry.r_offset, &addend, sizeof(addend)))
			apply(elf, tables, entry.r_offset, entry.r_info, addend);
	}
}

void probe_elf_relocate(const struct elf *elf)
{
	struct tables tables = { 0 };

	find_tables(elf, &tables);
	apply_rela(elf, &tables);
	apply_rel(elf, &tables);
}
