/* SPDX-License-Identifier: MIT */
/*
 * The cells of disk and network, from one table. They count devices by what serves them: a name proves nothing (an NVMe
 * disk of EC2 may have a link xvda), nor does a vbd or vif without a driver. In dom0, what looks emulated or physical
 * from the inside belongs to the host.
 */
#include "facts/rules/rules.h"

#define DEVICE_RULES(cell, pre, key, one)                                                              \
	{ pre "_no_xen", cell, "none", "Xen is not present", { { "present", XF_IS, "false" } } },    \
	{ pre "_paravirtual", cell, "paravirtual", "every " one " is served by a paravirtual driver",  \
	  { { key ".paravirtual", XF_SOME, NULL }, { key ".emulated", XF_ZERO, NULL },                 \
	    { key ".physical", XF_ZERO, NULL }, { "present", XF_IS, "true" },                          \
	    { "domain", XF_UNLESS, "dom0" } } },                                                       \
	{ pre "_emulated", cell, "emulated", "every " one " of this domU is emulated in software",     \
	  { { key ".emulated", XF_SOME, NULL }, { key ".paravirtual", XF_ZERO, NULL },                 \
	    { key ".physical", XF_ZERO, NULL }, { "domain", XF_IS, "domU" } } },                       \
	{ pre "_passthrough", cell, "passthrough", "every " one " of this domU is real hardware",      \
	  { { key ".physical", XF_SOME, NULL }, { key ".paravirtual", XF_ZERO, NULL },                 \
	    { key ".emulated", XF_ZERO, NULL }, { "domain", XF_IS, "domU" } } },                       \
	{ pre "_hardware", cell, "hardware", "dom0 drives the host's own devices",                     \
	  { { key ".count", XF_SOME, NULL }, { key ".frontends", XF_ZERO, NULL },                      \
	    { "domain", XF_IS, "dom0" } } },                                                           \
	{ pre "_front_ends_of_dom0", cell, "mixed",                                                    \
	  "dom0 drives the host's own devices and also uses front ends",                               \
	  { { key ".frontends", XF_SOME, NULL }, { key ".physical|" key ".emulated", XF_SOME, NULL },  \
	    { "domain", XF_IS, "dom0" } } },                                                           \
	{ pre "_mixed", cell, "mixed", "some are paravirtual and some are not",                        \
	  { { key ".paravirtual", XF_SOME, NULL },                                                     \
	    { key ".physical|" key ".emulated", XF_SOME, NULL }, { "present", XF_IS, "true" },         \
	    { "domain", XF_UNLESS, "dom0" } } },                                                       \
	{ pre "_mixed_devices", cell, "mixed", "some are emulated and some are passed through",        \
	  { { key ".emulated", XF_SOME, NULL }, { key ".physical", XF_SOME, NULL },                    \
	    { key ".paravirtual", XF_ZERO, NULL }, { "domain", XF_IS, "domU" } } },                    \
	{ pre "_nothing", cell, "none", "no " one " is in use",                                        \
	  { { key ".count", XF_ZERO, NULL }, { "present", XF_IS, "true" } } }

static const struct xf_fact_def disk_def = {
	"spectrum.disk", XF_WORD, XF_ACTIVE, XF_CELL_WORDS, "1.0", "What serves the disks.",
};

static const struct rule disk_rules[] = { DEVICE_RULES("spectrum.disk", "disk", "block", "disk") };

const struct ruleset rules_disk = XF_RULESET(disk_def, disk_rules);

static const struct xf_fact_def network_def = {
	"spectrum.network", XF_WORD, XF_ACTIVE, XF_CELL_WORDS, "1.0", "What serves the network interfaces.",
};

static const struct rule network_rules[] = { DEVICE_RULES("spectrum.network", "net", "net", "interface") };

const struct ruleset rules_network = XF_RULESET(network_def, network_rules);
