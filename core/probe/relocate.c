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
	const struct {
		int64_t tag;
		uint64_t *to;
	} wanted[] = {
		{ DT_RELA, &tables->rela }, { DT_RELASZ, &tables->rela_size }, { DT_REL, &tables->rel },
		{ DT_RELSZ, &tables->rel_size }, { DT_SYMTAB, &tables->symbols },
	};

	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
		if (entry->d_tag == wanted[i].tag)
			*wanted[i].to = entry->d_un.d_val;
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

static void apply_rela(const struct elf *elf, const struct tables *tables)
{
	ElfW(Rela) entry;

	for (uint64_t at = 0; at < tables->rela_size; at += sizeof(entry)) {
		if (!probe_elf_copy(elf, tables->rela + at, &entry, sizeof(entry)))
			return;
		apply(elf, tables, entry.r_offset, entry.r_info, (word)entry.r_addend);
	}
}

static void apply_rel(const struct elf *elf, const struct tables *tables)
{
	ElfW(Rel) entry;
	word addend;

	for (uint64_t at = 0; at < tables->rel_size; at += sizeof(entry)) {
		if (!probe_elf_copy(elf, tables->rel + at, &entry, sizeof(entry)))
			return;
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
