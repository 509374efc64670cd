#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A plugin of xenfacts itself that crashes or hangs: ours share a worker and send together, and still it is the guilty
# one that is blamed, and the others' facts are there.
source "$(dirname "$0")/common"

# Fills the code of a plugin with an instruction of one byte, and ends it with a jump to itself.
fill() { # fill PLUGIN INSTRUCTION
	PYTHONPATH=$XF_SOURCE_DIR python3 -B - "$work/half/plugins/$1.so" "$2" <<- 'END'
		import pathlib, sys
		from tests.kit.elf import Elf
		path, code = pathlib.Path(sys.argv[1]), bytes.fromhex(sys.argv[2])
		[text] = [section for section in Elf(path).sections if section.name == ".text"]
		content = bytearray(path.read_bytes())
		content[text.offset:text.offset + text.size] = code * (text.size - 2) + b"\xeb\xfe"
		path.write_bytes(content)
	END
}

mkdir "$work/half"
cp "$xenfacts" "$work/half/"
guest=$XF_SOURCE_DIR/tests/guests/xen4.17-pvhvm-linux6.1.guest
for case in 'crashed kernel f4' 'timed_out kernel 90' 'crashed block f4' 'timed_out version 90'; do # hlt, nop
	read -r status plugin code <<< "$case"
	rm -rf "$work/half/plugins"
	cp -r "${xenfacts%/*}/plugins" "$work/half/plugins"
	fill "$plugin" "$code"
	found=$("$work/half/xenfacts" facts --format flat --guest "$guest")
	is "who $status" "$(grep '^plugins\..*\.status=' <<< "$found" | grep -v '=ok$')" "plugins.$plugin.status=$status"
	is "the mode, although $plugin $status" "$(grep '^mode=' <<< "$found")" mode=pvhvm
done
finish
