/* SPDX-License-Identifier: MIT */
/** @file The board, as the kernel log names it: "Xen HVM domU, BIOS 4.2.amazon 01/24/2014". */
#ifndef XF_LIB_BOARD_H
#define XF_LIB_BOARD_H

#include <xenfacts/plugin.h>

/**
 * The line that names the board, the boot's if it is there; absent if no line does. Both hold the same text
 * (drivers/firmware/dmi_scan.c, dmi_ids_string; lib/dump_stack.c, dump_stack_print_info). Reads both patterns.
 */
const struct xf_obs *xf_board_line(struct xf_probe *probe);
/** The text behind the mark of such a line; "" if it is none. */
const char *xf_board_text(const struct xf_obs *line);

#endif
