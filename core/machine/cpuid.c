/* SPDX-License-Identifier: MIT */
/*
 * CPUID, plain and behind Xen's prefix. In a PV domain without CPUID faulting the processor itself answers the plain
 * instruction; ud2 and the letters "xen" before it make Xen emulate it (xen/arch/x86/pv/emul-inv-op.c). Elsewhere ud2
 * raises SIGILL: the handler skips the instruction and marks a register, so there is neither a jump out of the handler
 * nor any state outside this file's stack.
 */
#include "core/machine/cpuid.h"

#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <ucontext.h>

#if defined(__x86_64__) || defined(__i386__)

#include <cpuid.h>

#ifdef __x86_64__
#define IP REG_RIP
#define MARK REG_RDI
#else
#define IP REG_EIP
#define MARK REG_EDI
#endif

static const unsigned char forced_cpuid[] = { 0x0f, 0x0b, 'x', 'e', 'n', 0x0f, 0xa2 };

enum xf_outcome machine_cpuid_native(uint32_t leaf, uint32_t sub, uint32_t reg[4])
{
	__cpuid_count(leaf, sub, reg[XF_EAX], reg[XF_EBX], reg[XF_ECX], reg[XF_EDX]);
	return XF_SEEN;
}

static void step_over(int number, siginfo_t *info, void *context)
{
	greg_t *reg = ((ucontext_t *)context)->uc_mcontext.gregs;

	(void)info;
	if (memcmp((const void *)reg[IP], forced_cpuid, sizeof(forced_cpuid))) {
		signal(number, SIG_DFL); /* not ours: let it happen again, and kill */
		return;
	}
	reg[IP] += (greg_t)sizeof(forced_cpuid);
	reg[MARK] = 1;
}

enum xf_outcome machine_cpuid_forced(uint32_t leaf, uint32_t sub, uint32_t reg[4])
{
	struct sigaction action = { .sa_sigaction = step_over, .sa_flags = SA_SIGINFO }, old_action;
	unsigned long trapped = 0;
	sigset_t set, old_set;

	/* A blocked SIGILL would kill the process (kernel/signal.c, force_sig_info_to_task). */
	sigemptyset(&set);
	sigaddset(&set, SIGILL);
	if (sigaction(SIGILL, &action, &old_action))
		return XF_ABSENT;
	pthread_sigmask(SIG_UNBLOCK, &set, &old_set);
	__asm__ volatile(".byte 0x0f, 0x0b, 0x78, 0x65, 0x6e, 0x0f, 0xa2"
	                 : "=a"(reg[XF_EAX]), "=b"(reg[XF_EBX]), "=c"(reg[XF_ECX]), "=d"(reg[XF_EDX]),
	                   "+D"(trapped)
	                 : "0"(leaf), "2"(sub)
	                 : "memory");
	pthread_sigmask(SIG_SETMASK, &old_set, NULL);
	sigaction(SIGILL, &old_action, NULL);
	return trapped ? XF_ABSENT : XF_SEEN;
}

#else

enum xf_outcome machine_cpuid_native(uint32_t leaf, uint32_t sub, uint32_t reg[4])
{
	(void)leaf, (void)sub, (void)reg;
	return XF_ABSENT;
}

enum xf_outcome machine_cpuid_forced(uint32_t leaf, uint32_t sub, uint32_t reg[4])
{
	(void)leaf, (void)sub, (void)reg;
	return XF_ABSENT;
}

#endif
