/* SPDX-License-Identifier: MIT */
/* The module imds keeps its token to itself; tests/agent/test-cloud.py has its conversation. */
#include <dlfcn.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>

#include <cmocka.h>

#include "core/agent/modules/imds.h"

/* Those who may trace us are more than those who may ask the service. */
static void test_nobody_else_reads_memory(void **state)
{
	struct imds_item item = { .path = "instance-type" };
	char path[4096], wrong[256];

	(void)state;
	snprintf(path, sizeof(path), "%s/modules/imds.so", getenv("XF_BUILD_DIR"));
	void *handle = dlopen(path, RTLD_NOW);
	const struct imds_module *module = handle ? dlsym(handle, "xenfacts_imds") : NULL;

	assert_non_null(module);
	assert_int_equal(prctl(PR_SET_DUMPABLE, 1), 0);
	assert_non_null(module->ask("http://127.0.0.1:1", 1000, 0, &item, 1, wrong)); /* nobody listens */
	assert_int_equal(prctl(PR_GET_DUMPABLE), 0);
}

/* The leak checker traces its own process. */
static int let_be_traced(void **state)
{
	(void)state;
	return prctl(PR_SET_DUMPABLE, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_nobody_else_reads_memory) };

	return cmocka_run_group_tests_name("imds", tests, NULL, let_be_traced);
}
