# SPDX-License-Identifier: MIT
"""For guests-prometheus.sh: what Prometheus is told of every guest, and whether it says what the facts say.

Usage: guests_prometheus.py PROGRAM GUESTS FAILURES      prints how many checks passed and failed; FAILURES gets what failed
"""
import glob
import json
import os
import re
import subprocess
import sys
import time

xenfacts, folder, failures = sys.argv[1:]
passed, failed = 0, []
HEAD = re.compile(r'# (HELP|TYPE) (xenfacts_[a-z_]+) (.+)')
SAMPLE = re.compile(r'(xenfacts_[a-z_]+)(?:\{([^}]*)\})? (\d+(?:\.\d+)?)')  # nothing behind the value: no time
LABEL = re.compile(r'([a-z_]+)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)')
MARK = '# What follows moves by itself.'
# These are compared with the facts, of every guest.
LEFT_OUT = re.compile(r'^(?:xenfacts_plugin_success\{.*\} 1|xenfacts_unknown_facts \d+)\n', re.M)
VARIES = re.compile(r'^(xenfacts_(?:collect_duration|last_success_timestamp)_seconds) .*$', re.M)
CELLS = 'disk network interrupts timers motherboard privileged'.split()


def check(name, what, good, detail=''):
    global passed
    passed += bool(good)
    if not good:
        failed.append('FAILED: %s: %s %s' % (name, what, detail))


def run(name, form):
    done = subprocess.run([xenfacts, 'facts', '--format', form, '--guest', '%s/%s.guest' % (folder, name)],
                          capture_output=True, text=True)
    check(name, '%s succeeds in silence' % form, done.returncode == 0 and not done.stderr, done.stderr[:300])
    return done.stdout


def parse(name, text):
    """{metric: (type, {labels: value})}; each mistake in the form is counted."""
    metrics, current, marks = {}, None, 0
    check(name, 'a final newline', text.endswith('\n') and not text.endswith('\n\n'))
    for line in text.splitlines():
        head, sample = HEAD.fullmatch(line), SAMPLE.fullmatch(line)
        if head and head[1] == 'HELP':
            check(name, 'HELP once, samples together', head[2] not in metrics, line)
            current = head[2]
            metrics[current] = (None, {})
        elif head:
            check(name, 'TYPE behind its HELP', head[2] == current and not metrics[current][1], line)
            check(name, 'counters, and nothing else, end in _total and move',
                  (head[3] == 'counter') == current.endswith('_total') and (marks or head[3] == 'gauge'), line)
            metrics[current] = (head[3], {})
        elif sample:
            found = LABEL.findall(sample[2] or '')
            labels = tuple(found)
            check(name, 'labels are well formed', LABEL.sub('', sample[2] or '') == '', line)
            check(name, 'labels are sorted', list(labels) == sorted(labels), line)
            check(name, 'a sample of the metric that is on, once',
                  sample[1] == current and metrics[current][0] and labels not in metrics[current][1], line)
            metrics[current][1][labels] = sample[3]
        else:
            check(name, 'one mark and nothing else', line == MARK and not marks, line)
            marks += 1
    check(name, 'the mark is there', marks == 1)
    check(name, 'no heading without a sample', all(samples for _, samples in metrics.values()))
    return {metric: samples for metric, (_, samples) in metrics.items()}


def value(metrics, metric, **labels):
    return metrics.get(metric, {}).get(tuple(sorted(labels.items())))


CHIPS = ('io_apic', 'other', 'pci_msi', 'xen_dyn', 'xen_percpu', 'xen_pirq', 'xt_pic')


def compare(name, metrics, facts):
    """What facts say is what samples say."""
    info = {'domain': facts['domain'], 'label': facts['label'], 'mode': facts['mode']}
    if 'version' in facts:
        info['xen_version'] = facts['version']
    check(name, 'xenfacts_info', metrics['xenfacts_info'] == {tuple(sorted(info.items())): '1'}, metrics['xenfacts_info'])
    cells = {(('cell', cell), ('value', facts['spectrum'][cell])): '1' for cell in CELLS}
    check(name, 'xenfacts_spectrum', metrics['xenfacts_spectrum'] == cells, metrics['xenfacts_spectrum'])
    for cell in CELLS:
        grade, word = value(metrics, 'xenfacts_spectrum_grade', cell=cell), facts['spectrum'][cell]
        check(name, 'a grade of %s' % cell, (grade is None) == (word in ('unknown', 'conflict', 'none')), grade)
    bits = {(('feature', bit),): str(int(on)) for bit, on in facts.get('features', {}).items() if isinstance(on, bool)}
    check(name, 'xenfacts_feature_enabled', metrics.get('xenfacts_feature_enabled', {}) == bits)
    for metric, part in (('disks', 'block'), ('interfaces', 'net'), ('interrupt_lines', 'irq')):
        known = facts.get(part, {})
        for labels, number in metrics.get('xenfacts_' + metric, {}).items():
            check(name, 'xenfacts_%s' % metric, str(known.get(labels[0][1])) == number, str(labels))
        check(name, 'xenfacts_%s is there if it is known' % metric,
              ('xenfacts_' + metric in metrics) == bool({'emulated', *CHIPS} & set(known)))
    for metric, number in (('unknown_facts', facts['unknown_count']), ('denied_places', facts['denied_count']),
                           ('event_channels', facts.get('irq', {}).get('event_channels'))):
        got = value(metrics, 'xenfacts_' + metric)
        check(name, 'xenfacts_%s' % metric, got == (None if number is None else str(number)), got)
    plugins = {(('plugin', plugin),): str(int(told['status'] == 'ok')) for plugin, told in facts['plugins'].items()}
    check(name, 'xenfacts_plugin_success', metrics['xenfacts_plugin_success'] == plugins)


def check_golden(name, text):
    golden = '%s/%s.prom' % (folder, name)
    if not os.path.exists(golden):
        return
    fixed = LEFT_OUT.sub('', VARIES.sub(r'\1 0', text))
    if os.environ.get('XF_UPDATE') == '1':
        open(golden, 'w', encoding='utf-8').write(fixed)
    check(name, 'differs from %s.prom; read the difference, then XF_UPDATE=1' % name,
          fixed == open(golden, encoding='utf-8').read())


def check_counters(name, metrics):
    """The counters by hand, from the guest's own /proc/interrupts."""
    rows = re.search(r'^file /proc/interrupts\n((?:\|.*\n)*)', open('%s/%s.guest' % (folder, name)).read(), re.M)
    for row, kinds in (('LOC', {'kind': 'local_timer'}), ('HYP', {})):
        found = re.search(r'^\|\s*%s:((?:\s+\d+)+)' % row, rows[1], re.M) if rows else None
        metric = 'xenfacts_irq_interrupts_total' if kinds else 'xenfacts_irq_callbacks_total'
        got = value(metrics, metric, **kinds)
        if metrics.get('xenfacts_irq_interrupts_total'):
            check(name, metric, got == (str(sum(map(int, found[1].split()))) if found else None), got)
    if rows and metrics.get('xenfacts_irq_interrupts_total'):
        lines = re.findall(r'^\|\s*\d+:((?:\s+\d+(?=\s))+)', rows[1], re.M)
        total = sum(sum(map(int, line.split())) for line in lines)
        got = sum(int(number) for labels, number in metrics['xenfacts_irq_interrupts_total'].items()
                  if labels[0][1] != 'local_timer')
        check(name, 'all interrupts of lines are counted once', got == total, '%d, not %d' % (got, total))


names = sorted(os.path.basename(path)[:-6] for path in glob.glob(folder + '/*.guest'))
goldens = sorted(os.path.basename(path)[:-5] for path in glob.glob(folder + '/*.prom'))
check('tests/guests', 'there are guests, and some with a whole output', len(names) > 8 and len(goldens) > 4)
check('tests/guests', 'a guest for each output', set(goldens) <= set(names), str(set(goldens) - set(names)))
counted = 0
for name in names:
    text, again = run(name, 'prometheus'), run(name, 'prometheus')
    check(name, 'twice the same', VARIES.sub('', text) == VARIES.sub('', again) and len(VARIES.findall(text)) == 2)
    check(name, 'what varies stands behind the mark', not VARIES.search(text.partition(MARK)[0]))
    metrics = parse(name, text)
    compare(name, metrics, json.loads(run(name, 'json')))
    check_counters(name, metrics)
    counted += 'xenfacts_irq_interrupts_total' in metrics
    check(name, 'a duration that can be', 0 < float(value(metrics, 'xenfacts_collect_duration_seconds')) < 2.5)
    age = time.time() - int(value(metrics, 'xenfacts_last_success_timestamp_seconds'))
    check(name, 'the time of now', -1 <= age < 60, str(age))
    check_golden(name, text)
check('tests/guests', 'guests with counters', counted > 20, str(counted))
with open(failures, 'w', encoding='utf-8') as file:
    file.write(''.join(line + '\n' for line in failed))
print(passed, len(failed))
