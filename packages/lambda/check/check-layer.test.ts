import { InputError } from '@ci-actions/errors/errors';
import { describe, expect, test } from '@jest/globals';
import { readRuntime } from '../platform.ts';
import { layOutLayer } from '../source/lay-out-layer.ts';
import { checkLayer } from './check-layer.ts';
import { entry } from './test-tools.ts';

const python = readRuntime('python3.12');
const node = readRuntime('nodejs22.x');
const laid = (names: readonly string[], runtime: typeof python | undefined, installed: readonly string[] = []) =>
  layOutLayer(
    names.map((name) => entry(name)),
    installed.map((name) => entry(name)),
    runtime,
  ).map(({ path }) => path);

describe('layOutLayer', () => {
  test.each([
    ['modules of Python go into python/', python, ['a.py', 'b/c.py'], ['python/a.py', 'python/b/c.py']],
    ['what lies in python/ stays', python, ['python/a.py', 'README.md'], ['python/a.py', 'README.md']],
    ['programs and libraries stay', python, ['bin/tool', 'lib/x.so'], ['bin/tool', 'lib/x.so']],
    ['a folder lib/ among modules is one of them', python, ['a.py', 'lib/x.py'], ['python/a.py', 'python/lib/x.py']],
    ['packages of Node go into nodejs/', node, ['node_modules/a/index.js'], ['nodejs/node_modules/a/index.js']],
    ['what lies in nodejs/ stays', node, ['nodejs/node_modules/a/index.js'], ['nodejs/node_modules/a/index.js']],
    [
      'an extension stays',
      readRuntime('provided.al2023'),
      ['extensions/x', 'config.yaml'],
      ['extensions/x', 'config.yaml'],
    ],
    ['without a runtime, what has its place stays', undefined, ['python/a.py'], ['python/a.py']],
  ])('%s', (_what, runtime, names, expected) => {
    expect(laid(names, runtime)).toEqual(expected);
  });

  test('what was installed goes into the folder of the language, wherever the source lies', () => {
    expect(laid(['python/a.py'], python, ['requests/__init__.py'])).toEqual([
      'python/a.py',
      'python/requests/__init__.py',
    ]);
    expect(laid(['a.js'], node, ['node_modules/x/i.js'])).toEqual(['nodejs/a.js', 'nodejs/node_modules/x/i.js']);
  });

  test.each([
    [undefined, 'or set the input `runtime`.'],
    [readRuntime('java21'), 'it needs one of python/, nodejs/, java/, ruby/, bin/, lib/, extensions/ at its root.'],
  ])('a source without a place is refused for %j', (runtime, sentence) => {
    expect(() => laid(['x.txt'], runtime)).toThrow(sentence);
    expect(() => laid(['x.txt'], runtime)).toThrow(InputError);
  });
});

describe('checkLayer', () => {
  test.each([
    [python, 'python/a.py'],
    [python, 'python/lib/python3.12/site-packages/a.py'],
    [python, 'bin/tool'],
    [python, 'nodejs/node_modules/a/index.js'],
    [node, 'nodejs/node_modules/a/index.js'],
    [node, 'nodejs/node22/node_modules/a/index.js'],
    [node, 'nodejs/util.js'],
    [readRuntime('java21'), 'java/lib/a.jar'],
  ])('%j finds %s', (runtime, name) => {
    expect(checkLayer([entry(name)], runtime)).toBeUndefined();
  });

  test.each([
    [
      python,
      'python/lib/python3.11/site-packages/a.py',
      '"python/lib/python3.11/site-packages/" should be "python/lib/python3.12/site-packages/".',
    ],
    [python, 'python/site-packages/a.py', '"python/site-packages/" should be "python/lib/python3.12/site-packages/".'],
    [python, 'python3.12/a.py', '"python3.12/" should be "python/".'],
    [python, 'Python/a.py', '"Python/" should be "python/".'],
    [python, 'python/python/a.py', '"python/python/" should be "python/".'],
    [python, 'python/.venv/lib/a.py', '"python/.venv/" should be "python/".'],
    [node, 'node_modules/a/index.js', '"node_modules/" should be "nodejs/node_modules/".'],
    [node, 'node/node_modules/a/index.js', '"node/" should be "nodejs/".'],
    [node, 'nodejs/node20/node_modules/a/index.js', '"nodejs/node20/" should be "nodejs/node22/".'],
    [node, 'nodejs/nodejs22/node_modules/a.js', '"nodejs/nodejs22/" should be "nodejs/".'],
  ])('%j does not find %s', (runtime, name, sentence) => {
    expect(checkLayer([entry(name), entry(`${name}2`)], runtime)).toMatch(
      new RegExp(`move their content:\\n${sentence.replace(/[.]/g, '\\.')}$`),
    );
  });
});
