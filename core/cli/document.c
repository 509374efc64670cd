/* SPDX-License-Identifier: MIT */
/* Documents that commands print, and what kept one from being printed. */
#include "core/cli/document.h"

#include <errno.h>
#include <stdio.h>

#include "core/cli/errors.h"
#include "facts/formats/format.h"

int cli_document_open(struct document *document, struct arena *arena, const char *format)
{
	const char *wrong = "";
	const struct encoder *encoder = format_encoder(arena, format_find(format), &wrong);

	if (!encoder)
		return cli_fail(XF_EXIT_INTERNAL, "%s", wrong);
	int error = format_document_open(document, encoder, stdout);

	return error ? cli_fail_errno(XF_STEP_MEMORY, "", error) : XF_EXIT_OK;
}

int cli_document_close(struct document *document)
{
	int error = format_document_close(document);

	if (!error)
		return XF_EXIT_OK;
	return ferror(stdout) ? cli_fail_errno(XF_OP_OUTPUT, "standard output", error) :
		cli_fail_errno(XF_OP_FORMAT, document->encoder->name, error);
}
