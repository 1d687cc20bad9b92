import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Case, Sink } from '@ci-actions/test-results/model';
import { readText } from '@ci-actions/test-results/recognise';
import { inFolder } from '@ci-actions/test-results/test-tools';
import { expect, test } from '@jest/globals';
import { validate } from 'ctrf';
import fc from 'fast-check';
import { Baseline } from '../compare/baseline.ts';
import { compareRows } from '../compare/compare-rows.ts';
import { conclude } from '../conclude.ts';
import type { Row } from '../row.ts';
import { file, suite, unreadable } from '../test-tools.ts';
import { type CtrfHead, writeCtrf } from './write-ctrf.ts';

const row: Row = {
  report: 'a/junit.xml',
  suite: ['outer', 'inner'],
  className: 'com.acme.FooTest',
  name: 'adds',
  state: 'passed',
  attempts: 1,
  flaky: false,
  message: '',
  details: '',
  file: 'src/a.ts',
  line: 3,
  durationMs: 12.6,
};

const run = {
  serverUrl: 'https://github.com',
  repository: 'org/repo',
  sha: 'abc',
  refName: 'main',
  runId: '42',
  runUrl: 'https://github.com/org/repo/actions/runs/42',
};
const failure = { suite: { path: ['s'], declaredMs: 0 }, message: 'no database', details: '' };
const suites = [suite({ passed: 2, failed: 1, skipped: 1, flaky: 1, durationMs: 1234.5 })];
const head: CtrfHead = {
  title: 'Tests',
  report: conclude([file({ suites, suiteFailures: [failure] }), unreadable()]),
  now: Date.UTC(2026, 10, 21, 3),
  run,
};

async function* each(rows: readonly Row[]): AsyncGenerator<Row> {
  yield* rows;
}

/** The document as a text. */
const written = (rows: readonly Row[], over: Partial<CtrfHead> = {}) =>
  inFolder({}, async (folder) => {
    const file = path.join(folder, 'ctrf.json');
    await writeCtrf(file, each(rows), { ...head, ...over });
    return readFile(file, 'utf8');
  });

async function problems(rows: readonly Row[], over: Partial<CtrfHead> = {}): Promise<unknown> {
  return validate(JSON.parse(await written(rows, over))).errors;
}

const tests = async (over: Partial<Row>) => JSON.parse(await written([{ ...row, ...over }])).results.tests;

test('the run', async () => {
  const document = JSON.parse(await written([row]));
  expect(document).toEqual({
    reportFormat: 'CTRF',
    specVersion: '0.0.0',
    reportId: expect.stringMatching(/^[\da-f-]{36}$/),
    runId: '42',
    timestamp: '2026-11-21T03:00:00.000Z',
    generatedBy: 'ci-actions test-report',
    results: {
      tool: { name: 'test-report' },
      summary: {
        tests: 4,
        passed: 2,
        failed: 1,
        skipped: 1,
        pending: 0,
        other: 0,
        flaky: 1,
        suites: 1,
        start: head.now - 1235,
        stop: head.now,
        duration: 1235,
      },
      environment: {
        reportName: 'Tests',
        buildId: '42',
        buildUrl: 'https://github.com/org/repo/actions/runs/42',
        repositoryName: 'org/repo',
        repositoryUrl: 'https://github.com/org/repo',
        commit: 'abc',
        branchName: 'main',
        healthy: false,
      },
      extra: {
        conclusion: 'failure',
        unreadable: [{ file: 'broken.xml', reason: 'ends inside <testcase>' }],
        suiteFailures: [{ report: 'junit.xml', suite: ['s'], message: 'no database' }],
      },
      tests: [expect.objectContaining({ name: 'adds' })],
    },
  });
});

test.each<[string, Partial<Row>, object]>([
  ['passed', {}, { status: 'passed', duration: 13, suite: ['outer', 'inner'], filePath: 'src/a.ts', line: 3 }],
  ['failed', { state: 'failed', message: 'm', details: 'd' }, { status: 'failed', message: 'm', trace: 'd' }],
  ['failed thrice', { state: 'failed', attempts: 3 }, { status: 'failed', retries: 2 }],
  ['skipped', { state: 'skipped', message: 'why' }, { status: 'skipped', message: 'why' }],
  [
    'flaky',
    { flaky: true, attempts: 3, message: 'm', details: 'd' },
    {
      status: 'passed',
      flaky: true,
      retries: 2,
      retryAttempts: [
        { attempt: 1, status: 'failed', message: 'm', trace: 'd' },
        { attempt: 2, status: 'failed' },
      ],
    },
  ],
  ['flaky, attempts unknown', { flaky: true }, { retries: 1, retryAttempts: [{ attempt: 1, status: 'failed' }] }],
])('a case: %s', async (_what, over, expected) => {
  expect(await tests(over)).toEqual([
    expect.objectContaining({
      name: 'adds',
      extra: { report: 'a/junit.xml', className: 'com.acme.FooTest' },
      ...expected,
    }),
  ]);
});

test('what is not known is not there', async () => {
  const bare = { name: '', suite: [], className: '', file: '', line: undefined, durationMs: Number.NaN };
  expect(await tests(bare)).toEqual([
    { name: '(no name)', status: 'passed', duration: 0, extra: { report: 'a/junit.xml' } },
  ]);
});

test.each<[string, readonly Row[], Partial<CtrfHead>]>([
  ['no tests', [], {}],
  ['no run', [row], { run: { serverUrl: '', repository: '', sha: '', refName: '', runId: '', runUrl: '' } }],
  ['absurd numbers', [{ ...row, durationMs: -1, line: 0.5, attempts: 1e12, flaky: true }], {}],
  ['endless numbers', [{ ...row, durationMs: Number.POSITIVE_INFINITY, attempts: Number.NaN }], {}],
  ['hostile text', [{ ...row, name: '\ud800"\\\u0000</script>', suite: ['', '\u2028'], message: '```' }], {}],
])('is valid by the official schema: %s', async (_what, rows, over) => {
  expect(await problems(rows, over)).toEqual([]);
});

test('the official schema is held to', async () => {
  const document = JSON.parse(await written([row]));
  document.results.tests[0].duration = 1.5;
  expect(validate(document).errors).not.toEqual([]);
});

const word = fc.oneof(fc.string({ unit: 'binary', maxLength: 12 }), fc.constantFrom('', ' a ', '\ud800', '"\\'));
const anyRow: fc.Arbitrary<Row> = fc
  .record({
    name: word,
    suite: fc.array(word, { maxLength: 3 }),
    className: word,
    message: word,
    details: word,
    file: word,
    state: fc.constantFrom('passed', 'failed', 'skipped'),
    attempts: fc.integer({ min: 1, max: 200 }),
    flaky: fc.boolean(),
    line: fc.option(fc.integer(), { nil: undefined }),
    durationMs: fc.double(),
  })
  .map((over) => ({ ...row, ...over, flaky: over.flaky && over.state === 'passed' }) as Row);

test('is valid by the official schema: any rows', async () => {
  // In one document: the schema is compiled for each.
  expect(await problems(fc.sample(anyRow, 500))).toEqual([]);
});

test('any rows are the same tests when they are read in again', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyRow, { maxLength: 8 }), async (rows) => {
      const text = await written(rows);
      const baseline = new Baseline();
      const read: Case[] = [];
      const both: Sink = {
        testCase: (testCase) => {
          read.push(testCase);
          baseline.testCase(testCase);
        },
        suiteFailure: (failure) => baseline.suiteFailure(failure),
      };
      await readText(each([text] as never) as never, both);
      expect(read.map(({ state, flaky }) => ({ state, flaky }))).toEqual(
        rows.map(({ state, flaky }) => ({ state, flaky })),
      );
      const { common, added, removed, newFailures, fixed } = await compareRows(each(rows), baseline);
      expect([common, added.count, removed.count, newFailures.count, fixed.count]).toEqual([rows.length, 0, 0, 0, 0]);
    }),
    { numRuns: 60 },
  );
});

test('a flaky test keeps its reason, and a case its place', async () => {
  const flaky = { ...row, flaky: true, attempts: 2, message: 'why', details: 'why\nat x' };
  const read: Case[] = [];
  await readText(each([await written([flaky])] as never) as never, {
    testCase: (testCase) => void read.push(testCase),
    suiteFailure: () => {},
  });
  expect(read).toEqual([
    expect.objectContaining({
      name: 'adds',
      className: 'com.acme.FooTest',
      attempts: 2,
      flaky: true,
      message: 'why',
      details: 'why\nat x',
      file: 'src/a.ts',
      line: 3,
      durationMs: 13,
    }),
  ]);
});

test('many rows are written in pieces, and are all there', async () => {
  const text = await written(Array.from({ length: 3_000 }, (_, index) => ({ ...row, name: `test ${index}` })));
  const { tests } = JSON.parse(text).results;
  expect(tests.map(({ name }: { name: string }) => name)).toEqual(
    Array.from({ length: 3_000 }, (_, index) => `test ${index}`),
  );
});

test('nothing is left where the rows break off', async () => {
  await inFolder({}, async (folder) => {
    const file = path.join(folder, 'ctrf.json');
    await writeFile(file, 'old');
    async function* broken(): AsyncGenerator<Row> {
      yield row;
      throw new Error('the disk is full');
    }
    await expect(writeCtrf(file, broken(), head)).rejects.toThrow('the disk is full');
    await expect(readFile(file)).rejects.toThrow('ENOENT');
  });
});
