# SPDX-License-Identifier: MIT
# Puts FILE, NAME.html, with the style sheets and scripts beside it that it links, into the header OUT, as bytes in two pieces
# around its data. The policy allows exactly these styles and scripts, by their SHA-256; whatever else is in a page, such as
# what a machine's facts might smuggle in, does not run, and nothing is fetched.

# base64(RESULT HEX): base64 of bytes in hexadecimal; CMake has no command for it, and a build should need no other tool.
function(base64 result hex)
	set(alphabet ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/)
	set(text "")
	string(LENGTH "${hex}" size)
	math(EXPR missing "(6 - ${size} % 6) % 6 / 2") # bytes of the last group
	string(REPEAT 00 ${missing} padding)
	string(REGEX MATCHALL "......" groups "${hex}${padding}")
	foreach(group IN LISTS groups)
		foreach(shift IN ITEMS 18 12 6 0)
			math(EXPR at "(0x${group} >> ${shift}) & 63")
			string(SUBSTRING ${alphabet} ${at} 1 letter)
			string(APPEND text ${letter})
		endforeach()
	endforeach()
	string(LENGTH "${text}" size)
	math(EXPR size "${size} - ${missing}")
	string(SUBSTRING "${text}" 0 ${size} text)
	string(REPEAT = ${missing} padding)
	set(${result} "${text}${padding}" PARENT_SCOPE)
endfunction()

# inline(PAGE SOURCES PATTERN TAG): replaces each link that matches by the file it names; adds its hash to SOURCES.
function(inline page sources pattern tag)
	set(text "${${page}}")
	set(hashes "")
	while(text MATCHES "${pattern}")
		set(link "${CMAKE_MATCH_0}")
		file(READ ${FOLDER}/${CMAKE_MATCH_1} content)
		string(SHA256 hash "${content}")
		base64(hash ${hash})
		string(APPEND hashes " 'sha256-${hash}'")
		string(REPLACE "${link}" "<${tag}>${content}</${tag}>" text "${text}")
	endwhile()
	set(${page} "${text}" PARENT_SCOPE)
	set(${sources} "${hashes}" PARENT_SCOPE)
endfunction()

# bytes(NAME TEXT): appends an array of C to `header`.
function(bytes name content)
	file(WRITE ${OUT}.part "${content}")
	file(READ ${OUT}.part hex HEX)
	file(REMOVE ${OUT}.part)
	string(REGEX REPLACE "(..)" "0x\\1," hex "${hex}")
	set(header "${header}static const unsigned char ${name}[] = {${hex}};\n" PARENT_SCOPE)
endfunction()

get_filename_component(name ${FILE} NAME_WE)
get_filename_component(FOLDER ${FILE} DIRECTORY)
set(header "/* Made by facts/pages/embed.cmake. */\n")
file(READ ${FILE} text)
inline(text styles "<link rel=\"stylesheet\" href=\"([a-z-]+[.]css)\">" style)
inline(text scripts "<script src=\"([a-z-]+[.]js)\"></script>" script)
set(policy "default-src 'none'; style-src${styles}; script-src${scripts}; base-uri 'none'; form-action 'none'")
string(REPLACE "<meta charset=\"utf-8\">" "<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"${policy}\">"
	text "${text}")
set(data "<script type=\"application/json\" id=\"data\">")
string(FIND "${text}" "${data}" at)
if(at EQUAL -1)
	message(FATAL_ERROR "${FILE} has no ${data}")
endif()
string(LENGTH "${data}" size)
math(EXPR at "${at} + ${size}")
string(SUBSTRING "${text}" 0 ${at} head)
string(SUBSTRING "${text}" ${at} -1 tail)
bytes(${name}_head "${head}")
bytes(${name}_tail "${tail}")
file(WRITE ${OUT} "${header}static const struct page pages[] = {
	{ \"${name}\", ${name}_head, ${name}_tail, sizeof(${name}_head), sizeof(${name}_tail) },
};
")
