import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type AirflowignoreSyntax, findIgnored } from './airflowignore.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'airflowignore-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function ignoredOf(files: Record<string, string>, syntax: AirflowignoreSyntax, warnings: string[] = []): string[] {
  const found = Object.entries(files).map(([name, content]) => {
    const file = path.join(root, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
    return { path: name, file };
  });
  const ignored = findIgnored(found, syntax, { warning: (line) => warnings.push(line) });
  return [...ignored].filter((name) => !name.endsWith('.airflowignore')).sort();
}

const tree = { 'a.py': '', 'lib/x.py': '', 'lib/y.py': '', 'team/a.py': '', 'team/lib/x.py': '', 'team/sub/z.py': '' };

// What is expected is what `find_path_from_directory` of Airflow 3 yields, read in its source.
const cases: readonly (readonly [string, AirflowignoreSyntax, Record<string, string>, readonly string[]])[] = [
  ['a name anywhere', 'glob', { '.airflowignore': 'a.py' }, ['a.py', 'team/a.py']],
  ['a name at the top', 'glob', { '.airflowignore': '/a.py' }, ['a.py']],
  ['a folder anywhere', 'glob', { '.airflowignore': 'lib/' }, ['lib/x.py', 'lib/y.py', 'team/lib/x.py']],
  ['stars', 'glob', { '.airflowignore': 'team/**/z.py\n*/y.py' }, ['lib/y.py', 'team/sub/z.py']],
  [
    'a later line takes back',
    'glob',
    { '.airflowignore': '*.py\n!x.py' },
    ['a.py', 'lib/y.py', 'team/a.py', 'team/sub/z.py'],
  ],
  [
    'nothing is taken back from an ignored folder',
    'glob',
    { '.airflowignore': 'lib\n!lib/x.py' },
    ['lib/x.py', 'lib/y.py', 'team/lib/x.py'],
  ],
  ['comments, also in a line', 'glob', { '.airflowignore': '# all\na.py   # this\n\n' }, ['a.py', 'team/a.py']],
  ['a nested file', 'glob', { 'team/.airflowignore': '/lib\nz.py' }, ['team/lib/x.py', 'team/sub/z.py']],
  ['a nested file takes back', 'glob', { '.airflowignore': 'a.py', 'team/.airflowignore': '!a.py' }, ['a.py']],
  ['CRLF line ends', 'glob', { '.airflowignore': '/a.py\r\n/lib/y.py\r\n' }, ['a.py', 'lib/y.py']],
  ['a search anywhere in the path', 'regexp', { '.airflowignore': 'lib' }, ['lib/x.py', 'lib/y.py', 'team/lib/x.py']],
  ['a search from the start', 'regexp', { '.airflowignore': '^lib/x' }, ['lib/x.py']],
  ['a folder that matches', 'regexp', { '.airflowignore': 'sub$' }, ['team/sub/z.py']],
  ['a nested file of patterns from the top', 'regexp', { 'team/.airflowignore': 'team/a\n^a' }, ['team/a.py']],
  ['what Python spells otherwise', 'regexp', { '.airflowignore': '(?i)(?P<n>LIB)/Y\\.py\\Z' }, ['lib/y.py']],
];
test.each(cases)('%s (%s)', (_name, syntax, files, expected) => {
  expect(ignoredOf({ ...tree, ...files }, syntax)).toEqual([...expected].sort());
});

test.each(['*.py', 'a{,3}b', 'a++', '(?x) a', '(?ix)a', '(?>a)'])(
  'a pattern that JavaScript does not read as Python does, %s, names no file, and that is said',
  (pattern) => {
    const warnings: string[] = [];
    expect(ignoredOf({ ...tree, '.airflowignore': `${pattern}\n^a` }, 'regexp', warnings)).toEqual(['a.py']);
    expect(warnings).toEqual([
      expect.stringMatching(/in "\.airflowignore" is no regular expression that this action can read/),
    ]);
  },
);

test('a pattern that would take for ever is stopped and named', () => {
  const files = { '.airflowignore': '(a+)+$', [`${'a'.repeat(60)}b.py`]: '' };
  expect(() => ignoredOf(files, 'regexp')).toThrow('"(a+)+$" in ".airflowignore" takes more than 2 seconds');
});

test('a pattern cannot leave its context', () => {
  const files = { ...tree, '.airflowignore': '"); process.exit(1); ("\n`${process}`\n\\u2028' };
  expect(ignoredOf(files, 'regexp')).toEqual([]);
});
