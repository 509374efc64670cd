/* SPDX-License-Identifier: MIT */
/* Half of what an idle agent keeps in memory is code that it runs once an hour, or once, as libyaml's. */
#include "core/agent/rest.h"

#include <link.h>
#include <malloc.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

/* Only whole pages of segments that cannot be written: of others, what was written is nowhere else. */
static int let_go(struct dl_phdr_info *object, size_t size, void *context)
{
	uintptr_t page = *(const uintptr_t *)context;

	(void)size;
	for (ElfW(Half) i = 0; i < object->dlpi_phnum; i++) {
		const ElfW(Phdr) *part = &object->dlpi_phdr[i];
		uintptr_t begin = (object->dlpi_addr + part->p_vaddr + page - 1) & ~(page - 1);
		uintptr_t end = (object->dlpi_addr + part->p_vaddr + part->p_memsz) & ~(page - 1);

		if (part->p_type == PT_LOAD && !(part->p_flags & PF_W) && begin < end)
			madvise((void *)begin, end - begin, MADV_DONTNEED); /* if it fails, nothing is lost */
	}
	return 0;
}

void agent_rest(void)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);

#ifdef __GLIBC__
	malloc_trim(0);
#endif
	dl_iterate_phdr(let_go, &page);
}
