/* SPDX-License-Identifier: MIT */
/* Questions and messages that all parts of the agent share. */
#include "core/agent/state.h"

#include <stdarg.h>
#include <stdio.h>

void agent_say(const struct agent *agent, enum agent_level level, const char *format, ...)
{
	char sentence[768];
	va_list args;

	va_start(args, format);
	vsnprintf(sentence, sizeof(sentence), format, args);
	va_end(args);
	agent->options->say(agent->options->context, level, sentence);
}

bool agent_ending(const struct agent *agent)
{
	return agent->reload || agent->stop;
}
