import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { detailsBudget } from './fold-results.ts';
import { readFile } from './read-file.ts';
import { inFolder, totals } from './test-tools.ts';

const read = (content: string | Uint8Array) =>
  inFolder({ 'r.xml': content }, (folder) => readFile(path.join(folder, 'r.xml'), 'r.xml'));

test('a file that is not there', async () => {
  expect(await readFile('/nowhere/at/all.xml', 'all.xml')).toEqual({
    readable: false,
    file: 'all.xml',
    reason: 'could not be read (ENOENT)',
    line: undefined,
  });
});

test('a truncated file keeps its name and line', async () => {
  const outcome = await read('<testsuite>\n<testcase/>\n<testcase>');
  expect(outcome).toEqual({ readable: false, file: 'r.xml', reason: 'ends inside <testcase>', line: 3 });
});

test('UTF-16 in several pieces of the file', async () => {
  const cases = '<testcase name="漢"/>'.repeat(9_000);
  const outcome = await read(Buffer.from(`\ufeff<testsuite>${cases}</testsuite>`, 'utf16le'));
  expect(outcome.readable && totals(outcome)).toBe('9000/9000/0/0');
});

test('details beyond the budget of a run are dropped, the failure stays', async () => {
  const xml = `<testsuite>${'<testcase><failure message="m">1234567890</failure></testcase>'.repeat(3)}</testsuite>`;
  const outcome = await inFolder({ 'r.xml': xml }, (folder) =>
    readFile(path.join(folder, 'r.xml'), 'r.xml', detailsBudget(25)),
  );
  expect(outcome.readable && outcome.failures.map(({ message, details }) => message + details)).toEqual([
    'm1234567890',
    'm1234567890',
    'm',
  ]);
});

test('never throws, and a cut file is never a success', async () => {
  const whole = Buffer.from(
    '<?xml version="1.0"?><testsuites><testsuite name="s"><testcase name="a"><failure message="m"><![CDATA[x]]></failure></testcase></testsuite></testsuites>',
  );
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length - 1), async (length) => {
      expect((await read(whole.subarray(0, length))).readable).toBe(false);
    }),
    { numRuns: 60 },
  );
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
      expect(typeof (await read(bytes)).readable).toBe('boolean');
    }),
    { numRuns: 60 },
  );
});

const fixtures = path.resolve('../shared/fixtures/test-results');
const index = path.join(fixtures, 'index.tsv');

if (existsSync(index)) {
  const rows = readFileSync(index, 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [file = '', format = '', total, passed, failed, skipped, note = ''] = line.split('\t');
      const counts = total === 'ERR' ? 'ERR' : [total, passed, failed, skipped].join('/');
      const alternatives = [...note.matchAll(/accept=([\dER/]+)/g)].map(([, answer]) => answer);
      return { file, ofJUnit: format === 'junit' || format === 'malformed', accepted: [counts, ...alternatives] };
    });

  describe('the index of real report files', () => {
    test.each(rows.filter(({ ofJUnit }) => ofJUnit))('$file', async ({ file, accepted }) => {
      const outcome = await readFile(path.join(fixtures, file), file);
      expect(accepted).toContain(outcome.readable ? totals(outcome) : 'ERR');
    });

    test.each(rows.filter(({ ofJUnit }) => !ofJUnit))(
      'another format is never taken for JUnit: $file',
      async ({ file }) => {
        expect((await readFile(path.join(fixtures, file), file)).readable).toBe(false);
      },
    );
  });
} else {
  test.skip(`the index of real report files (not there: ${index})`, () => {});
}
