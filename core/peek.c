/* SPDX-License-Identifier: MIT */
/*
 * dlopen runs a plugin's constructors before it returns, so what must be known earlier is read from the file: the
 * dynamic symbol table names the constant, a program header says where its bytes are. Members are only
 * compared for equality later, and every offset here is held against the file's size: the file is hostile.
 */
#include "peek.h"

#include <elf.h>
#include <errno.h>
#include <link.h>
#include <stdbool.h>
#include <string.h>

#define SYMBOL "xenfacts_plugin"

struct file {
	const unsigned char *bytes;
	size_t size;
};

/* Copies `size` bytes from an offset; false when they are not all within the file. */
static bool take(const struct file *file, uint64_t offset, void *to, size_t size)
{
	if (offset > file->size || size > file->size - offset)
		return false;
	memcpy(to, file->bytes + offset, size);
	return true;
}

/* The i-th entry of a table whose entries may be longer than we know them. */
static bool take_entry(const struct file *file, uint64_t table, uint64_t i, uint64_t step, void *to, size_t size)
{
	return step >= size && step < 4096 && table <= file->size && take(file, table + i * step, to, size);
}

static bool is_named(const struct file *file, const ElfW(Shdr) *strings, uint64_t name)
{
	char text[sizeof(SYMBOL)];

	return name < file->size && strings->sh_offset < file->size &&
	       take(file, strings->sh_offset + name, text, sizeof(text)) && !memcmp(text, SYMBOL, sizeof(text));
}

/* The address of the constant in one symbol table; 0 if it is not exported. */
static uint64_t search(const struct file *file, const ElfW(Shdr) *table, const ElfW(Shdr) *strings)
{
	ElfW(Sym) symbol;

	for (uint64_t i = 0; i < table->sh_size / sizeof(symbol) && i < 65536; i++) {
		if (!take_entry(file, table->sh_offset, i, sizeof(symbol), &symbol, sizeof(symbol)))
			return 0;
		if (symbol.st_shndx != SHN_UNDEF && symbol.st_size >= 2 * sizeof(uint32_t) &&
		    is_named(file, strings, symbol.st_name))
			return symbol.st_value;
	}
	return 0;
}

static uint64_t address_of(const struct file *file, const ElfW(Ehdr) *head)
{
	ElfW(Shdr) table, strings;

	for (unsigned i = 0; i < head->e_shnum; i++) {
		if (!take_entry(file, head->e_shoff, i, head->e_shentsize, &table, sizeof(table)))
			return 0;
		if (table.sh_type != SHT_DYNSYM || table.sh_link >= head->e_shnum)
			continue;
		if (take_entry(file, head->e_shoff, table.sh_link, head->e_shentsize, &strings, sizeof(strings)))
			return search(file, &table, &strings);
	}
	return 0;
}

int xf_peek(const unsigned char *bytes, size_t size, struct xf_peek *found)
{
	struct file file = { bytes, size };
	ElfW(Ehdr) head;
	ElfW(Phdr) load;

	if (!take(&file, 0, &head, sizeof(head)) || memcmp(head.e_ident, ELFMAG, SELFMAG) ||
	    head.e_ident[EI_CLASS] != (sizeof(void *) == 8 ? ELFCLASS64 : ELFCLASS32) || head.e_type != ET_DYN)
		return -ENOEXEC;
	uint64_t address = address_of(&file, &head);

	for (unsigned i = 0; address && i < head.e_phnum; i++) {
		if (!take_entry(&file, head.e_phoff, i, head.e_phentsize, &load, sizeof(load)))
			return -ENOEXEC;
		uint64_t within = address - load.p_vaddr;

		if (load.p_type == PT_LOAD && address >= load.p_vaddr && within < load.p_filesz &&
		    load.p_offset < size && take(&file, load.p_offset + within, found, sizeof(*found)))
			return 0;
	}
	return -ENOENT;
}
