# SPDX-License-Identifier: MIT
# Run by cpack on what it is about to pack: pages and changelogs are compressed, as both kinds of packages want them.
# -n leaves the time out, by which two builds would differ.
file(GLOB_RECURSE pages LIST_DIRECTORIES false ${CPACK_TEMPORARY_DIRECTORY}/*)
list(FILTER pages INCLUDE REGEX "/share/man/.*\\.[1-9]$|/changelog\\.Debian$")
if(NOT pages)
	message(FATAL_ERROR "no manual page below ${CPACK_TEMPORARY_DIRECTORY}")
endif()
execute_process(COMMAND gzip -9n ${pages} COMMAND_ERROR_IS_FATAL ANY)
# One time for all files if there is one, whenever they were made: rpm only takes that of files that are newer.
if(DEFINED ENV{SOURCE_DATE_EPOCH})
	execute_process(COMMAND find ${CPACK_TEMPORARY_DIRECTORY} -exec touch -h -d @$ENV{SOURCE_DATE_EPOCH} {} +
		COMMAND_ERROR_IS_FATAL ANY)
endif()
