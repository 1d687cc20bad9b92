import { describe, expect, test } from '@jest/globals';
import { readRuntime } from '../platform.ts';
import { checkHandler } from './check-handler.ts';
import { nodeNames } from './node-names.ts';
import { pythonNames } from './python-names.ts';
import { entry } from './test-tools.ts';

const python = readRuntime('python3.12');
const node = readRuntime('nodejs22.x');

describe('the names of a Python module', () => {
  test.each([
    ['functions', 'def a(x: int = 1) -> int:\n    def inner(): pass\nasync def b(): ...\n', ['a', 'b']],
    ['a class, and not its methods', 'class A:\n    def handler(self): pass\n    x = 1\n', ['A']],
    ['decorated', '@logger.inject(\n  a=1,\n)\ndef handler(event, context):\n    return 1', ['handler']],
    [
      'assignments',
      'a = b = 1\nc: int = 2\nd, (e, *f) = g()\nh[0] = 1\nif x == 1: i = 2\n',
      ['a', 'b', 'c', 'd', 'e', 'f', 'h', 'i'],
    ],
    [
      'imports',
      'import a.b, c as d\nfrom x.y import e, f as g\nfrom .import(\n  h,  # why\n  i as j,\n)\n',
      ['a', 'd', 'e', 'g', 'h', 'j'],
    ],
    ['branches', 'try:\n    import a\nexcept E as e:\n    a = None\nelse:\n    def b(): x = 1\n', ['a', 'b', 'e']],
    ['statements of one line', 'a = 1; b = 2; import c\n', ['a', 'b', 'c']],
    ['loops and with', 'for a, b in c: pass\nwith open(x) as d, e() as f: pass\n', ['a', 'b', 'd', 'f']],
    ['a global', 'def f():\n    global handler\n    handler = 1\n', ['f', 'handler']],
    [
      'strings hold none',
      '"""\ndef a(): pass\n"""\nb = \'x = \\\' = 1\'\nc = rf"""{d}\ne = 1"""\n# f = 1\n',
      ['b', 'c'],
    ],
    ['lines that go on', 'a = \\\n  1\nb = (\n  c == 1,\n  d(e=1),\n)\n', ['a', 'b']],
    ['comparisons', 'a == 1\nb <= 2\nc != 3\nassert d == e\nf(g=1)\n', []],
    ['in place', 'a += 1\nb: int\n', ['a', 'b']],
    ['other alphabets', 'größe = 1\ndef 関数(): pass\n', ['größe', '関数']],
    ['what is named as a word of a block', 'match = 1\ncase = 2\n', ['case', 'match']],
    ['windows', 'def a():\r\n\tpass\r\nb = 1\r\n', ['a', 'b']],
  ])('%s', (_what, source, expected) => {
    const { names, certain } = pythonNames(source);
    expect([...names].sort()).toEqual(expect.arrayContaining([...expected].sort()));
    expect([...names].filter((name) => !expected.includes(name) && !/^[fg]$/.test(name))).toEqual([]);
    expect(certain).toBe(true);
  });

  test.each([
    ['from x import *'],
    ['globals()["handler"] = f'],
    ['def __getattr__(name): ...'],
    ['def f():\n  exec(code)'],
    ['sys.modules[__name__] = X()'],
    ['a = """ that does not end'],
    ['a = ( that does not end'],
    ["a = 'that does not end\n"],
    [')'],
  ])('only running can tell: %s', (source) => {
    expect(pythonNames(source).certain).toBe(false);
  });
});

describe('the exports of a JavaScript module', () => {
  test.each([
    ['const', 'export const handler = async (event) => { return { a, b } }', ['handler']],
    ['functions', 'export function a() {}\nexport async function b() {}\nexport function* c() {}', ['a', 'b', 'c']],
    ['a class', 'export class A {}', ['A']],
    ['default', 'export default async () => {}', ['default']],
    ['lists', 'const a = 1; export { a as handler, b };\nexport { default as c } from "./c.js"', ['b', 'c', 'handler']],
    ['a namespace', 'export * as ns from "./x.js"', ['ns']],
    ['CommonJS', 'exports.handler = async () => {}\nmodule.exports.other = 1', ['handler', 'other']],
    [
      'as TypeScript writes it',
      '"use strict";\nObject.defineProperty(exports, "__esModule", { value: true });\nexports.handler = void 0;\nconst handler = 1;\nexports.handler = handler;',
      ['handler'],
    ],
    [
      'an object',
      'module.exports = { handler, b: function () { return {c: 1} }, async d() {}, "e": 1, get f() { return 1 } }',
      ['b', 'd', 'e', 'f', 'handler'],
    ],
    ['two at once', 'module.exports = exports = { a }', ['a']],
    ['by brackets', 'exports["handler"] = 1', ['handler']],
    ['a property', 'Object.defineProperty(exports, "handler", { enumerable: true, get: f })', ['handler']],
    [
      'comments, strings and patterns hold none',
      '// exports.a = 1\n/* export const b = 1 */\nexports.c = "exports.d = 1" + `exports.e = ${"}"} 1` + /exports.f = 1/.source',
      ['c'],
    ],
    ['a division is no pattern', 'const a = b / c; exports.d = 1 / 2; exports.e = (1) / 2', ['d', 'e']],
    ['of nothing', 'console.log("hello")', []],
  ])('%s', (_what, source, expected) => {
    const { names, certain } = nodeNames(source);
    expect([...names].sort()).toEqual(expected);
    expect(certain).toBe(true);
  });

  test.each([
    ['export * from "./x.js"'],
    ['module.exports = require("./x")'],
    ['module.exports = { ...others, a }'],
    ['module.exports = { [name]: 1 }'],
    ['f(exports)'],
    ['(function (module) {})(module)'],
    ['export const { a, b } = c'],
    ['export const a = 1, b = 2'],
    ['export const a = [1, 2],\n  b = 2'],
    ['__exportStar(require("./x"), exports)'],
    ['var x = "that does not end\n'],
    ['var x = `that does not end'],
    ['/* that does not end'],
    ['eval("1")'],
  ])('only running can tell: %s', (source) => {
    expect(nodeNames(source).certain).toBe(false);
  });
});

describe('a handler that is there', () => {
  test.each([
    ['app.handler', python, 'app.py', 'def handler(e, c): ...'],
    ['pkg/app.handler', python, 'pkg/app.py', 'handler = 1'],
    ['pkg.app.handler', python, 'pkg/app.py', 'from x import handler'],
    ['pkg.handler', python, 'pkg/__init__.py', 'from .x import handler'],
    ['app.handler', python, 'app.cpython-312-x86_64-linux-gnu.so', ''],
    ['app.handler', python, 'app.pyc', ''],
    ['app.handler', python, 'app.py', 'from x import *'],
    ['index.handler', node, 'index.js', 'exports.handler = 1'],
    ['index.handler', node, 'index.mjs', 'export const handler = 1'],
    ['index.handler', node, 'index.cjs', 'exports.handler = 1'],
    ['dist/index.handler', node, 'dist/index.js', 'module.exports = require("./x")'],
    ['./dist/index.handler', node, 'dist/index.mjs', 'export { handler } from "./x.mjs"'],
    ['index.api.get', node, 'index.js', 'exports.api = { get() {} }'],
    ['lib.handler', node, 'lib/index.js', 'exports.handler = 1'],
    ['app.handler', readRuntime('ruby3.4'), 'app.rb', ''],
    ['app.LambdaFunction::Handler.process', readRuntime('ruby3.4'), 'app.rb', ''],
    ['example.Handler::handle', readRuntime('java21'), 'example/Handler.class', ''],
    ['anything', readRuntime('provided.al2023'), 'bootstrap', ''],
    ['app.handler', undefined, 'app.py', 'def handler(e, c): ...'],
    ['index.handler', undefined, 'index.mjs', 'export const handler = 1'],
    ['nobody.knows', undefined, 'bootstrap', ''],
  ])('%s of %j in %s', (handler, runtime, file, content) => {
    expect(checkHandler([entry('other.txt'), entry(file, content)], handler, runtime)).toBeUndefined();
  });
});

describe('a handler that is not there', () => {
  test.each([
    [
      'app.handler',
      python,
      'app.py',
      'def main(e, c): ...\nclass A: ...',
      '"app.py" does not define "handler"; it has main and A.',
    ],
    ['app.handler', python, 'app.py', '# nothing', '"app.py" does not define "handler"; it defines no names.'],
    ['app.handler', python, 'src/app.py', '', 'has no "app.py". "src/app.py" is there: did you mean that?'],
    ['pkg.app.handler', python, 'main.py', '', 'has no "pkg/app.py". At the root there are "main.py" and "other.txt".'],
    ['handler', python, 'app.py', '', 'names no function in a file; write it as app.handler for'],
    ['index.handler', node, 'index.js', 'exports.main = 1', '"index.js" does not export "handler"; it has main.'],
    ['index.handler', node, 'index.mjs', 'export default () => {}', 'it has default.'],
    [
      'index.handler',
      node,
      'src/index.ts',
      '',
      '"src/index.ts" is there: did you mean that? TypeScript must be compiled first.',
    ],
    ['index.handler', node, 'node_modules/x/index.js', '', 'At the root there are "node_modules/" and "other.txt".'],
    ['index', node, 'index.js', '', 'names no function in a file; write it as index.handler for'],
    ['app.handler', readRuntime('ruby3.4'), 'lambda.rb', '', 'has no "app.rb".'],
    ['app.handler', undefined, 'app.py', 'def main(): ...', '"app.py" does not define "handler"'],
  ])('%s of %j in %s', (handler, runtime, file, content, sentence) => {
    const problem = checkHandler([entry('other.txt'), entry(file, content)], handler, runtime);
    expect(problem).toContain(sentence);
    expect(problem).toMatch(/^The handler "/);
  });

  test.each([
    ['index.handler', ['src/index.mjs'], 'has no "index.js". "src/index.mjs" is there: did you mean that?'],
    ['app.handler', ['main.py'], 'has no "app.py". At the root there are "main.py"'],
    ['app.handler', ['main.rb'], 'has no "app.rb"'],
    // Where there are two languages, that of the file that is meant.
    ['index.handler', ['tool.py', 'lib/index.cjs'], '"lib/index.cjs" is there: did you mean that?'],
    ['handler', ['app.py'], 'names no function in a file; write it as app.handler for'],
  ])('%s of an unknown runtime among %j', (handler, files, sentence) => {
    const given = files.map((file) => entry(file));
    expect(checkHandler([...given, entry('notes.txt')], handler, undefined)).toContain(sentence);
  });

  test.each([
    ['no file of a language', 'app.handler', ['notes.txt', 'index.ts']],
    ['a class of Java', 'example.Handler', ['example/Handler.class', 'static/page.js']],
    ['a method of Java', 'example.Handler::handle', ['static/page.js']],
    ['libraries of Java', 'example.Handler', ['lib/a.jar', 'static/page.js']],
    ['an assembly of .NET', 'Shop::Shop.Function::Handle', ['Shop.dll', 'tools/x.py']],
    ['a program', 'app.handler', ['bootstrap', 'tools/x.py']],
    ['a compiled file', 'app.handler', ['app.pyc', 'main.py', 'page.js']],
  ])('of an unknown runtime nothing is said for %s', (_what, handler, files) => {
    expect(
      checkHandler(
        files.map((file) => entry(file)),
        handler,
        undefined,
      ),
    ).toBeUndefined();
  });

  test('of many names twelve are told', () => {
    const many = Array.from({ length: 30 }, (_, index) => `def f${index}(): ...\n`).join('');
    expect(checkHandler([entry('app.py', many)], 'app.handler', python)).toContain('f11 and more.');
  });

  test('through a link, nothing is said', () => {
    const link = { path: 'app', kind: 'link', target: 'src' } as const;
    expect(
      checkHandler([link, entry('src/main.py', 'def handler(): ...')], 'app/main.handler', python),
    ).toBeUndefined();
    const file = { path: 'app.py', kind: 'link', target: 'src/app.py' } as const;
    expect(checkHandler([file], 'app.handler', python)).toBeUndefined();
  });

  test('names and handlers cannot write commands to the log', () => {
    const problem = checkHandler([entry('app.py', 'a = 1')], 'x\n::error::y.handler', python);
    expect(problem).not.toContain('\n');
  });
});
