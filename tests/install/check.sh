#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Installs a built tree into an empty DESTDIR and checks what a packager and the author of a plugin rely
# on; then builds once more for a prefix of its own and runs the program from there, since only an
# installed program shows whether it finds its installed plugins.
#
# Usage: tests/install/check.sh BUILD_DIRECTORY       (configured and built; clang and g++ are needed)
set -euo pipefail

source_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
build=$(cd "$1" && pwd)
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT

fail() {
	echo "FAILED: $*"
	exit 1
}

cached() {
	sed -n "s/^$1:[A-Z]*=//p" "$build/CMakeCache.txt"
}

prefix=$(cached CMAKE_INSTALL_PREFIX)
dest=$work/dest
libdir=$dest$prefix/$(cached CMAKE_INSTALL_LIBDIR)
include=$dest$prefix/include

echo "== install to a DESTDIR"
DESTDIR=$dest cmake --install "$build" >/dev/null
(cd "$dest" && find . -type f | sort)

echo "== every file is there"
program=$dest$prefix/bin/xenfacts
for file in "$program" "$include"/xenfacts/{plugin,setting,sink}.h "$libdir/libxenfacts-plugin.a" "$libdir/pkgconfig/xenfacts.pc" \
	"$dest$prefix/share/man/man1/xenfacts.1" "$libdir"/xenfacts/modules/{yaml,table,ansible,fleet,page,saved}.so \
	"$dest$prefix/share/xenfacts/schema/xenfacts-1.json"; do
	[[ -s $file ]] || fail "${file#"$dest"} is not installed"
done
for file in "$source_dir"/docs/man/xenfacts-sink-*.7; do
	name=$(basename "$file" .7)
	[[ -s $dest$prefix/share/man/man7/$name.7 ]] || fail "$name has no man page"
	[[ -s $libdir/xenfacts/sinks/${name#xenfacts-sink-}.so ]] || fail "$name is not installed"
done
plugins=()
for file in "$source_dir"/plugins/*.c; do
	name=$(basename "$file" .c)
	plugins+=("$name.so")
	[[ -s $libdir/xenfacts/plugins/$name.so ]] || fail "plugin $name is not installed"
	[[ -s $dest$prefix/share/man/man7/xenfacts-plugin-$name.7 ]] || fail "plugin $name has no man page"
done
diff <(printf '%s\n' "${plugins[@]}" | sort) <(find "$libdir/xenfacts/plugins" -type f -printf '%f\n' | sort) ||
	fail "the folder of plugins holds something else"

echo "== what other tools look for is there, as it was tested"
share=$dest$prefix/share/xenfacts integrations=$source_dir/integrations
cmp "$integrations/salt/src/saltext/xenfacts/grains/xenfacts.py" "$share/salt/grains/xenfacts.py" ||
	fail "the grain is not installed"
for kind in modules states beacons; do
	cmp "$integrations/salt/src/saltext/xenfacts/$kind/xenfacts_mod.py" "$share/salt/$kind/xenfacts_mod.py" ||
		fail "Salt's $kind are not installed"
done
authors=(--exclude=spec --exclude=.fixtures.yml --exclude=Gemfile --exclude=Rakefile)
diff -r "${authors[@]}" "$integrations/puppet" "$share/puppet" || fail "the module of Puppet is not installed as it is"
[[ -x $share/puppet/files/xenfacts.sh && ! -e $share/puppet/spec ]] || fail "the module's files are not right"

cmp "$source_dir/docs/RUNBOOKS.md" "$share/prometheus/RUNBOOKS.md" || fail "the runbooks are not installed"
cp -r "$integrations/prometheus" "$work/prometheus"
sed -i "s|/usr/share/xenfacts|$prefix/share/xenfacts|" "$work"/prometheus/*
diff -r --exclude=RUNBOOKS.md "$work/prometheus" "$share/prometheus" || fail "what Prometheus needs is not installed as it is"
[[ -x $share/prometheus/xenfacts-metrics ]] || fail "xenfacts-metrics cannot be run"
units=$dest$prefix/lib/systemd/system
grep -qx "ExecStart=$prefix/bin/xenfacts agent" "$units/xenfacts.service" || fail "the unit starts another program"
[[ -s $units/xenfacts-once.service && -s $units/xenfacts-once.timer ]] || fail "a unit is not installed"

echo "== and nothing else, nothing loose"
[[ ! -e $dest/etc ]] || fail "files in /etc are the packages' business"
stray=$(cd "$dest$prefix" && find . -type f -not -path './bin/*' -not -path './include/xenfacts/*' \
	-not -path './lib*' -not -path './share/*')
[[ -z $stray ]] || fail "outside of the FHS: $stray"
writable=$(find "$dest$prefix" -not -type l -perm /022)
[[ -z $writable ]] || fail "others may write: $writable"

echo "== it works where it was put"
"$program" list plugins | grep -q '^block ' || fail "the program does not find the plugins below its prefix"
"$program" facts --format yaml >/dev/null || fail "the program does not find the modules below its prefix"

echo "== what the objects export and need"
for file in "$libdir"/xenfacts/plugins/*.so; do
	exported=$(nm -D --defined-only --format=posix "$file" | cut -d' ' -f1)
	[[ $exported == xenfacts_plugin ]] || fail "$file exports $exported"
done
diff <(grep -o 'xf_[a-z_]*;' "$source_dir/core/probe/api.map" | tr -d ';' | sort) \
	<(nm -D --defined-only --format=posix "$program" | grep -o '^xf_[a-z_]*@@XENFACTS_1' | sed 's/@.*//' | sort) ||
	fail "the program does not export just the plugin interface"
for file in "$program" "$libdir"/xenfacts/*/*.so; do
	! readelf -d "$file" | grep -E 'R(UN)?PATH' || fail "$file has a path of the build folder"
done
for file in "$libdir"/xenfacts/sinks/*.so; do
	exported=$(nm -D --defined-only --format=posix "$file" | cut -d' ' -f1)
	[[ $exported == xenfacts_sink ]] || fail "$file exports $exported"
done
exported=$(nm -D --defined-only --format=posix "$libdir/xenfacts/modules/imds.so" | cut -d' ' -f1)
[[ $exported == xenfacts_imds ]] || fail "imds.so exports $exported"
for file in sinks/http/transfer.so modules/imds.so; do
	readelf -d "$libdir/xenfacts/$file" | grep -q 'NEEDED.*libcurl' || fail "$file lacks libcurl"
done
for file in "$libdir"/xenfacts/*/*.so; do
	[[ $file != */modules/imds.so ]] || continue # opened by a look that asks EC2's metadata service, and by nothing else
	! readelf -d "$file" | grep -E 'NEEDED.*lib(curl|ssl|crypto)' || fail "$file pulls in libcurl"
done
needed=$(readelf -d "$program" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p')
[[ $needed == libc.so.6 ]] || fail "the program needs more than the C library: $needed"

echo "== each object has the protections of hardening.cmake"
python3 -B "$source_dir/tests/install/hardening.py" "$dest" "$build" || fail "an object lacks a protection"

echo "== each header alone, as C and as C++"
for compiler in 'gcc -std=c11 -x c' 'clang -std=c11 -x c' 'g++ -std=c++11 -x c++' 'clang++ -std=c++11 -x c++'; do
	read -ra words <<<"$compiler"
	while IFS= read -r header; do
		"${words[@]}" -fsyntax-only -Wall -Wextra -Wpedantic -Werror -I "$include" - <<<"#include <$header>" ||
			fail "$compiler does not take $header"
	done < <(cd "$include" && find xenfacts -name '*.h')
done

echo "== a plugin built out of tree, by pkg-config"
export PKG_CONFIG_PATH=$libdir/pkgconfig PKG_CONFIG_SYSROOT_DIR=$dest
flags=$(pkg-config --cflags xenfacts)
[[ -n $flags ]] || fail "pkg-config knows no flags"
read -ra words <<<"$flags"
gcc -std=c11 -Wall -Wextra -Werror -fPIC -shared "${words[@]}" -o "$work/example.so" \
	"$source_dir/tests/install/example.c"
"$program" plugin check "$work/example.so" || fail "plugin check refuses example.so"
echo "== one that uses what plugins share"
sed -e 's|"/proc/sys/kernel/osrelease"|XF_INTERRUPTS|; s|^#include <xenfacts/plugin.h>|&\n#include <xenfacts/lib/interrupts.h>|' \
	-e 's|xf_text(release)|xf_interrupts_good(xf_text(release)) ? "good" : "bad"|; s/"example"/"shared"/; s/example\./shared./' \
	"$source_dir/tests/install/example.c" >"$work/shared.c"
read -ra libs <<<"$(pkg-config --libs xenfacts)"
gcc -std=c11 -Wall -Wextra -Werror -fPIC -shared -fvisibility=hidden "${words[@]}" -o "$work/shared.so" "$work/shared.c" "${libs[@]}"
[[ $(nm -D --defined-only --format=posix "$work/shared.so" | cut -d' ' -f1) == xenfacts_plugin ]] ||
	fail "a plugin exports what it shares"
"$program" plugin check "$work/shared.so" | grep -x '  shared.release=good' || fail "the library does not work"

mv "$work/example.so" "$work/other.so"
! "$program" plugin check "$work/other.so" || fail "plugin check takes a plugin under another name"

echo "== the plugin that 'plugin new' writes"
(cd "$work" && "$program" plugin new mine)
make -C "$work/mine" check XENFACTS="$program" || fail "the template is not complete"
make -C "$work/mine" install DESTDIR="$work/third" || fail "the template does not install"
find "$work/third" -name mine.so | grep -q "$(cached CMAKE_INSTALL_LIBDIR)/xenfacts/plugins/mine.so$" ||
	fail "the template installs elsewhere"
unset PKG_CONFIG_PATH PKG_CONFIG_SYSROOT_DIR

echo "== an installed program finds its plugins and modules"
installed=$(dirname "$build")/installed
cmake -G Ninja -S "$source_dir" -B "$installed" -DCMAKE_BUILD_TYPE=Release -DBUILD_TESTING=OFF \
	-DCMAKE_INSTALL_PREFIX="$installed/root" >/dev/null
cmake --build "$installed"
rm -rf "$installed/root"
cmake --install "$installed" >/dev/null
for format in json yaml text flat; do
	for guest in "$source_dir"/tests/guests/*.guest; do
		"$build/xenfacts" facts --format $format --guest "$guest" >"$work/built"
		"$installed/root/bin/xenfacts" facts --format $format --guest "$guest" >"$work/installed"
		[[ -s $work/built ]] || fail "no output"
		cmp "$work/built" "$work/installed" || fail "$guest: the installed program says something else"
	done
done
echo "all well"
