# SPDX-License-Identifier: MIT
# Run by cpack on what it is about to pack: pages and changelogs are compressed, as both kinds of packages want them.
# -n leaves the time out, by which two builds would differ.
file(GLOB_RECURSE pages LIST_DIRECTORIES false ${CPACK_TEMPORARY_DIRECTORY}/*)
list(FILTER pages INCLUDE REGEX "/share/man/.*\\.[1-9]$|/changelog\\.Debian$")
if(NOT pages)
	message(FATAL_ERROR "no manual page below ${CPACK_TEMPORARY_DIRECTORY}")
endif()
execute_process(COMMAND gzip -9n ${pages} COMMAND_ERROR_IS_FATAL ANY)
