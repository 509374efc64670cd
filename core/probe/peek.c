/* SPDX-License-Identifier: MIT */
/*
 * dlopen runs a plugin's constructors before it returns, so anything needed earlier is read from the file: the dynamic
 * symbol table names the constant, a program header says where its bytes are. Members are only compared for equality
 * later, and every offset here is checked against the file's size: the file is hostile.
 */
#include "core/probe/peek.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/probe/adopt.h"

#define SYMBOL "xenfacts_plugin"
#define OBJECT_CAP (64 << 20) /* bytes of a plugin's file; a sanitized one is large */

struct file {
	const unsigned char *bytes;
	size_t size;
};

/* Copies `size` bytes from an offset; false if they are not all within the file. */
static bool take(const struct file *file, uint64_t offset, void *to, size_t size)
{
	if (offset > file->size || size > file->size - offset)
		return false;
	memcpy(to, file->bytes + offset, size);
	return true;
}

/* The i-th entry of a table whose entries may be larger than ours. */
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

/*
 * Are the tables, and everything that would be mapped, within the file? A truncated one would crash the loader later.
 */
static bool is_whole(const struct file *file, const ElfW(Ehdr) *head)
{
	uint64_t sections = (uint64_t)head->e_shnum * head->e_shentsize;
	ElfW(Phdr) part;

	if (head->e_shoff > file->size || sections > file->size - head->e_shoff)
		return false;
	for (unsigned i = 0; i < head->e_phnum; i++) {
		if (!take_entry(file, head->e_phoff, i, head->e_phentsize, &part, sizeof(part)))
			return false;
		if (part.p_type == PT_LOAD &&
		    (part.p_offset > file->size || part.p_filesz > file->size - part.p_offset))
			return false;
	}
	return true;
}

/* Reads the bytes at an address of the loaded object. */
static bool take_address(const struct file *file, const ElfW(Ehdr) *head, uint64_t address, struct peek *found)
{
	ElfW(Phdr) part;

	for (unsigned i = 0; i < head->e_phnum; i++) {
		if (!take_entry(file, head->e_phoff, i, head->e_phentsize, &part, sizeof(part)))
			return false;
		uint64_t within = address - part.p_vaddr;

		if (part.p_type == PT_LOAD && address >= part.p_vaddr && within < part.p_filesz)
			return part.p_offset < file->size && take(file, part.p_offset + within, found, sizeof(*found));
	}
	return false;
}

int probe_peek(const unsigned char *bytes, size_t size, struct peek *found)
{
	struct file file = { bytes, size };
	ElfW(Ehdr) head;

	if (!take(&file, 0, &head, sizeof(head)) || memcmp(head.e_ident, ELFMAG, SELFMAG) ||
	    head.e_ident[EI_CLASS] != (sizeof(void *) == 8 ? ELFCLASS64 : ELFCLASS32) || head.e_type != ET_DYN)
		return -ENOEXEC;
	if (!is_whole(&file, &head))
		return -ENOEXEC;
	uint64_t address = address_of(&file, &head);

	return address && take_address(&file, &head, address, found) ? 0 : -ENOENT;
}

static const char *check_abi(struct arena *arena, const struct peek *peek, int error)
{
	if (error == -ENOENT)
		return "it does not export xenfacts_plugin; is it a xenfacts plugin?";
	if (error == -ENOEXEC)
		return "it is not a complete shared object for this machine";
	if (error)
		return arena_fmt(arena, "it cannot be read: %s", strerror(-error));
	if (peek->abi != XF_ABI)
		return arena_fmt(arena, "it was built for ABI %u, but this program uses ABI %u; rebuild it", peek->abi,
		                 XF_ABI);
	if (peek->size < XF_PLUGIN_LEAST)
		return arena_fmt(arena, "its struct xf_plugin has %u bytes, but ABI %u needs at least %zu; rebuild it",
		                 peek->size, XF_ABI, XF_PLUGIN_LEAST);
	return NULL;
}

/* Reads the whole file: a plugin has some twenty kilobytes. */
static const char *check_open(struct arena *arena, int fd, const struct stat *st)
{
	size_t size = (size_t)st->st_size;
	struct peek peek = { 0, 0 };
	unsigned char *bytes = st->st_size > 0 && st->st_size < OBJECT_CAP ? malloc(size) : NULL;
	int error = bytes ? 0 : st->st_size > 0 && st->st_size < OBJECT_CAP ? -ENOMEM : -ENOEXEC;

	if (!error && read(fd, bytes, size) != st->st_size)
		error = -EIO;
	if (!error)
		error = probe_peek(bytes, size, &peek);
	free(bytes);
	return check_abi(arena, &peek, error);
}

const char *probe_peek_check(struct arena *arena, const char *file)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	const char *wrong;

	if (fd < 0 || fstat(fd, &st))
		wrong = arena_fmt(arena, "cannot stat it: %s", strerror(errno));
	else
		wrong = S_ISREG(st.st_mode) ? check_open(arena, fd, &st) : "it is not a regular file";
	if (fd >= 0)
		close(fd);
	return wrong;
}
