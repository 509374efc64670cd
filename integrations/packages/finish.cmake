# SPDX-License-Identifier: MIT
# cpack runs this on the files to pack: manual pages and changelogs are compressed, as both package formats require.
# -n leaves out the time, which would make two builds differ.
file(GLOB_RECURSE pages LIST_DIRECTORIES false ${CPACK_TEMPORARY_DIRECTORY}/*)
list(FILTER pages INCLUDE REGEX "/share/man/.*\\.[1-9]$|/changelog\\.Debian$")
if(NOT pages)
	message(FATAL_ERROR "no manual page below ${CPACK_TEMPORARY_DIRECTORY}")
endif()
execute_process(COMMAND gzip -9n ${pages} COMMAND_ERROR_IS_FATAL ANY)
# All files get the same time if it is set: rpm itself applies it only to files that are newer.
if(DEFINED ENV{SOURCE_DATE_EPOCH})
	execute_process(COMMAND find ${CPACK_TEMPORARY_DIRECTORY} -exec touch -h -d @$ENV{SOURCE_DATE_EPOCH} {} +
		COMMAND_ERROR_IS_FATAL ANY)
endif()
