/* SPDX-License-Identifier: MIT */
/*
 * Standard output: colours, tables, encoders. What links a library is a module that is opened here, and
 * only when a format asks for it. Whether the bytes arrived is known at the end only, since stdio keeps
 * them back; a full disk must not look like a short report.
 */
#include "core/cli/cli.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *xf_grade_colour(int grade)
{
	static const char *const colours[] = { "31", "33", "32" };

	return grade >= 0 && grade <= 2 ? colours[grade] : NULL;
}

const char *xf_grade_mark(int grade)
{
	static const char *const marks[] = { "○", "◐", "●" };

	return grade >= 0 && grade <= 2 ? marks[grade] : " ";
}

bool xf_wants_colour(const struct xf_cli *cli)
{
	const char *when = cli->option[XF_OPT_COLOR], *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	if (when && strcmp(when, "auto"))
		return !strcmp(when, "always");
	return !(no_color && *no_color) && isatty(STDOUT_FILENO) && !(term && !strcmp(term, "dumb"));
}

/* Opens modules/NAME.so. It stays open: unloading would cost as much again, and the program ends soon. */
static void *load_module(const char *name)
{
	struct xf_folder folder;
	char path[sizeof(folder.path) + 32];

	snprintf(path, sizeof(path), "%s/%s.so", xf_folder_modules(&folder), name);
	return dlopen(path, RTLD_NOW | RTLD_LOCAL);
}

const void *xf_module(const char *name, const char *symbol)
{
	void *handle = load_module(name);
	const void *found = handle ? dlsym(handle, symbol) : NULL;

	if (!found)
		xf_fail(XF_EXIT_INTERNAL, "cannot load the module %s: %s; install xenfacts again", name,
		        dlerror());
	return found;
}

void xf_output_prepare(void *context)
{
	const struct xf_cli *cli = context;
	const char *format = cli->option[XF_OPT_FORMAT];
	bool facts = cli->command->run == xf_cmd_facts && (!format || !strcmp(format, "json"));

	if (facts || xf_consumer_find(format) || cli->command->run == xf_cmd_ansible)
		load_module("json");
}

static int print_table(const struct xf_cli *cli, const struct xf_table *table, const struct xf_cell *cells,
                       size_t rows, size_t columns)
{
	if (table->version != XF_MODULE_VERSION)
		return xf_fail_errno(XF_DEED_FORMAT, "table", -ELIBBAD);
	int error = table->print(stdout, cells, rows, columns, isatty(STDOUT_FILENO), xf_wants_colour(cli));

	return error ? xf_fail_errno(XF_DEED_OUTPUT, "standard output", error) : XF_EXIT_OK;
}

int xf_show_table(const struct xf_cli *cli, const struct xf_cell *cells, size_t rows, size_t columns)
{
	const struct xf_table *table = xf_module("table", "xenfacts_table");

	return table ? print_table(cli, table, cells, rows, columns) : XF_EXIT_INTERNAL;
}

static const struct xf_encoder *find_encoder(const char *format)
{
	static const struct xf_encoder *const built_in[] = { &xf_encode_text, &xf_encode_flat };

	for (size_t i = 0; i < sizeof(built_in) / sizeof(built_in[0]); i++)
		if (!strcmp(built_in[i]->name, format))
			return built_in[i];
	return xf_module(format, "xenfacts_encoder");
}

int xf_output_open(struct xf_output *output, const char *format)
{
	*output = (struct xf_output){ .encoder = NULL };
	output->encoder = find_encoder(format);
	if (!output->encoder)
		return XF_EXIT_INTERNAL;
	if (output->encoder->version != XF_MODULE_VERSION)
		return xf_fail_errno(XF_DEED_FORMAT, format, -ELIBBAD);
	output->context = output->encoder->open(stdout);
	return output->context ? XF_EXIT_OK : xf_fail_errno(XF_DEED_MEMORY, "", -ENOMEM);
}

int xf_output_close(struct xf_output *output, int error)
{
	int code = XF_EXIT_OK;

	if (output->context)
		error = output->encoder->close(output->context, error);
	if (error && ferror(stdout))
		code = xf_fail_errno(XF_DEED_OUTPUT, "standard output", error);
	else if (error)
		code = xf_fail_errno(XF_DEED_FORMAT, output->encoder->name, error);
	return code;
}

int xf_output_finish(void)
{
	errno = 0;
	if (fflush(stdout) == 0 && !ferror(stdout))
		return XF_EXIT_OK;
	return xf_fail_errno(XF_DEED_OUTPUT, "standard output", errno ? -errno : -EIO);
}
