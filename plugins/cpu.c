/* SPDX-License-Identifier: MIT */
/*
 * Who answers CPUID. In an HVM container Xen answers the plain instruction, at leaf 0x40000000 or, with Hyper-V's
 * enlightenments in front, at 0x40000100. In a PV domain the processor does, unless it can fault: leaf 0x40000000 is
 * then someone else's (the board under Xen may itself be virtual) or empty, and only Xen's forced-emulation prefix
 * reaches Xen. So Xen is absent only if both ways were tried. Nor does a native answer make a domain HVM: with
 * faulting, PV domains and dom0 get the same leaves, and base + 2, ecx bit 0, distinguishes them (xen/arch/x86/cpuid.c,
 * cpuid_hypervisor_leaves).
 */
#include <stdio.h>
#include <string.h>

#include <xenfacts/plugin.h>

#include "plugins/lib/interrupts.h"
#include "plugins/lib/leaves.h"
#include "plugins/lib/places.h"

#define CPUINFO "/proc/cpuinfo"
#define LOG_LOCKS "*[Xx]en:*PV spinlocks *abled*"

static const struct xf_fact_def facts[] = {
	{ "cpu.vendor", XF_TEXT, XF_ACTIVE, NULL, "1.0", "The processor's vendor, as CPUID spells it." },
	{ "cpu.hypervisor_bit", XF_BOOL, XF_ACTIVE, NULL, "1.0",
	  "Plain CPUID says that there is a hypervisor; in PV it may be the one under Xen, or none." },
	{ "cpu.hypervisor", XF_TEXT, XF_ACTIVE, NULL, "1.0",
	  "Signature at CPUID leaf 0x40000000, that of the hypervisor in front." },
	{ "cpu.xen", XF_BOOL, XF_ACTIVE, NULL, "1.0",
	  "Xen's own CPUID leaves were found; false if neither way of asking found them." },
	{ "cpu.xen_leaf", XF_TEXT, XF_ACTIVE, NULL, "1.0", "First of Xen's CPUID leaves, in hexadecimal." },
	{ "cpu.xen_via", XF_WORD, XF_ACTIVE, "native forced", "1.0",
	  "Where Xen's leaves were found: behind Xen's prefix, as in a PV domain, or natively." },
	{ "cpu.pv", XF_BOOL, XF_ACTIVE, NULL, "1.0", "Xen's CPUID says that this domain is PV." },
	{ "cpu.native_leaf_hvm", XF_BOOL, XF_ACTIVE, NULL, "1.0",
	  "Xen's leaves answer natively and without the PV bit: an HVM container." },
	{ "cpu.viridian", XF_BOOL, XF_ACTIVE, NULL, "1.0",
	  "Hyper-V's signature comes first, with Xen behind it." },
	{ "cpu.emulated_by", XF_WORD, XF_ACTIVE, "kvm none", "1.0",
	  "What only emulates Xen: kvm is QEMU's emulation of Xen's interface, without Xen." },
	{ "cpu.pv_spinlocks", XF_BOOL, XF_ACTIVE, NULL, "1.0",
	  "A vCPU waiting for a lock sleeps in Xen until it is kicked." },
	{ "cpu.vmx_svm", XF_BOOL, XF_SUPPORTED, NULL, "1.0",
	  "The processor's flags show vmx or svm; this says nothing about this domain's mode." },
	{ "cpu.apic_virt", XF_BOOL, XF_SUPPORTED, NULL, "1.0", "The processor virtualizes APIC accesses." },
	{ "cpu.x2apic_virt", XF_BOOL, XF_SUPPORTED, NULL, "1.0", "The processor virtualizes the x2APIC." },
	{ "cpu.ext_dest_id", XF_BOOL, XF_SUPPORTED, NULL, "1.0",
	  "Interrupts can be sent to APIC ids above 255 without interrupt remapping." },
	{ "cpu.upcall_vector", XF_BOOL, XF_SUPPORTED, NULL, "1.0",
	  "Each vCPU can have an upcall vector of its own." },
	{ "cpu.machine_address_width", XF_COUNT, XF_SUPPORTED, NULL, "1.0",
	  "Width in bits of the machine addresses that this PV domain may see." },
	{ 0 },
};

static const char *const reads[] = {
	XF_WITHOUT_XEN_READS,
	"cpuid:0",
	XF_FEATURE_WORD,
	XF_BOARD_PRODUCT, /* NOLINT(bugprone-suspicious-missing-comma): each row is one place, some in parts */
	CPUINFO " lines:flags*",
	XF_INTERRUPTS,
	"log:" LOG_LOCKS,
	NULL,
};

static const struct xf_obs *leaf(struct xf_probe *probe, const struct xf_leaves *xen, uint32_t number)
{
	return xf_cpuid(probe, xen->via, xen->first + number, 0);
}

static const struct xf_obs *signature(struct xf_probe *probe, uint32_t number, char text[13])
{
	const struct xf_obs *obs = xf_cpuid(probe, XF_NATIVE, number, 0);

	xf_leaves_spell(text, obs, XF_EBX, XF_ECX, XF_EDX);
	return obs;
}

/* If the hypervisor bit is clear, the native leaves are not read: they would mirror another leaf. */
static void say_front(struct xf_probe *probe)
{
	const struct xf_obs *zero = xf_cpuid(probe, XF_NATIVE, 0, 0), *one = xf_cpuid(probe, XF_NATIVE, 1, 0);
	char text[13];

	xf_leaves_spell(text, zero, XF_EBX, XF_EDX, XF_ECX);
	xf_say(probe, zero, text, "cpu.vendor");
	if (!xf_seen(one)) {
		xf_say_unknown(probe, one, "cpu.hypervisor_bit");
		return;
	}
	bool hypervisor = xf_reg(one, XF_ECX) >> 31;

	xf_say_bool(probe, one, hypervisor, "cpu.hypervisor_bit");
	const struct xf_obs *front = hypervisor ? signature(probe, XF_LEAVES_FIRST, text) : one;

	/* PV on older AMD has the bit, from a masking MSR, and an empty leaf: no name. */
	if (hypervisor && (*text || !xf_seen(front)))
		xf_say(probe, front, text, "cpu.hypervisor");
}

static void say_xen(struct xf_probe *probe, const struct xf_leaves *xen)
{
	const struct xf_obs *one = xf_cpuid(probe, XF_NATIVE, 1, 0);

	if (xen->first)
		xf_say_bool(probe, xen->base, true, "cpu.xen");
	else if (xf_absent(one)) /* without any CPUID, as on Arm, nothing was asked */
		xf_say_unknown(probe, one, "cpu.xen");
	else
		xf_say_bool(probe, xf_both(probe, xen->native, xen->base), false, "cpu.xen");
}

/* xen/include/public/arch-x86/cpuid.h, XEN_HVM_CPUID_*; leaves above the base's eax mean nothing. */
static void say_hvm_leaf(struct xf_probe *probe, const struct xf_leaves *xen)
{
	static const struct {
		unsigned bit;
		const char *fact;
	} bits[] = { { 0, "apic_virt" }, { 1, "x2apic_virt" }, { 5, "ext_dest_id" }, { 6, "upcall_vector" } };

	if (xf_reg(leaf(probe, xen, 0), XF_EAX) < xen->first + 4)
		return;
	const struct xf_obs *hvm = leaf(probe, xen, 4);

	for (unsigned i = 0; i < sizeof(bits) / sizeof(bits[0]); i++)
		xf_say_bool(probe, hvm, xf_reg(hvm, XF_EAX) >> bits[i].bit & 1, "cpu.%s", bits[i].fact);
}

static void say_pv_leaf(struct xf_probe *probe, const struct xf_leaves *xen)
{
	if (xf_reg(leaf(probe, xen, 0), XF_EAX) < xen->first + 5)
		return;
	const struct xf_obs *pv = leaf(probe, xen, 5);

	if (xf_reg(pv, XF_EBX) & 0xff)
		xf_say_count(probe, pv, xf_reg(pv, XF_EBX) & 0xff, "cpu.machine_address_width");
}

static void say_leaves(struct xf_probe *probe, const struct xf_leaves *xen)
{
	const struct xf_obs *two = leaf(probe, xen, 2);
	bool native = xen->via == XF_NATIVE, pv = xf_reg(two, XF_ECX) & 1;
	char text[24];

	snprintf(text, sizeof(text), "0x%08x", (unsigned)xen->first);
	xf_say(probe, xen->base, text, "cpu.xen_leaf");
	xf_say(probe, xen->base, native ? "native" : "forced", "cpu.xen_via");
	xf_say_bool(probe, two, pv, "cpu.pv");
	xf_say_bool(probe, two, native && !pv, "cpu.native_leaf_hvm");
	if (pv)
		say_pv_leaf(probe, xen);
	else if (xf_seen(two))
		say_hvm_leaf(probe, xen);
	const struct xf_obs *front = native ? signature(probe, XF_LEAVES_FIRST, text) : xen->base;

	xf_say_bool(probe, front, native && !strcmp(text, "Microsoft Hv"), "cpu.viridian");
}

/* KVM's own signature next to Xen's: only if KVM emulates Xen, as real Xen passes no foreign leaves on. */
static const struct xf_obs *kvm_leaf(struct xf_probe *probe)
{
	char text[13];

	for (uint32_t number = XF_LEAVES_FIRST; number <= XF_LEAVES_FIRST + 0x200; number += 0x100) {
		const struct xf_obs *obs = signature(probe, number, text);

		if (!strcmp(text, "KVMKVMKVM"))
			return obs;
	}
	return NULL;
}

/*
 * QEMU's kvm_xen_hcall_xen_version (target/i386/kvm/xen-emu.c) answers with bits 0 to 3 and 8 to 10. Real Xen has set
 * bit 13 since 4.4 and never sets bits 1 and 3 together, so the word is a fingerprint; the board confirms it. In PV the
 * native leaves and the board may belong to a machine under Xen, and prove nothing.
 */
static void say_emulator(struct xf_probe *probe, const struct xf_leaves *xen)
{
	const struct xf_obs *word = xf_hex(probe, XF_FEATURE_WORD), *vendor = xf_read(probe, XF_SYSTEM_VENDOR);
	const struct xf_obs *product = xf_read(probe, XF_BOARD_PRODUCT);
	const struct xf_obs *kvm = xen->via == XF_NATIVE ? kvm_leaf(probe) : NULL;
	const struct xf_obs *board = xf_is(vendor, "QEMU") ? vendor : product;

	if (kvm)
		xf_say(probe, kvm, "kvm", "cpu.emulated_by");
	else if (!xf_value(word))
		xf_say_unknown(probe, word, "cpu.emulated_by");
	else if (xf_value(word) != 0x70f)
		xf_say(probe, word, "none", "cpu.emulated_by");
	else if (xf_is(vendor, "QEMU") || xf_has(product, "Standard PC ("))
		xf_say(probe, xf_both(probe, word, board), "kvm", "cpu.emulated_by");
	else
		xf_say_unknown(probe, xf_both(probe, word, board), "cpu.emulated_by");
}

/*
 * Each CPU's kicker interrupt exists only while PV spinlocks are in use (arch/x86/xen/spinlock.c, xen_init_lock_cpu);
 * the log says the same, as long as it lasts.
 */
static void say_spinlocks(struct xf_probe *probe)
{
	const struct xf_obs *line = xf_log(probe, LOG_LOCKS);
	const struct xf_obs *interrupts = xf_read(probe, XF_INTERRUPTS);
	const struct xf_obs *kicker = xf_line(probe, interrupts, "*xen-*spinlock[0-9]*");

	if (xf_seen(kicker))
		xf_say_bool(probe, kicker, true, "cpu.pv_spinlocks");
	else if (xf_seen(line))
		xf_say_bool(probe, line, xf_has(line, "enabled"), "cpu.pv_spinlocks");
	else if (xf_absent(kicker) && !xf_interrupts_whole(xf_text(interrupts)))
		xf_say_unknown(probe, kicker, "cpu.pv_spinlocks");
	else
		xf_say_bool(probe, kicker, false, "cpu.pv_spinlocks");
}

static void say_flags(struct xf_probe *probe)
{
	const struct xf_obs *flags = xf_field(probe, xf_read(probe, CPUINFO), "flags");
	bool found = false;

	if (!xf_seen(flags)) {
		xf_say_unknown(probe, flags, "cpu.vmx_svm");
		return;
	}
	for (const char *const *word = xf_words(probe, xf_text(flags)); *word; word++)
		found |= !strcmp(*word, "vmx") || !strcmp(*word, "svm");
	xf_say_bool(probe, flags, found, "cpu.vmx_svm");
}

static void look(struct xf_probe *probe)
{
	struct xf_leaves xen = xf_leaves_find(probe);

	say_front(probe);
	say_xen(probe, &xen);
	if (xen.first) {
		say_leaves(probe, &xen);
		say_emulator(probe, &xen);
	}
	if (xf_without_xen(probe))
		return;
	if (!xen.first) {
		xf_say_unknown(probe, xen.base, "cpu.pv");
		xf_say_unknown(probe, xen.base, "cpu.native_leaf_hvm");
	}
	say_spinlocks(probe);
	say_flags(probe);
}

const struct xf_plugin xenfacts_plugin = {
	.abi = XF_ABI,
	.size = sizeof(struct xf_plugin),
	.name = "cpu",
	.purpose = "Reports who answers CPUID, whether Xen says PV, and whether PV spinlocks are in use.",
	.facts = facts,
	.fact_size = sizeof(facts[0]),
	.reads = reads,
	.look = look,
	.without_xen = xf_without_xen,
};
