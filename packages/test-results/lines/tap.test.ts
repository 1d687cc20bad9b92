import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isGreen, keep } from './line-test-tools.ts';
import { tap } from './tap.ts';
import { tapDiagnosis, tapDuration } from './tap-diagnosis.ts';
import { tapLine } from './tap-line.ts';
import { readTapYaml } from './tap-yaml.ts';

const tap14 = (...lines: string[]) => `TAP version 14\n${lines.join('\n')}\n`;

describe('rows', () => {
  test.each<[string, string[], string[]]>([
    ['numbers or none', ['1..3', 'ok 1 - a', 'not ok b', 'ok'], ['passed a', 'failed b', 'passed test 3']],
    ['a plan at the end', ['ok 1 a', '1..1'], ['passed a']],
    [
      'directives',
      [
        '1..6',
        'ok 1 - a # SKIP why',
        'not ok 2 b # skipped: x',
        'not ok 3 c # todo',
        'ok 4 d # TODO more',
        'ok 5 e \\# SKIP',
        'ok 6 f https://x/#skip',
      ],
      ['skipped a: why', 'skipped b: x', 'skipped c', 'skipped d: more', 'passed e # SKIP', 'passed f https://x/#skip'],
    ],
    [
      'lines that are no TAP, and comments',
      [
        'starting',
        '1..2',
        '# a comment',
        'ok 1 - a',
        'okay',
        '  ok 2 indented by two',
        'pragma +strict',
        '',
        'not ok 2 - b',
      ],
      ['passed a', 'failed b'],
    ],
    [
      'two of one name stay apart',
      ['1..3', 'ok 1 - a', 'not ok 2 - a', 'ok 3 - a'],
      ['passed a', 'failed a (2)', 'passed a (3)'],
    ],
    [
      'a subtest is a suite, its test point no row',
      ['1..2', '# Subtest: one', '    1..2', '    ok 1 - a', '    not ok 2 - b', 'not ok 1 - one', 'ok 2 - c'],
      ['passed one › a', 'failed one › b', 'passed c'],
    ],
    [
      'subtests in subtests, without names',
      [
        '        ok 1 - a',
        '        1..1',
        '    ok 1 - inner',
        '    1..1',
        '    ok 1 - b',
        'ok 1 - outer',
        '1..1',
      ].filter((_line, index) => index !== 4),
      ['passed subtest 1 › subtest 1 › a'],
    ],
    [
      'comments at each level, as Node writes them',
      [
        '# Subtest: s',
        '    # Subtest: a',
        '    ok 1 - a',
        '    # Subtest: t',
        '        # Subtest: b',
        '        ok 1 - b',
        '        1..1',
        '    ok 2 - t',
        '    1..2',
        'ok 1 - s',
        '1..1',
      ],
      ['passed s › a', 'passed s › t › b'],
    ],
    [
      'the comment inside of the subtest, as older Perl writes it',
      [
        '    # Subtest: one',
        '    ok 1 - a',
        '    1..1',
        'ok 1 - one',
        '    # Subtest: two',
        '    ok 1 - a',
        '    1..1',
        'ok 2 - two',
        '1..2',
      ],
      ['passed one › a', 'passed two › a'],
    ],
    [
      'two subtests of one name',
      [
        '1..2',
        '# Subtest: s',
        '    ok 1 - a',
        '    1..1',
        'ok 1 - s',
        '# Subtest: s',
        '    ok 1 - a',
        '    1..1',
        'ok 2 - s',
      ],
      ['passed s › a', 'passed s (2) › a'],
    ],
    [
      'a subtest that is skipped is a row',
      ['1..2', '# Subtest: s', '    1..0 # SKIP nothing', 'ok 1 # skip nothing', '# Subtest: e', 'ok 2 - e'],
      ['skipped s: nothing', 'passed e'],
    ],
    [
      'a subtest in braces',
      ['1..2', 'ok 1 - s # time=5.5ms {', '    ok 1 - a # time=2ms', '    1..1', '}', 'ok 2 - b {', 'ok 3'].slice(0, 6),
      ['passed s › a', 'passed b'],
    ],
    [
      'a subtest in braces below the diagnostics',
      ['1..1', 'not ok 1 - s', '  ---', '  message: m', '  ...', '{', '    not ok 1 - a', '    1..1', '}'],
      ['failed s › a'],
    ],
  ])('%s', async (_what, lines, rows) => {
    for (const size of [1, 7, 10_000]) {
      const kept = await keep(tap14(...lines), size);
      expect(kept.rows).toEqual(rows);
      expect(kept.failures).toEqual([]);
    }
  });

  test('several outputs in one file', async () => {
    for (const text of [
      tap14('1..1', 'ok 1 - a') + tap14('1..1', 'not ok 1 - a'),
      'ok 1 - a\n1..1\nnot ok 1 - a\n1..1\n',
      '1..1\nok 1 - a\n1..1\nnot ok 1 - a\n',
    ]) {
      const kept = await keep(text);
      expect([kept.rows, kept.failures]).toEqual([['passed a', 'failed a (2)'], []]);
    }
  });
});

describe('is no success', () => {
  test.each<[string, string[], string[]]>([
    ['fewer tests than planned', ['1..3', 'ok 1'], [': 3 tests were planned, but 1 ran']],
    ['more tests than planned', ['1..1', 'ok 1', 'ok 2'], [': 1 test was planned, but 2 ran']],
    ['a number beyond the plan', ['1..3', 'ok 2', 'ok 4', 'ok 1'], [': there is a test 4, but only 3 were planned']],
    ['no plan', ['ok 1'], [': there is no plan (1..N): the run may have stopped before its end']],
    ['two plans', ['1..2', 'ok 1', 'ok 2', '1..5'], [': there are two plans: 2 and 5']],
    ['a bail-out', ['1..9', 'ok 1', 'Bail out! no \\# database'], [': Bail out! no # database']],
    [
      'a bail-out in a subtest, said again',
      ['# Subtest: s', '    ok 1', '    Bail out!', 'Bail out!'],
      [': Bail out!'],
    ],
    [
      'a subtest whose tests passed',
      ['1..1', '# Subtest: s', '    ok 1', '    1..1', 'not ok 1 - s', '  ---', '  error: after', '  ...'],
      ['s: after'],
    ],
    [
      'a subtest with fewer tests than planned',
      ['1..1', '# Subtest: s', '    1..2', '    ok 1', 'ok 1 - s'],
      ['s: 2 tests were planned, but 1 ran'],
    ],
    ['the end inside of a subtest', ['1..1', 'ok 1', '    1..1', '    ok 1'], [': the file ends inside a subtest']],
    [
      'the end inside of diagnostics',
      ['1..1', 'ok 1', '  ---', '  a: b'],
      [': the file ends inside the diagnostics of a test'],
    ],
    ['nothing', [], [': there is no plan (1..N): the run may have stopped before its end']],
  ])('%s', async (_what, lines, failures) => {
    expect((await keep(tap14(...lines))).failures).toEqual(failures);
  });

  test('subtests without an end are refused', async () => {
    await expect(keep(`TAP version 14\n${'    '.repeat(101)}ok 1\n`)).rejects.toThrow('nests subtests deeper than 100');
  });

  test('all skipped is no failure, and no test either', async () => {
    const kept = await keep('1..0 # skip no network\n');
    expect([kept.rows, kept.failures]).toEqual([[], []]);
  });
});

test('diagnostics belong to their test', async () => {
  const { cases } = await keep(
    tap14(
      'not ok 1 - a',
      '  ---',
      "  message: 'it''s wrong'",
      '  at:',
      '    file: test/a.js',
      '    line: 8',
      '  duration_ms: 12.5',
      '  ...',
      'ok 2 - b',
      '  ---',
      '  duration_ms: 3',
      '  ...',
      'not ok 3 - c',
      "#   Failed test 'c'",
      '#   at t/c.t line 4.',
      '#          got: 1',
      '1..3',
      '# Looks like you failed 2 tests of 3.',
    ),
  );
  expect(cases).toMatchObject([
    {
      message: "it's wrong",
      file: 'test/a.js',
      line: 8,
      durationMs: 12.5,
      details: "message: 'it''s wrong'\nat:\n  file: test/a.js\n  line: 8\nduration_ms: 12.5",
    },
    { state: 'passed', durationMs: 3, details: '' },
    {
      message: "Failed test 'c'",
      file: 't/c.t',
      line: 4,
      details: "  Failed test 'c'\n  at t/c.t line 4.\n         got: 1",
    },
  ]);
});

describe('the diagnosis', () => {
  const trace =
    'stack: |-\n  fn (node:internal/x:1:2)\n  g (/w/node_modules/y/z.js:3:4)\n  h (file:///w/a.test.mjs:5:6)\n  k (/w/b.js:7:8)';
  test.each<[string, string, Record<string, unknown>]>([
    ['', '', { message: '', file: '', line: undefined, details: '' }],
    ['error: |-\n  Expected:\n  \n  1 !== 2\n  \ncode: x', '', { message: 'Expected:\n\n1 !== 2' }],
    ['operator: equal\nexpected: 2\nactual: 1', '', { message: 'expected 2, but was 1' }],
    ['compare: ===', '', { message: '===' }],
    [trace, '', { file: '/w/a.test.mjs', line: 5 }],
    ["location: '/w/a.mjs:3:40'", '', { file: '/w/a.mjs', line: 3 }],
    ['at: Test.<anonymous> (/w/x.js:5:7)', '', { file: '/w/x.js', line: 5 }],
    ['file: C:\\w\\x.js\nline: 3', '', { file: 'C:\\w\\x.js', line: 3 }],
    ['', "# (in test file test/x.bats, line 3)\n#   `false' failed\n", { file: 'test/x.bats', line: 3 }],
  ])('%j %j', (yaml, comments, expected) => {
    expect(tapDiagnosis(yaml, comments)).toMatchObject(expected);
  });
});

test.each([
  ['duration_ms: -4', 0],
  ['duration_ms: 4.25\na: b', 4.25],
  ['a: b\ntime: 3', 3],
  ['duration_ms: x', 0],
  ['  duration_ms: 4', 0],
])('%j takes %d ms', (yaml, expected) => {
  expect(tapDuration(yaml)).toBe(expected);
});

test.each<[string, Record<string, string>]>([
  ['a: b', { a: 'b' }],
  ['a: "b\\n\\u0041"', { a: 'b\nA' }],
  ["a: 'b: ''c'''", { a: "b: 'c'" }],
  ['a: "broken\\x"', { a: 'broken\\x' }],
  ['a: ~\nb: null', { a: '', b: '' }],
  ['a: |\n  one\n\n    two\nb: c', { a: 'one\n\n  two', b: 'c' }],
  ['a: >-\n  one\n  two', { a: 'one\ntwo' }],
  ['a:\n  b: c\n  d:\n    e: f\n  g: h\ni: j', { 'a.b': 'c', 'a.g': 'h', i: 'j' }],
  ['a:\n  - b: c\nd: e', { d: 'e' }],
  ['- a\n: b\n???', {}],
  ['"a b": c', { 'a b': 'c' }],
  ['__proto__: x', { ['__proto__']: 'x' }],
])('YAML %j', (yaml, expected) => {
  expect([...readTapYaml(yaml)]).toEqual(Object.entries(expected));
});

test.each([
  ['ok 1 - hello # todo', 'hello', 'todo', ''],
  ['ok 2 - hello \\# todo', 'hello # todo', undefined, ''],
  ['ok 3 - hello # todo hash \\# character', 'hello', 'todo', 'hash # character'],
  ['ok 4 - hello # todo hash # character', 'hello', 'todo', 'hash # character'],
  ['ok 5 - hello \\\\# todo hash \\# character', 'hello \\', 'todo', 'hash # character'],
  ['ok 5 - hello \\\\ # todo hash', 'hello \\', 'todo', 'hash'],
  ['ok 7 - hello # description # todo', 'hello # description # todo', undefined, ''],
  ['ok 8 - hello \\\\\\\\\\\\\\# todo', 'hello \\\\\\# todo', undefined, ''],
  ['ok 3 - #SkIp case insensitive', '', 'skip', 'case insensitive'],
])('%s', (line, description, directive, reason) => {
  const known = tapLine(line);
  const point = known?.kind === 'point' ? known.point : undefined;
  expect(point).toMatchObject({ description, directive, reason });
});

describe('is claimed', () => {
  test.each([
    ['TAP version 13\n', true],
    ['some text\nTAP version 14\r\n', true],
    ['1..2\nok 1\n', true],
    ['1..0 # skip\n', true],
    ['# a comment\n1..0\n', true],
    ['ok 1 - a\nnot ok 2 - b\n', true],
    ['ok 1 - a\n1..1', true],
    ['ok 1 - a\n', false],
    ['ok  \texample.com/m\t0.1s\nok  \texample.com/n\t0.1s\n', false],
    ['ok 5\nok 6\n', false],
    ['{"a": 1}\nok 1\nok 2\n', false],
    ['the range is\n1..10\n', false],
    ['everything is ok\n', false],
    ['SF:a\nend_of_record\n', false],
  ])('%j: %s', (head, expected) => {
    expect(tap.claims(head)).toBe(expected);
  });
});

describe('whatever comes', () => {
  test('a file that was cut is never green while a test is missing', async () => {
    const whole = tap14(
      '1..3',
      'ok 1 - a',
      '# Subtest: s',
      '    1..1',
      '    ok 1 - b',
      'ok 2 - s',
      '  ---',
      '  duration_ms: 1',
      '  ...',
      'ok 3',
    );
    expect(await isGreen(whole)).toBe(true);
    // An `ok` alone is a test point too.
    for (let length = 0; length <= whole.length - 'k 3\n'.length; length++)
      expect(await isGreen(whole.slice(0, length))).toBe(false);
  });

  test('lines in any order never crash, and a failed one is never green', async () => {
    const line = fc.constantFrom(
      ...'1..2|1..1|    1..1|ok|ok 1 - a|not ok 2 - b|    ok 1 - c|    not ok 1|        ok|# Subtest: s|    # Subtest: t|ok 1 - x {|{|}|    }|  ---|  a: b|  ...|    ---|# x|Bail out!|TAP version 14|not ok # TODO|ok # SKIP'.split(
        '|',
      ),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof({ weight: 9, arbitrary: line }, fc.string()), { maxLength: 30 }),
        async (lines) => {
          const text = tap14(...lines);
          const kept = await keep(text);
          const failed = /^not ok(?: \d - b)?$/m.test(text.replace(/^ {2}---[\s\S]*?^ {2}\.\.\.$/gm, ''));
          expect((await isGreen(text)) && failed && !kept.rows.some((row) => row.startsWith('failed'))).toBe(false);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('long runs of blanks and marks take no time', async () => {
    const blanks = ' '.repeat(300_000);
    for (const line of [
      `ok 1 -${blanks}{${blanks}x`,
      `ok 1${blanks}# time=1ms${blanks}x`,
      `not ok 1 ${'\\'.repeat(300_000)}`,
    ]) {
      expect((await keep(tap14('1..1', line), 65_536)).cases).toHaveLength(1);
    }
  });
});
