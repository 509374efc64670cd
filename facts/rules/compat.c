/* SPDX-License-Identifier: MIT */
/*
 * What Facter, Ansible, Salt and systemd should say here, in their own words. They are often wrong on Xen
 * (docs/PEERS.md); users who must keep their vocabulary find the right word here. If a vocabulary has no word (Salt has
 * none for PVH), nothing is said. Nor is anything said without Xen, which is their own business.
 */
#include "facts/rules/compat.h"

#include <string.h>

#define REAL { "cpu.emulated_by", XF_UNLESS, "kvm" }
#define KVM { "cpu.emulated_by", XF_IS, "kvm" }
#define MODE(test, word) { "mode", test, word }
#define PV MODE(XF_IS, "pv")
#define DOMAIN(word) { "domain", XF_IS, word }
#define CONTAINER { "spectrum.privileged", XF_IS, "hardware" }

/*
 * Words: facter lib/facter/facts/linux/virtual.rb and hypervisors/xen.rb; ansible
 * module_utils/facts/virtual/linux.py; salt grains/core.py _virtual; systemd src/basic/virt.c, whose policy
 * is to call dom0 none.
 */
static const struct compat table[] = {
	{ "compat.facter.virtual", "xen0", { DOMAIN("dom0") } },
	{ "compat.facter.virtual", "xenu", { DOMAIN("domU"), PV } },
	{ "compat.facter.virtual", "xenhvm", { DOMAIN("domU"), CONTAINER, REAL } },
	{ "compat.facter.virtual", "kvm", { KVM } },
	{ "compat.facter.is_virtual", "false", { DOMAIN("dom0") } },
	{ "compat.facter.is_virtual", "true", { DOMAIN("domU") } },
	{ "compat.facter.context", "pv", { PV } },
	{ "compat.facter.context", "hvm", { DOMAIN("domU"), CONTAINER, REAL } },
	{ "compat.facter.privileged", "true", { DOMAIN("dom0") } },
	{ "compat.facter.privileged", "false", { DOMAIN("domU"), REAL } },
	{ "compat.ansible.virtualization_type", "xen", { MODE(XF_NOT, "none"), REAL } },
	{ "compat.ansible.virtualization_type", "kvm", { KVM } },
	{ "compat.ansible.virtualization_role", "host", { DOMAIN("dom0") } },
	{ "compat.ansible.virtualization_role", "guest", { DOMAIN("domU") } },
	{ "compat.ansible.virtualization_tech_host", "xen", { DOMAIN("dom0") } },
	{ "compat.ansible.virtualization_tech_guest", "xen", { DOMAIN("domU"), REAL } },
	{ "compat.ansible.virtualization_tech_guest", "kvm, xen", { KVM } },
	{ "compat.salt.virtual", "xen", { MODE(XF_NOT, "none"), REAL } },
	{ "compat.salt.virtual", "kvm", { KVM } },
	{ "compat.salt.virtual_subtype", "Xen Dom0", { DOMAIN("dom0") } },
	{ "compat.salt.virtual_subtype", "Xen PV DomU", { DOMAIN("domU"), PV } },
	{ "compat.salt.virtual_subtype", "Xen HVM DomU",
	  { DOMAIN("domU"), { "spectrum.motherboard", XF_IS, "emulated" }, REAL } },
	{ "compat.systemd.virtualization", "none", { DOMAIN("dom0") } },
	{ "compat.systemd.virtualization", "xen", { DOMAIN("domU"), REAL } },
	{ "compat.systemd.virtualization", "kvm", { KVM } },
};

static bool holds(const struct report *report, const struct compat *compat)
{
	const struct fact *fact;

	for (size_t i = 0; i < 3 && compat->when[i].test != XF_END; i++) {
		if (!facts_condition_holds(&report->facts, &compat->when[i], &fact))
			return false;
		if (compat->when[i].test == XF_IS && fact->unknown)
			return false; /* a conflict holds for each of its values, and others have no word for it */
	}
	return true;
}

/* Does another row that holds give the same key another value? Contradictory facts can make two rows hold. */
static bool is_disputed(const struct report *report, const struct compat *compat)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (!strcmp(table[i].key, compat->key) && strcmp(table[i].value, compat->value) &&
		    holds(report, &table[i]))
			return true;
	return false;
}

const struct compat *rules_compat_next(const struct report *report, size_t *at)
{
	for (; *at < sizeof(table) / sizeof(table[0]); ++*at)
		if (holds(report, &table[*at]) && !is_disputed(report, &table[*at]))
			return &table[*at];
	return NULL;
}
