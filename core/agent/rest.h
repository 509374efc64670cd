/* SPDX-License-Identifier: MIT */
/** @file Giving back memory before a long wait. */
#ifndef XF_REST_H
#define XF_REST_H

/**
 * Gives back free heap, and lets go of the code that is mapped: the kernel still has it, and maps it again when it is
 * next run (madvise(2), MADV_DONTNEED). An agent that waits for minutes needs neither.
 */
void agent_rest(void);

#endif
