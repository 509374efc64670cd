#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Every guest of tests/guests: its facts are those that were reviewed (XF_UPDATE=1 rewrites them), explain names
# only what the guest has, no verdict stands without evidence, and the report keeps the vocabulary's rules. Trees
# give what their manifests give. PEERS.md's wrong cases are covered whole.
source "$(dirname "$0")/common"
guests=${XF_SOURCE_DIR:?is the folder of the source}/tests/guests
shared=${XF_SHARED:-$XF_SOURCE_DIR/../shared}

counts=$(python3 -B - "$xenfacts" "$guests" "$work/failures" <<'END'
import glob, json, os, re, subprocess, sys

xenfacts, folder, failures = sys.argv[1:]
sys.path.append(folder)
import expected

passed, failed = 0, []
VERDICTS = {'present': 'present', 'domain': 'domain', 'mode': 'mode'}
VERDICTS.update((cell, 'spectrum.' + cell)
                for cell in 'disk network interrupts timers motherboard privileged'.split())
OURS = re.compile(r'(?<![^\s"(])/(?:proc|sys|boot|dev|usr|etc)(?:/[^\s;,")]*)?')


def check(name, what, good, detail=''):
    global passed
    if good:
        passed += 1
    else:
        failed.append('FAILED: %s: %s %s' % (name, what, detail))


def run(name, *words):
    """What a command prints; it must succeed and say nothing on standard error."""
    done = subprocess.run([xenfacts, *words, '--guest', '%s/%s.guest' % (folder, name)], capture_output=True,
                          env=dict(os.environ, COLUMNS='100'))
    what = words[0] if words else 'report'
    check(name, '%s: exit code' % what, done.returncode == 0, str(done.returncode))
    check(name, '%s: silence' % what, not done.stderr, done.stderr.decode(errors='replace')[:300])
    return done.stdout


def unescape(path):
    return re.sub(r'\\x(..)', lambda found: chr(int(found.group(1), 16)), path)


def places(name):
    """Every path that the guest has: entries that are not absent, and the folders above them."""
    known = set()
    with open('%s/%s.guest' % (folder, name), encoding='utf-8') as file:
        for line in file:
            words = line.rstrip('\n').split(' ')
            if words[0] not in ('file', 'link', 'dir', 'denied', 'failed', 'malformed'):
                continue
            path = unescape(words[1])
            known.update([path, *('/' + path[1:end] for end in range(2, len(path)) if path[end] == '/')])
    return known


def look_up(facts, key):
    for part in key.split('.'):
        facts = facts.get(part) if isinstance(facts, dict) else None
    return facts


def check_expected(reports):
    """Each guest's facts are as expected, and whatever is expected is of a guest."""
    if os.environ.get('XF_UPDATE') == '1':
        expected.update(reports)
    for name, facts in reports.items():
        wrong = expected.differences(name, facts)
        check(name, 'expected (-) and got (+); if + is right, XF_UPDATE=1 writes it:', not wrong,
              ''.join('\n  ' + line for line in wrong))
    check('tests/guests', 'expected of no guest:', not set(expected.names('facts')) - set(names),
          set(expected.names('facts')) - set(names))
    unused = set(expected.names('base')) - {expected.read(name)[0] for name in expected.names('facts')}
    check('tests/guests', 'bases that no guest names:', not unused, unused)


def check_evidence(name, facts):
    for short, key in VERDICTS.items():
        value = look_up(facts, key)
        voices = look_up(facts, 'evidence.' + short) or {}
        check(name, '%s has a value, or a reason' % key, value is not None or look_up(facts, 'unknown.' + key))
        if value in (None, 'unknown'):
            continue
        check(name, '%s rests on evidence' % key, voices.get('for'))
        check(name, '%s names its rules' % key, voices.get('rules'))
        check(name, '%s: both sides of a conflict, or one' % key, (value == 'conflict') == ('against' in voices))


def check_vocabulary(name, facts):
    all_leaves = list(expected.leaves(facts))
    bad = [key for key, _ in all_leaves if not re.fullmatch(r'[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*', key)]
    check(name, 'keys are [a-z][a-z0-9_]*', not bad, str(bad))
    bad = [key for key, value in all_leaves if '\n' in str(value)]
    check(name, 'values are one line, so that a line of what is expected has one meaning', not bad, str(bad))
    check(name, 'no null', all(value is not None for _, value in all_leaves))
    check(name, 'no number but integers', not any(isinstance(value, float) for _, value in all_leaves))
    if not name.startswith('hand-'):
        check(name, 'fewer than 500 leaf values', len(all_leaves) < 500, str(len(all_leaves)))


names, reports = sorted(os.path.basename(path)[:-6] for path in glob.glob(folder + '/*.guest')), {}
check('tests/guests', 'there are guests', len(names) > 8)
for name in names:
    text = run(name, 'facts', '--format', 'json')
    try:
        facts = json.loads(text.decode('utf-8'))
    except ValueError as error:
        check(name, 'facts are JSON in UTF-8:', False, str(error))
        continue
    reports[name] = expected.facts_of(facts)
    check_evidence(name, facts)
    check_vocabulary(name, facts)
    report, explained = run(name).decode(), run(name, 'explain').decode()
    check(name, 'the report names the guest', report.startswith(name), report[:60])
    known = places(name)
    missed = re.compile(r'\S+ is not part of this capture')  # which names a place for that very reason
    for path in sorted(set(OURS.findall(missed.sub('', explained)))):
        check(name, 'explain names only what the guest has, not', path.rstrip('/.:') in known, path)
check_expected(reports)
with open(failures, 'w', encoding='utf-8') as file:
    file.write(''.join(line + '\n' for line in failed))
print(passed, len(failed))
END
) || counts='0 1'
passed=$((passed + ${counts% *}))
failed=$((failed + ${counts#* }))
cat "$work/failures"

# Every wrong case of PEERS.md section 5 is somebody's.
for number in $(seq 1 22); do
	is "a guest for PEERS.md 5.$number" \
		"$(grep -qx "# PEERS.md 5.$number" "$guests"/hand-*.guest && echo there)" there
done

# Root and nobody reach the same verdicts.
verdicts() {
	"$xenfacts" facts --format flat "$@" | grep -E '^(present|mode|domain|spectrum\.[a-z]+)='
}
is 'as root and as nobody' "$(verdicts --guest "$guests/hand-16-pvhvm-as-nobody.guest")" \
	"$(verdicts --guest "$guests/hand-16-pvhvm-as-root.guest")"

# What a tree gives, its manifest gives. Every real guest is unfolded into a tree for that, but for those to which
# something was denied, which no tree can say.
for guest in "$guests"/xen*.guest "$guests"/ec2-*.guest; do
	grep -qE '^(log )?denied' "$guest" && continue
	name=${guest##*/}
	name=${name%.guest}
	mkdir "$work/$name" && "$guests/unfold" "$guest" "$work/$name"
	is "$name: unfolded tree and manifest" "$("$xenfacts" facts --format flat --root "$work/$name")" \
		"$("$xenfacts" facts --format flat --guest "$guest")"
done

# Trees that were captured by other means, before there was a lab, are no part of the project. Where they are, each has
# the verdicts of its namesake here, and a record of it gives what the tree gives.
# These were captured last and have no namesake here yet; one that gets it must leave this list.
later=' plain-virt-arm64 xen4.17-arm64-dom0 xen4.17-arm64-domu-xl xen4.17-pv-passthrough xen4.17-pv-restored '
for name in $later; do
	is "$name: is to be compared with its namesake" "$([ -e "$guests/$name.guest" ] && echo there)" ''
done
for tree in "$shared"/guests/*; do
	name=${tree##*/}
	case $name in
	'*' | README.md) continue ;;
	*.tar.gz)
		name=${name%.tar.gz}
		mkdir "$work/captured-$name" && tar -xzf "$tree" -C "$work/captured-$name"
		tree=$work/captured-$name
		;;
	esac
	"$xenfacts" record "$work/captured.guest" --root "$tree"
	is "$name: captured tree and its record" "$("$xenfacts" facts --format flat --root "$tree")" \
		"$("$xenfacts" facts --format flat --guest "$work/captured.guest")"
	case $later in *" $name "*) continue ;; esac
	# dom0 had no network card when it was captured.
	[ "$name" = xen4.17-dom0-pv-linux6.1 ] && other=spectrum.network || other=none
	is "$name: captured tree and namesake" "$(verdicts --root "$tree" | grep -v "^$other=")" \
		"$(verdicts --guest "$guests/$name.guest" | grep -v "^$other=")"
done

# What real guests may not hold: a UUID or a hardware address with anything but zeros in it, a serial number, a name of the
# lab's machines.
identifying='[[:xdigit:]]{8}-([[:xdigit:]]{4}-){3}[[:xdigit:]]{12}|([[:xdigit:]]{2}:){5}[[:xdigit:]]{2}|serial ?number: *[^ x]|xflab'
for guest in "$guests"/xen*.guest "$guests"/ec2-*.guest; do
	name=${guest##*/}
	is "${name%.guest} identifies no machine" "$(grep -iEo "$identifying" "$guest" | grep -vE '^[0:-]+$')" ''
done
printf 'mac 00:16:3e:5a:fa:c7\n' > "$work/leak"
is 'what identifies is found' "$(grep -iEo "$identifying" "$work/leak")" 00:16:3e:5a:fa:c7
finish
