import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeText } from './decode-text.ts';
import { detailsBudget, ResultsFold } from './fold-results.ts';
import type { FileResults } from './model.ts';
import { readText } from './recognise.ts';
import { pieces } from './test-tools.ts';
import { UnreadableError } from './unreadable-error.ts';

/** @returns undefined for what cannot be read; anything but an UnreadableError fails the test */
async function read(bytes: Uint8Array, size = 1_000): Promise<FileResults | undefined> {
  const fold = new ResultsFold(detailsBudget());
  try {
    await readText(decodeText(pieces(bytes, size)), fold);
    return fold.finish('f');
  } catch (error) {
    if (error instanceof UnreadableError) return undefined;
    throw error;
  }
}

/** Whether somebody who reads the results would take them for a success. */
const green = (results: FileResults) =>
  results.suiteFailures.length === 0 && results.suites.every(({ failed }) => failed === 0);

const tests = (results: FileResults) => results.suites.reduce((sum, suite) => sum + suite.tests, 0);

const own = [
  '<?xml version="1.0"?>\n<testsuites><testsuite name="s" time="1"><testcase name="a" classname="c" time="0.1"/><testcase name="b"><failure message="m &lt;"><![CDATA[at x]]></failure></testcase><testcase name="b"/></testsuite></testsuites>\n',
  '<?xml version="1.0"?>\n<testsuite name="s"><testcase name="a" time="0.1"/><testcase name="c"><skipped/></testcase></testsuite>\n',
  '1..3\nok 1 - a\nok 2 - b # SKIP\nok 3 - c\n',
];

/** The smallest real file of each format, that has tests. */
function samples(): readonly { format: string; bytes: Buffer }[] {
  const fixtures = path.resolve('../shared/fixtures/test-results');
  const index = path.join(fixtures, 'index.tsv');
  if (!existsSync(index)) return [];
  const smallest = new Map<string, { file: string; size: number }>();
  for (const line of readFileSync(index, 'utf8').trimEnd().split('\n').slice(1)) {
    const [name = '', format = '', total = ''] = line.split('\t');
    const file = path.join(fixtures, name);
    const { size } = statSync(file);
    if (Number(total) > 0 && size < (smallest.get(format)?.size ?? 40_000)) smallest.set(format, { file, size });
  }
  return [...smallest].map(([format, { file }]) => ({ format, bytes: readFileSync(file) }));
}

const wholes = [...own.map((text) => ({ format: 'own', bytes: Buffer.from(text) })), ...samples()];
if (wholes.length === own.length) test.skip('real files of each format (not there: ../shared/fixtures)', () => {});

test('any bytes', async () => {
  const starts = [
    '',
    '<',
    '<testsuite',
    '<?xml',
    '{',
    '[',
    '{"results":',
    '1..',
    'ok 1',
    'TAP version 14\n',
    '{"Action":',
  ];
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 300 }), async (start, bytes) => {
      await read(Buffer.concat([Buffer.from(start), bytes]));
    }),
    { numRuns: 500 },
  );
});

test.each(wholes)('$format: a file that is cut is no success, unless all of its tests are there', async ({ bytes }) => {
  const whole = await read(bytes);
  expect(whole).toBeDefined();
  if (!whole) return;
  await fc.assert(
    fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 2_000 }), async (length, size) => {
      const cut = await read(bytes.subarray(0, length), size);
      if (cut && green(cut)) expect(tests(cut)).toBe(tests(whole));
    }),
    { numRuns: 40 },
  );
});

test.each(wholes)('$format: a file with mistakes does not stop the reader', async ({ bytes }) => {
  const edit = fc.record({ at: fc.nat(bytes.length), cut: fc.nat(20), put: fc.uint8Array({ maxLength: 8 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 4 }), async (edits) => {
      let broken: Buffer = bytes;
      for (const { at, cut, put } of edits) {
        broken = Buffer.concat([broken.subarray(0, at), put, broken.subarray(at + cut)]);
      }
      await read(broken);
    }),
    { numRuns: 40 },
  );
});
