/* SPDX-License-Identifier: MIT */
/*
 * The feature bits, numbers and names as in xen/include/public/features.h of Xen 4.19 (the prefix
 * XENFEAT_ left out); who gets which is decided in xen/common/kernel.c, XENVER_get_features. Bit 12 was
 * retired there and is kept, as old hypervisors on Arm still set it.
 */
#include "facts/rules/xenfeat.h"

const struct xf_xenfeat xf_xenfeats[] = {
	{ 0, "writable_page_tables",
	  "The guest writes its page tables itself; Xen need not check each entry." },
	{ 1, "writable_descriptor_tables",
	  "The guest writes its segment descriptor tables itself." },
	{ 2, "auto_translated_physmap",
	  "Xen translates guest-physical addresses: an HVM container, PVH or Arm." },
	{ 3, "supervisor_mode_kernel",
	  "The guest's kernel runs at the privilege level that it was built for." },
	{ 4, "pae_pgdir_above_4gb",
	  "PAE page directories may lie above 4 GiB." },
	{ 5, "mmu_pt_update_preserve_ad",
	  "Page-table updates can keep the accessed and dirty bits (PV only)." },
	{ 6, "highmem_assist",
	  "Xen clears and copies pages for the guest (PV only)." },
	{ 7, "gnttab_map_avail_bits",
	  "Grant mappings can set the available bits of a page-table entry (PV only)." },
	{ 8, "hvm_callback_vector",
	  "Xen can deliver event channels by a vector of the guest's own." },
	{ 9, "hvm_safe_pvclock",
	  "The paravirtual clock is safe to use in an HVM container." },
	{ 10, "hvm_pirqs",
	  "Physical interrupts can arrive as event channels (off by default since Xen 4.19)." },
	{ 11, "dom0",
	  "This domain is the hardware domain, dom0." },
	{ 12, "grant_map_identity",
	  "Grants are mapped one to one too (Arm; retired)." },
	{ 13, "memory_op_vnode_supported",
	  "Memory can be asked for by virtual NUMA node." },
	{ 14, "arm_smccc_supported",
	  "Xen speaks Arm's SMC calling convention." },
	{ 15, "linux_rsdp_unrestricted",
	  "A PVH Linux takes its ACPI root pointer at any address." },
	{ 16, "not_direct_mapped",
	  "Guest frames differ from machine frames." },
	{ 17, "direct_mapped",
	  "Guest frames are machine frames." },
	{ 18, "runstate_phys_area",
	  "The runstate area can be registered by physical address." },
	{ 19, "vcpu_time_phys_area",
	  "The vCPU time area can be registered by physical address." },
	{ 20, "dm_msix_all_writes",
	  "The device model sees every write to an MSI-X vector's control word." },
};

const size_t xf_xenfeat_count = sizeof(xf_xenfeats) / sizeof(xf_xenfeats[0]);
