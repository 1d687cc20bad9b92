import path from 'node:path';
import { expect, test } from '@jest/globals';
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

test('failures beyond those that a run keeps are counted', async () => {
  const xml = `<testsuite>${'<testcase><failure message="m"/></testcase>'.repeat(5)}</testsuite>`;
  const outcome = await inFolder({ 'r.xml': xml }, (folder) =>
    readFile(path.join(folder, 'r.xml'), 'r.xml', detailsBudget(100, 3)),
  );
  expect(outcome).toMatchObject({ failuresDropped: 2, failures: [{}, {}, {}], suites: [{ failed: 5 }] });
});

test('a message beyond the budget is cut', async () => {
  const xml = `<testsuite><testcase><failure message="${'m'.repeat(1_000)}"/></testcase></testsuite>`;
  const outcome = await inFolder({ 'r.xml': xml }, (folder) =>
    readFile(path.join(folder, 'r.xml'), 'r.xml', detailsBudget(10)),
  );
  expect(outcome.readable && outcome.failures[0]?.message).toBe('m'.repeat(200));
});

test('the slowest cases are kept, the slowest first', async () => {
  const times = [0, 0.3, 0.1, 0.4, 0.3, 0.2, 0.5];
  const cases = times.map((time, index) => `<testcase name="t${index}" time="${time}"/>`).join('');
  const of = (slowest: number) =>
    inFolder({ 'r.xml': `<testsuite name="s">${cases}</testsuite>` }, async (folder) => {
      const outcome = await readFile(path.join(folder, 'r.xml'), 'r.xml', detailsBudget(), undefined, slowest);
      return outcome.readable ? outcome.slowest.map(({ name }) => name).join(' ') : '';
    });
  expect(await of(4)).toBe('t6 t3 t1 t4');
  expect(await of(50)).toBe('t6 t3 t1 t4 t5 t2');
  expect(await of(0)).toBe('');
});

test('the suites of cases that are kept have a path of their own', async () => {
  const xml =
    '<testsuites><testsuite name="a"><testsuite name="b"><testcase time="1"><error/></testcase></testsuite></testsuite></testsuites>';
  const outcome = await read(xml);
  expect(outcome).toMatchObject({
    suites: [{ path: ['a', 'b'] }],
    failures: [{ suite: { path: ['a', 'b'] } }],
    slowest: [{ suite: { path: ['a', 'b'] }, message: '', details: '' }],
  });
});

test('another sink gets every case', async () => {
  const names: string[] = [];
  await inFolder(
    { 'r.xml': '<testsuite><testcase name="a"/><testcase name="b"><error/></testcase></testsuite>' },
    (folder) =>
      readFile(path.join(folder, 'r.xml'), 'r.xml', detailsBudget(), {
        testCase: ({ name }) => void names.push(name),
        suiteFailure: () => {},
      }),
  );
  expect(names).toEqual(['a', 'b']);
});
