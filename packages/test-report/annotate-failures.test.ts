import { expect, test } from '@jest/globals';
import { annotateFailures, annotationLimit } from './annotate-failures.ts';
import { conclude } from './conclude.ts';
import { failed, file } from './test-tools.ts';

const place = (name: string) => (name === '' ? undefined : name);
const annotations = (...failures: ReturnType<typeof failed>[]) =>
  annotateFailures(conclude([file({ failures })]).failures, place);

test('name, message, stack trace and place', () => {
  expect(annotations(failed({ file: 'a.py', line: 3 }))).toEqual([
    { level: 'error', title: 'suite › case', message: 'expected 1\n\nat line 1\nat line 2', file: 'a.py', line: 3 },
  ]);
});

test.each([
  [{ message: 'm', details: 'm\nmore' }, 'm\nmore'],
  [{ message: 'm', details: '' }, 'm'],
  [{ message: 'm', details: 'm' }, 'm'],
  [{ message: '', details: '' }, 'The test failed.'],
])('%j says %j', (over, message) => {
  expect(annotations(failed(over))[0]?.message).toBe(message);
});

test('a line without a file is no place', () => {
  expect(annotations(failed({ line: 3 }))[0]).not.toHaveProperty('line');
});

test('at most ten, those with a place first', () => {
  const failures = Array.from({ length: 30 }, (_, index) =>
    failed({ name: String(index), file: index >= 25 ? 'a.py' : '' }),
  );
  const made = annotations(...failures);
  expect(made).toHaveLength(annotationLimit);
  expect(made.slice(0, 5).map(({ title }) => title)).toEqual([25, 26, 27, 28, 29].map((name) => `suite › ${name}`));
});

test('within the limits of an annotation, in whole characters', () => {
  const [made] = annotations(failed({ name: `${'🎉'.repeat(400)}\nx`, message: '漢'.repeat(40_000), details: '' }));
  expect([...(made?.title ?? '')]).toHaveLength(255);
  expect(Buffer.byteLength(made?.message ?? '')).toBeLessThanOrEqual(64_010);
  expect(made?.message).not.toContain('\ufffd');
  expect(made?.title).not.toContain('\n');
});
