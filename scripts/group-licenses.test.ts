import { expect, test } from '@jest/globals';
import { groupLicenses } from './group-licenses.ts';

const apache = 'Apache License\nVersion 2.0\n\nTERMS\n\n   1. Definitions.';
const installed = (name: string) => ['@aws-sdk/client-ecr', '@smithy/core', 'ms', 'none', 'tslib'].includes(name);

test('a text that several have is said once, below all of their names', () => {
  const listed = [
    `@aws-sdk/client-ecr\nApache-2.0\n${apache}\n`,
    'ms\nMIT\nCopyright (c) 2020 Vercel\n\nTERMS\n',
    `@smithy/core\nApache-2.0\n${apache}\n`,
    'tslib\n0BSD\nCopyright (c) Microsoft Corporation.\n',
    'none\n',
  ].join('\n');
  const line = '-'.repeat(72);
  expect(groupLicenses(listed, installed)).toBe(
    [
      `@aws-sdk/client-ecr (Apache-2.0)\n@smithy/core (Apache-2.0)\n\n${apache}`,
      'ms (MIT)\n\nCopyright (c) 2020 Vercel\n\nTERMS',
      'tslib (0BSD)\n\nCopyright (c) Microsoft Corporation.',
      'none\n',
    ].join(`\n\n${line}\n\n`),
  );
});

test('a word of a text that is no package does not begin another one', () => {
  expect(groupLicenses('ms\nMIT\nBEGIN\n\nTERMS\n\nEND\n', installed)).toBe('ms (MIT)\n\nBEGIN\n\nTERMS\n\nEND\n');
});
