import { describe, expect, test } from '@jest/globals';
import { readText } from '../recognise.ts';
import { pieces } from '../test-tools.ts';
import { readDocument } from './read-document.ts';
import { samples } from './samples.ts';
import { lineOf, read, turned } from './test-tools.ts';

describe.each(Object.entries(samples))('%s', (_format, sample) => {
  test.each([1, 7, 10_000])('is read in pieces of %d characters', async (size) => {
    for (const indent of [0, 2]) {
      const { cases, suiteFailures } = await read(JSON.stringify(sample.document, null, indent), size);
      expect(cases.map(lineOf)).toEqual(sample.cases);
      expect(suiteFailures).toHaveLength(sample.suiteFailures);
    }
  });

  test('is taken for no other kind of file, on one line or on many', async () => {
    for (const indent of [0, 2]) {
      const text = `\n${JSON.stringify(sample.document, null, indent)}\n`;
      let cases = 0;
      await readText(pieces(text, 100), { testCase: () => (cases += 1), suiteFailure: () => {} });
      expect(cases).toBe(sample.cases.length);
    }
  });

  test('is recognised in any order of its members', async () => {
    const { cases, suiteFailures } = await read(turned(sample.document));
    expect(cases.map(lineOf).sort()).toEqual([...sample.cases].sort());
    expect(suiteFailures).toHaveLength(sample.suiteFailures);
  });

  test('without a test is readable', async () => {
    for (const empty of [sample.empty, turned(sample.empty)]) {
      expect(await read(empty)).toEqual({ cases: [], suiteFailures: [] });
    }
  });

  test('that ends too early is refused, wherever it ends', async () => {
    const text = JSON.stringify(sample.document);
    for (let end = 1; end < text.length; end += 1 + Math.floor(text.length / 300)) {
      await expect(read(text.slice(0, end))).rejects.toMatchObject({ message: 'ends before its JSON does', line: 1 });
    }
  });

  test('has one object for each suite', async () => {
    const { cases } = await read(sample.document);
    const suites = new Set(cases.map(({ suite }) => suite));
    expect(suites.size).toBe(new Set([...suites].map(({ path }) => path.join(' > '))).size);
  });
});

describe('a document that is none of test results is refused', () => {
  test.each([
    ['an empty object', '{}'],
    ['an empty array', '[]'],
    ['another empty array', ' [ ] '],
    ['a package', '{"name":"x","version":"1.0.0","scripts":{"test":"jest"},"dependencies":{}}'],
    ['a list of lint results', '[{"filePath":"/a.js","messages":[],"errorCount":0}]'],
    ['tests of something else', '{"tests":[{"title":"a","fullTitle":"b"}]}'],
    ['no tests of something else', '{"tests":[]}'],
    ['results of something else', '{"results":[{"id":1}],"stats":{}}'],
    ['results that hold other tests', '{"results":{"tests":[{"id":1}]}}'],
    ['results without tests', '{"results":{"tests":[]}}'],
    ['test results without assertions', '{"testResults":[{"title":"a","status":"passed"}]}'],
    ['no test results of something else', '{"testResults":[]}'],
    ['examples of something else', '{"examples":[{"value":1}]}'],
    ['suites of something else', '{"suites":[{"name":"a"}],"errors":[]}'],
    ['passes of something else', '{"passes":[],"failures":[],"pending":[]}'],
    ['a format that says so but has nothing', '{"reportFormat":"CTRF"}'],
    [
      'a path that is spelled as a name',
      '{"results[]":[{"tests":[],"suites":[]}],"[]":{"keyword":"","name":"","uri":""}}',
    ],
    ['very many parts', `[${'{"a":1},'.repeat(5_000)}{}]`],
  ])('%s', async (_what, text) => {
    for (const size of [1, 10_000]) {
      await expect(read(text, size)).rejects.toThrow(
        /^is JSON, but no format of test results that is known$|^has an entry of `testResults`/,
      );
    }
  });
});

describe('what is no whole JSON is refused, with its line', () => {
  const tests = '{"results":{"tests":[{"name":"a","status":"passed"}';
  test.each([
    ['{\n"a": nope}', 'is no valid JSON', 2],
    ['{\n"a" 1}', 'is no valid JSON', 2],
    ["{\n\n'a': 1}", 'is no valid JSON', 3],
    ['[1,\n]', 'is no valid JSON', 2],
    ['{"a":1,\n}', 'is no valid JSON', 2],
    ['{"a":01}', 'is no valid JSON', 1],
    ['{"a":NaN}', 'is no valid JSON', 1],
    ['{"a":"\n"}', 'is no valid JSON', 1],
    ['{"a":"\\x"}', 'is no valid JSON', 1],
    ['{"é":\n"漢",\n}', 'is no valid JSON', 3],
    ['{,}', 'is no valid JSON', 1],
    ['[1 2]', 'is no valid JSON', 1],
    ['[}', 'is no valid JSON', 1],
    ['{"a":1]', 'is no valid JSON', 1],
    ['{"a"}', 'is no valid JSON', 1],
    ['{"a":}', 'is no valid JSON', 1],
    ['{1:2}', 'is no valid JSON', 1],
    ['{"a":1:2}', 'is no valid JSON', 1],
    [`${tests}\n,]}}`, 'is no valid JSON', 2],
    [`${tests}]}}\n{}`, 'has text after its JSON', 2],
    [`${tests}]}}\n\nSegmentation fault`, 'is no valid JSON', 3],
    [`${tests}]}}\n"done"`, 'has text after its JSON', 2],
    [`${tests}]\n}`, 'ends before its JSON does', 2],
    ['[', 'ends before its JSON does', 1],
    ['{"a":1', 'ends before its JSON does', 1],
    ['{"a":\ntr', 'ends before its JSON does', 2],
    ['['.repeat(201), 'nests values deeper than 200', 1],
    [`{"results":{"tests":[{"name":"a","status":"passed"},${'{"a":'.repeat(300)}`, 'nests values deeper than 200', 1],
  ])('%j', async (text, message, line) => {
    for (const size of [1, 3, 10_000]) await expect(read(text, size)).rejects.toMatchObject({ message, line });
  });

  test('in a later piece', async () => {
    const text = `{"results":{"tests":[${'\n{"name":"é","status":"passed"},'.repeat(500)}\n!]}}`;
    for (const size of [50, 10_000]) await expect(read(text, size)).rejects.toMatchObject({ line: 502 });
  });
});

test('a case is handed over as soon as it is whole', async () => {
  const steps: string[] = [];
  async function* chunks() {
    yield '{"results":{"tests":[{"name":"one","status":"passed"}';
    steps.push('more');
    yield ',{"name":"two","status":"failed"}]}}';
  }
  await readDocument(chunks(), { testCase: ({ name }) => steps.push(name), suiteFailure: () => {} });
  expect(steps).toEqual(['one', 'more', 'two']);
});

describe('what is larger than it may be', () => {
  const largest = { text: 10_000, part: 30_000 };
  async function* repeat(start: string, repeated: string, times = 100) {
    yield start;
    for (let time = 0; time < times; time++) yield repeated;
  }
  const x = 'x'.repeat(1_000);
  const sink = { testCase: () => {}, suiteFailure: () => {} };

  test.each([
    ['a text', '{"a":"', x, 'has a text of more than 10000 characters'],
    ['a number', '{"a":1', '1'.repeat(1_000), 'has a text of more than 10000 characters'],
    ['blanks', '{', ' '.repeat(1_000), 'has a text of more than 10000 characters'],
    ['a part', '[{"a":[""', `,"${x}"`, 'has one part of more than 30000 characters'],
    ['parts that tell nothing', '[""', `,"${x}"`, 'has one part of more than 30000 characters'],
  ])('is refused: %s', async (_what, start, repeated, message) => {
    await expect(readDocument(repeat(start, repeated), sink, largest)).rejects.toThrow(message);
  });

  test('is read where nobody wants it, and where it is many small parts', async () => {
    let cases = 0;
    async function* chunks() {
      yield '{"extra":[""';
      yield* repeat('', `,"${x}"`);
      yield '],"results":{"tests":[{';
      // Each piece ends in the middle of a test.
      yield* repeat('', `"name":"a","status":"passed","x":"${x}"},{`);
      yield '"name":"z"}]}}';
    }
    await readDocument(chunks(), { ...sink, testCase: () => (cases += 1) }, largest);
    expect(cases).toBe(101);
  });
});
