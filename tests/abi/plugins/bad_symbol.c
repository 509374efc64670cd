/* SPDX-License-Identifier: MIT */
/* Some shared object, but no plugin. */
extern const int something_else;

__attribute__((visibility("default"))) const int something_else = 1;
