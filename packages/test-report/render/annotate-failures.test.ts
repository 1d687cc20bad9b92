import { describe, expect, test } from '@jest/globals';
import type { Failure, Flaky } from '../conclude.ts';
import { toAnnotations } from '../github/check-run-annotations.ts';
import { annotateCheck, annotateFailures, annotationLimit } from './annotate-failures.ts';

const failure: Failure = {
  name: 'case',
  suite: ['suite'],
  className: '',
  message: 'expected 1',
  details: 'at line 1\nat line 2',
  file: '',
  line: undefined,
};
const place = ({ file, line }: Failure) => (file === '' ? undefined : { file, line });
const isNew = ({ name }: Failure) => name.startsWith('new');
const annotations = (...failures: Partial<Failure>[]) =>
  annotateFailures(
    failures.map((over) => ({ ...failure, ...over })),
    { place, isNew },
  );

describe('for workflow commands', () => {
  test('name, message, stack trace and place', () => {
    expect(annotations({ file: 'a.py', line: 3 })).toEqual([
      { level: 'error', title: 'suite › case', message: 'expected 1\n\nat line 1\nat line 2', file: 'a.py', line: 3 },
    ]);
  });

  test.each([
    [{ message: 'm', details: 'm\nmore' }, 'm\nmore'],
    [{ message: 'm', details: '' }, 'm'],
    [{ message: 'm', details: 'm' }, 'm'],
    [{ message: '', details: '' }, 'The test failed.'],
  ])('%j says %j', (over, message) => {
    expect(annotations(over)[0]?.message).toBe(message);
  });

  test('a file without a line, and a line without a file', () => {
    expect(annotations({ file: 'a.py' }, { line: 3 })).toEqual([
      expect.objectContaining({ file: 'a.py' }),
      expect.not.objectContaining({ line: 3 }),
    ]);
    expect(annotations({ file: 'a.py' })[0]).not.toHaveProperty('line');
  });

  test('at most ten: those with a place first, and among them the new ones', () => {
    const failures = Array.from({ length: 30 }, (_, index) => ({
      name: `${index % 3 === 0 ? 'new ' : ''}${index}`,
      file: index >= 20 && index < 26 ? 'a.py' : '',
    }));
    const made = annotations(...failures);
    expect(made).toHaveLength(annotationLimit);
    expect(made.map(({ title }) => title.replace('suite › ', ''))).toEqual([
      'New: new 21',
      'New: new 24',
      '20',
      '22',
      '23',
      '25',
      'New: new 0',
      'New: new 3',
      'New: new 6',
      'New: new 9',
    ]);
  });

  test('within the limits of an annotation, in whole characters', () => {
    const [made] = annotations({ name: `${'🎉'.repeat(400)}\nx`, message: '漢'.repeat(40_000), details: '' });
    expect(made?.title.length).toBeGreaterThan(250);
    expect(made?.title.length).toBeLessThanOrEqual(255);
    expect(made?.title.isWellFormed()).toBe(true);
    expect(Buffer.byteLength(made?.message ?? '')).toBeLessThanOrEqual(64_010);
    expect(made?.message).not.toContain('\ufffd');
    expect(made?.title).not.toContain('\n');
  });
});

describe('for a check run', () => {
  const flaky: Flaky = { ...failure, name: 'shaky', file: 'b.py', line: 4, attempts: 3 };

  test('all failures, and flaky tests as notices', () => {
    const failures = [failure, { ...failure, name: 'new', file: 'a.py', line: 3 }];
    expect(annotateCheck({ failures, flaky: [flaky] }, { place, isNew })).toEqual([
      {
        level: 'error',
        title: 'New: suite › new',
        message: 'expected 1',
        details: 'at line 1\nat line 2',
        file: 'a.py',
        line: 3,
      },
      { level: 'error', title: 'suite › case', message: 'expected 1', details: 'at line 1\nat line 2' },
      {
        level: 'notice',
        title: 'Flaky: suite › shaky',
        message: 'It passed at attempt 3.\n\nexpected 1',
        details: 'at line 1\nat line 2',
        file: 'b.py',
        line: 4,
      },
    ]);
  });

  test('nothing is said twice or missing', () => {
    const bare = { message: '', details: '' };
    const some = { failures: [{ ...failure, ...bare }], flaky: [{ ...flaky, ...bare, attempts: 1 }] };
    expect(annotateCheck(some, { place }).map(({ title, message }) => [title, message])).toEqual([
      ['suite › case', 'The test failed.'],
      ['Flaky: suite › shaky', 'It passed only after it had failed.'],
    ]);
  });

  test('in the form that GitHub takes: those with a place, within the limits', () => {
    const failures = Array.from({ length: 120 }, (_, index) => ({
      ...failure,
      name: 'x'.repeat(400),
      message: '漢'.repeat(40_000),
      file: index % 2 === 0 ? 'a.py' : '',
    }));
    const made = toAnnotations(annotateCheck({ failures, flaky: [flaky] }, { place, isNew }));
    expect(made).toHaveLength(61);
    expect(made.at(-1)).toMatchObject({ level: 'notice', path: 'b.py', startLine: 4, endLine: 4 });
    expect(made[0]).toMatchObject({ level: 'failure', path: 'a.py', startLine: 1, rawDetails: failure.details });
    for (const { title = '', message } of made) {
      expect(title.length).toBeLessThanOrEqual(255);
      expect(Buffer.byteLength(message)).toBeLessThanOrEqual(65_536);
    }
  });
});
