/* SPDX-License-Identifier: MIT */
/*
 * Writes the first version of a plugin. It is complete and passes `plugin check`, so its author starts from something
 * that works; @ stands for the plugin's name in the texts below.
 */

#include "core/cli/plugin-new.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "core/cli/errors.h"
#include "core/util/parse.h"

static const char source[] =
	"/*\n"
	" * @: describe what this plugin reports about a guest, and the kernel behaviour it relies on.\n"
	" *\n"
	" * Linux names the hypervisor in /sys/hypervisor/type (drivers/xen/sys-hypervisor.c) once it has\n"
	" * found Xen; a guest that was booted with xen_nopv has no such file.\n"
	" */\n"
	"#include <xenfacts/plugin.h>\n"
	"\n"
	"/* Defined once for `reads` and look(), so that the two cannot drift apart. */\n"
	"#define TYPE \"/sys/hypervisor/type\"\n"
	"\n"
	"static const struct xf_fact_def facts[] = {\n"
	"\t{ \"@.type\", XF_TEXT, XF_ACTIVE, NULL, \"1.0\", \"Hypervisor, as the kernel names it.\" },\n"
	"\t{ \"@.under_xen\", XF_BOOL, XF_ACTIVE, NULL, \"1.0\", \"The kernel calls it Xen.\" },\n"
	"\t{ .key = NULL },\n"
	"};\n"
	"\n"
	"static const char *const reads[] = { TYPE, NULL };\n"
	"\n"
	"/* No error handling is needed: if a read fails, the fact becomes unknown, with the reason. */\n"
	"static void look(struct xf_probe *probe)\n"
	"{\n"
	"\tconst struct xf_obs *type = xf_read(probe, TYPE);\n"
	"\n"
	"\txf_say(probe, type, xf_text(type), \"@.type\");\n"
	"\txf_say_bool(probe, type, xf_is(type, \"xen\"), \"@.under_xen\");\n"
	"}\n"
	"\n"
	"const struct xf_plugin xenfacts_plugin = {\n"
	"\t.abi = XF_ABI,\n"
	"\t.size = sizeof(struct xf_plugin),\n"
	"\t.name = \"@\",\n"
	"\t.purpose = \"Reports what the kernel calls its hypervisor.\",\n"
	"\t.facts = facts,\n"
	"\t.fact_size = sizeof(facts[0]),\n"
	"\t.reads = reads,\n"
	"\t.look = look,\n"
	"\t.only_on_xen = true,\n"
	"};\n";

static const char makefile[] =
	"CFLAGS ?= -O2 -g -Wall -Wextra -Werror\n"
	"XENFACTS ?= xenfacts\n"
	"XENFACTS_CFLAGS ?= $(shell pkg-config --cflags xenfacts)\n"
	"XENFACTS_LIBS ?= $(shell pkg-config --libs xenfacts)\n"
	"PLUGIN_DIR ?= $(shell pkg-config --variable=plugindir xenfacts)\n"
	"\n"
	"@.so: @.c\n"
	"\t$(CC) -std=c11 -fPIC -fvisibility=hidden -shared $(XENFACTS_CFLAGS) $(CFLAGS) $(LDFLAGS) \\\n"
	"\t\t-o $@ $< $(XENFACTS_LIBS)\n"
	"\n"
	"check: @.so\n"
	"\t$(XENFACTS) plugin check ./@.so\n"
	"\n"
	"install: @.so\n"
	"\tinstall -D -m 0644 @.so $(DESTDIR)$(PLUGIN_DIR)/@.so\n"
	"\n"
	"clean:\n"
	"\trm -f @.so\n"
	"\n"
	".PHONY: check install clean\n";

static const char readme[] =
	"# @\n"
	"\n"
	"A probe plugin for xenfacts. `make` builds it, `make check` runs it on this machine as a real run\n"
	"would, and `make install` installs it. To try it without installing:\n"
	"\n"
	"    xenfacts --plugin-dir . facts @\n"
	"    xenfacts --guest SOME.guest plugin check ./@.so\n"
	"\n"
	"xenfacts-plugin(3) is the author's guide.\n";

/* "$@" is a variable of make; only a bare @ is the name. */
static void write_text(FILE *file, const char *text, const char *name)
{
	for (const char *at = text; *at; at++) {
		if (*at == '@' && (at == text || at[-1] != '$'))
			fputs(name, file);
		else
			fputc(*at, file);
	}
}

static int write_file(struct arena *arena, const char *name, const char *leaf, const char *text)
{
	const char *path = arena_fmt(arena, "%s/%s", name, leaf);
	FILE *file = fopen(path, "wxe");
	int error = file ? 0 : -errno;

	if (file) {
		write_text(file, text, name);
		error = ferror(file) ? -EIO : 0;
		if (fclose(file))
			error = -errno;
	}
	return error ? cli_fail_errno(XF_OP_NEW, path, error) : XF_EXIT_OK;
}

static int write_all(struct arena *arena, const char *name)
{
	int code = write_file(arena, name, arena_fmt(arena, "%s.c", name), source);

	if (code == XF_EXIT_OK)
		code = write_file(arena, name, "Makefile", makefile);
	if (code == XF_EXIT_OK)
		code = write_file(arena, name, "README.md", readme);
	if (code == XF_EXIT_OK)
		printf("Wrote %s/%s.c, %s/Makefile and %s/README.md. Next: cd %s && make check\n", name, name,
		       name, name, name);
	return code;
}

int cli_plugin_new(const struct cli *cli, const char *name)
{
	if (!parse_is_name(name))
		return cli_fail_usage(cli->command, "%s is not a valid plugin name; use at most 63 lower-case letters, "
		                      "digits and _, starting with a letter", name);
	struct arena *arena = arena_new();
	int code = XF_EXIT_OK;

	if (!arena)
		return cli_fail_errno(XF_STEP_MEMORY, "", -ENOMEM);
	if (mkdir(name, 0777))
		code = cli_fail_errno(XF_OP_NEW, name, -errno);
	else
		code = write_all(arena, name);
	arena_free(arena);
	return code;
}
