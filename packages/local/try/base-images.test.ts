import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { baseImagesOf } from './base-images.ts';

test.each([
  ['one', 'FROM node:24\n', ['node:24']],
  ['nothing, which scratch is', 'FROM scratch\nCOPY a /\n', []],
  [
    'no stage of its own',
    'FROM go:1 AS Build\nFROM alpine:3\nCOPY --from=build /a /\nFROM build\n',
    ['go:1', 'alpine:3'],
  ],
  ['each once, with the default of its argument', 'ARG N=node:24\nFROM ${N} AS a\nFROM $N\n', ['node:24']],
  ['for a platform', 'FROM --platform=$BUILDPLATFORM node:24\n', ['node:24']],
  ['over two lines', 'from node:24 \\\n  as a\nfrom a\n', ['node:24']],
  ['not what an argument of a stage is', 'FROM a\nARG B=c\nFROM ${B}x\n', ['a', 'x']],
])('%s', (_what, dockerfile, bases) => {
  expect(baseImagesOf(dockerfile)).toEqual(bases);
});

test.each(['application', 'data-task'])('the base of the example %s is pinned by its digest', (name) => {
  const dockerfile = readFileSync(path.join(process.cwd(), 'examples', name, 'Dockerfile'), 'utf8');
  const bases = baseImagesOf(dockerfile);
  expect(bases).toEqual([expect.stringMatching(/^[a-z]+:[\w.-]+@sha256:[0-9a-f]{64}$/)]);
});
