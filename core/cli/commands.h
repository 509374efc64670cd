/* SPDX-License-Identifier: MIT */
/** @file The commands, one in each cmd-NAME.c; each returns an exit code. */
#ifndef XF_CLI_COMMANDS_H
#define XF_CLI_COMMANDS_H

#include "core/cli/cli.h"

/** Prints the spectrum. */
int xf_cmd_report(const struct xf_cli *cli);
/** Prints facts in one of the formats. */
int xf_cmd_facts(const struct xf_cli *cli);
/** Answers one question. */
int xf_cmd_is(const struct xf_cli *cli);
/** Shows the evidence. */
int xf_cmd_explain(const struct xf_cli *cli);
/** Lists plugins, facts or rules. */
int xf_cmd_list(const struct xf_cli *cli);
/** Writes a guest. */
int xf_cmd_record(const struct xf_cli *cli);
/** Names feature bits. */
int xf_cmd_decode(const struct xf_cli *cli);
/** Runs the agent. */
int xf_cmd_agent(const struct xf_cli *cli);
/** Checks or shows the agent's configuration. */
int xf_cmd_config(const struct xf_cli *cli);
/** Checks or begins a plugin. */
int xf_cmd_plugin(const struct xf_cli *cli);

/** Answers a call of Ansible, for which we are a binary module; else says that the file is no command. */
int xf_cmd_ansible(const struct xf_cli *cli);

/** Writes a new plugin's folder (plugin-new.c). An exit code. */
int xf_plugin_new(const struct xf_cli *cli, const char *name);

#endif
