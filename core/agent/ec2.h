/* SPDX-License-Identifier: MIT */
/** @file EC2's metadata service, which the agent asks for the plugin cloud. */
#ifndef XF_EC2_H
#define XF_EC2_H

#include "core/agent/state.h"
#include "core/machine/machine.h"

/**
 * Asks the metadata service, if the configuration of the plugin cloud says so and the machine behind `root` is an EC2
 * instance, and stores the answers below RUNTIME/imds, where the plugin reads them; what is already there is not asked
 * for again. Otherwise that folder is removed. It takes at most a second and never fails; why a value is missing is
 * logged once.
 */
void agent_ec2_refresh(const struct agent *agent, struct machine *machine);

#endif
