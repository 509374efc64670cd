/* SPDX-License-Identifier: MIT */
/*
 * A machine of which only the kernel log is known, as people paste it into a report. Nothing else was recorded, so
 * nothing is absent.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/machine/log.h"
#include "core/machine/machine-impl.h"
#include "core/util/files.h"

struct pasted {
	char *text;
	size_t size;
};

static void not_recorded(void *self, struct arena *arena, const char *path, struct machine_answer *answer)
{
	(void)self;
	(void)arena;
	(void)path;
	answer->outcome = XF_NOT_RECORDED;
}

static void pasted_log(void *self, struct arena *arena, struct machine_answer *answer)
{
	const struct pasted *pasted = self;

	machine_log_answer(answer, arena, pasted->text, pasted->size);
}

static void pasted_close(void *self)
{
	struct pasted *pasted = self;

	free(pasted->text);
	free(pasted);
}

static const struct machine_ops pasted_ops = {
	.read = not_recorded, .link = not_recorded, .stat = not_recorded, .list = not_recorded,
	.log = pasted_log, .close = pasted_close,
};

int machine_pasted(const char *file, struct machine **machine)
{
	struct pasted *pasted = calloc(1, sizeof(*pasted));
	int error = !pasted ? -ENOMEM : !strcmp(file, "-") ?
		files_slurp(STDIN_FILENO, XF_LOG_CAP, &pasted->text, &pasted->size) :
		files_slurp_file(file, XF_LOG_CAP, &pasted->text, &pasted->size);

	*machine = NULL;
	if (!error && !(*machine = machine_new(&pasted_ops, pasted)))
		error = -ENOMEM;
	if (error && pasted)
		pasted_close(pasted);
	return error;
}
