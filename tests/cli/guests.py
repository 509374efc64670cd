# SPDX-License-Identifier: MIT
"""For guests.sh: every guest's facts are as expected, its verdicts rest on evidence, its report keeps the vocabulary.

Usage: guests.py PROGRAM GUESTS FAILURES      prints how many checks passed and failed; FAILURES gets what failed
"""
import glob
import json
import os
import re
import subprocess
import sys

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
        inherited = any('=conflict' in line for line in voices.get('for') or ())  # an earlier verdict's conflict
        check(name, '%s: both sides of a conflict, or one' % key,
              'against' in voices or inherited if value == 'conflict' else 'against' not in voices)


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
