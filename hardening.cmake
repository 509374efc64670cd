# SPDX-License-Identifier: MIT
# What makes a memory error hard to exploit, in everything that is built: tests/install/hardening.py checks each file that
# is installed. What a compiler or linker does not know is left out, so that old ones still build.
include(CheckCCompilerFlag)
include(CheckCSourceCompiles)
include(CheckPIESupported)

check_pie_supported() # else CMake leaves the program to the compiler's default

set(CMAKE_REQUIRED_FLAGS -Werror) # clang takes another processor's flags, with a warning
foreach(flag IN ITEMS -fstack-protector-strong -fstack-clash-protection -fcf-protection -mbranch-protection=standard)
	string(MAKE_C_IDENTIFIER "XF_KNOWS${flag}" known)
	check_c_compiler_flag(${flag} ${known})
	if(${known})
		add_compile_options(${flag})
	endif()
endforeach()
unset(CMAKE_REQUIRED_FLAGS)

# xf_linker_knows(FLAG RESULT): check_linker_flag() is of CMake 3.18 only.
function(xf_linker_knows flag result)
	set(CMAKE_REQUIRED_LINK_OPTIONS ${flag})
	check_c_source_compiles("int main(void) { return 0; }" ${result} FAIL_REGEX "unknown|ignored")
endfunction()

# The linker merges what it knows of these; "now" resolves all functions at the start, so that relro covers their table.
foreach(word IN ITEMS relro now noexecstack separate-code)
	string(MAKE_C_IDENTIFIER "XF_LINKS_${word}" known)
	xf_linker_knows(-Wl,-z,${word} ${known})
	if(${known})
		add_link_options(-Wl,-z,${word})
	endif()
endforeach()

# Level 3 also checks objects whose size is known at run time only, from gcc 12, clang 9 and glibc 2.34. The C library
# knows which level it can give; one that has none ignores it. It needs an optimiser. -U: a distribution may set another.
set(CMAKE_REQUIRED_FLAGS "-O2 -D_FORTIFY_SOURCE=3")
check_c_source_compiles("#include <stdio.h>
#if __USE_FORTIFY_LEVEL < 3
#error
#endif
int main(void) { return 0; }" XF_KNOWS_FORTIFY_3)
unset(CMAKE_REQUIRED_FLAGS)
set(level 2)
if(XF_KNOWS_FORTIFY_3)
	set(level 3)
endif()
add_compile_options("$<$<OR:$<CONFIG:Release>,$<CONFIG:RelWithDebInfo>,$<CONFIG:MinSizeRel>>:-U_FORTIFY_SOURCE;-D_FORTIFY_SOURCE=${level}>")
