/* SPDX-License-Identifier: MIT */
/* No memory while a machine is recorded: what was written is whole, or the caller is told that it is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/probe/registry.h"
#include "core/record/record.h"
#include "tests/unit/starve.h"

/* What is recorded; neither reading the guest nor the plugins is part of the test. */
struct subject {
	struct machine *machine;
	struct registry registry;
};

static int record(const void *context, char **text)
{
	const struct subject *subject = context;
	size_t size = 0;
	FILE *file = open_memstream(text, &size);
	int error = record_machine(subject->machine, &subject->registry, "made by a test", file);

	fclose(file);
	return error;
}

static int setup(void **state)
{
	struct subject *subject = calloc(1, sizeof(*subject));
	char path[4096], *wrong = NULL;

	snprintf(path, sizeof(path), "%s/plugins", getenv("XF_BUILD_DIR"));
	int error = probe_registry_load(&subject->registry, path);

	snprintf(path, sizeof(path), "%s/tests/guests/xen4.17-pvhvm-mixed-nics-linux6.1.guest",
	         getenv("XF_SOURCE_DIR"));
	*state = subject;
	return error ? error : machine_manifest(path, &subject->machine, &wrong);
}

static int teardown(void **state)
{
	struct subject *subject = *state;

	machine_close(subject->machine);
	probe_registry_close(&subject->registry);
	free(subject);
	return 0;
}

static void test_one_piece_fails(void **state)
{
	starve(record, *state, (struct starving){ .pieces = true, .steps = STARVE_STEPS });
}

static void test_memory_is_used_up(void **state)
{
	starve(record, *state, (struct starving){ .steps = 1000, .all_behind = true });
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_piece_fails), cmocka_unit_test(test_memory_is_used_up),
	};

	return cmocka_run_group_tests_name("oom-record", tests, setup, teardown);
}
