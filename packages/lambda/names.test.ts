import { describe, expect, test } from '@jest/globals';
import { readDescription, writeDescription } from './description.ts';
import { readAliasName, readName } from './function-name.ts';
import { readImageUri } from './image-uri.ts';

const region = 'eu-central-1';
const commit = 'a'.repeat(40);

describe('a function or a layer', () => {
  const arn = 'arn:aws:lambda:eu-central-1:123456789012:function:orders';
  const layer = 'arn:aws-cn:lambda:eu-central-1:123456789012:layer:common';
  test.each([
    ['orders', 'function', { id: 'orders', name: 'orders' }],
    [arn, 'function', { id: arn, name: 'orders', account: '123456789012' }],
    [
      '123456789012:function:orders',
      'function',
      { id: '123456789012:function:orders', name: 'orders', account: '123456789012' },
    ],
    ['common_2', 'layer', { id: 'common_2', name: 'common_2' }],
    [layer, 'layer', { id: layer, name: 'common', account: '123456789012' }],
  ] as const)('%s', (text, what, named) => {
    expect(readName(text, what, region)).toEqual(named);
  });

  test.each([
    ['a b', 'function', 'which names no function: a name has at most 64 letters'],
    ['x'.repeat(65), 'function', 'which names no function'],
    ['', 'layer', 'which names no layer: a name has at most 140 letters'],
    [layer, 'function', 'which names no function'],
    ['--function-name', 'function', undefined],
    [`${arn}:live`, 'function', 'the version or alias "live" of it. Give the function alone, and the alias in'],
    ['orders:live', 'function', 'which names no function'],
    [`${layer}:3`, 'layer', 'the version or alias "3" of it. Give the layer alone.'],
    [arn.replace(region, 'us-east-1'), 'function', 'which is in us-east-1, and aws-region is eu-central-1.'],
    ['orders\n::error::x', 'function', 'The input function is "orders\\n::error::x", which names no function'],
  ] as const)('%j as a %s: %s', (text, what, sentence) => {
    if (sentence === undefined) expect(readName(text, what, region).name).toBe(text);
    else expect(() => readName(text, what, region)).toThrow(sentence);
  });
});

test.each([
  ['', true],
  ['live', true],
  ['v1', true],
  ['blue-green_2', true],
  ['7', false],
  ['a.b', false],
  ['x'.repeat(129), false],
])('an alias: %j %s', (text, good) => {
  if (good) expect(readAliasName(text)).toBe(text);
  else expect(() => readAliasName(text)).toThrow('which is no name of an alias');
});

describe('the description of a version', () => {
  test.each(['v1.2.3', 'release 2026-11', 'x', 'y'.repeat(208)])('%s comes back', (version) => {
    const text = writeDescription({ version, commit });
    expect(text.length).toBeLessThanOrEqual(256);
    expect(readDescription(text)).toEqual({ version, commit });
  });

  test('a version that is too long gives way to the commit', () => {
    expect(writeDescription({ version: 'y'.repeat(300), commit })).toBe(`${commit.slice(0, 12)} commit ${commit}`);
  });

  test('of SHA-256 repositories', () => {
    expect(readDescription(`v1 commit ${'b'.repeat(64)}`)?.commit).toBe('b'.repeat(64));
  });

  test.each([
    '',
    'Takes orders.',
    `commit ${commit}`,
    ` commit ${commit}`,
    `v1 commit ${commit} or so`,
    `v1 commit ${commit.slice(1)}`,
    `v1 commit ${commit.toUpperCase()}`,
    `v1\ncommit ${commit}`,
  ])('%j says nothing', (text) => {
    expect(readDescription(text)).toBeUndefined();
  });
});

describe('an image', () => {
  const digest = `sha256:${'c'.repeat(64)}`;
  test.each([`123456789012.dkr.ecr.eu-central-1.amazonaws.com/team/app@${digest}`, `127.0.0.1:5000/app@${digest} `])(
    '%s',
    (text) => {
      expect(readImageUri(text)).toEqual({ uri: text.trim(), digest });
    },
  );

  test.each(['', 'app', 'app:latest', `app@${digest}0`, `app@${digest.toUpperCase()}`, `a b@${digest}`, digest])(
    '%j is none',
    (text) => {
      expect(() => readImageUri(text)).toThrow('which names no image by its digest. Give the output image');
    },
  );
});
