import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { InputError } from '@ci-actions/errors/errors';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findContext } from './build-context.ts';

let top: string;
let workspace: string;
beforeAll(() => {
  top = mkdtempSync(path.join(tmpdir(), 'context-'));
  workspace = path.join(top, 'workspace');
  const files = [
    'Dockerfile',
    'app/Dockerfile',
    'app/deploy/Dockerfile.web',
    'pod/Containerfile',
    'both/Dockerfile',
    'both/Containerfile',
    'empty/x',
    '--push/Dockerfile',
    '../outside/Dockerfile',
  ];
  for (const file of files) {
    mkdirSync(path.dirname(path.join(workspace, file)), { recursive: true });
    writeFileSync(path.join(workspace, file), 'FROM scratch\n');
  }
  symlinkSync('app', path.join(workspace, 'link-inside'));
  symlinkSync('../outside', path.join(workspace, 'link-outside'));
  mkdirSync(path.join(workspace, 'linked-file'));
  symlinkSync('../../outside/Dockerfile', path.join(workspace, 'linked-file/Dockerfile'));
});
afterAll(() => rmSync(top, { recursive: true }));

test.each([
  ['.', '', { context: '.' }],
  ['./app/', '', { context: 'app' }],
  ['app/deploy/..', '', { context: 'app' }],
  ['link-inside', '', { context: 'link-inside' }],
  ['--push', '', { context: '--push' }],
  ['both', '', { context: 'both', file: 'both/Dockerfile' }],
  ['pod', '', { context: 'pod', file: 'pod/Containerfile' }],
  ['empty', 'Dockerfile', { context: 'empty', file: 'Dockerfile' }],
  ['.', 'app/deploy/Dockerfile.web', { context: '.', file: 'app/deploy/Dockerfile.web' }],
])('%s %s', async (context, file, found) => {
  expect(await findContext(workspace, context, file)).toEqual(found);
});

test('an absolute path inside the workspace is as good', async () => {
  expect(await findContext(workspace, path.join(workspace, 'app'), '')).toEqual({ context: 'app' });
});

const remote = 'which is no folder of the workspace; what is published is built from the commit that was checked out';
test.each([
  ['https://github.com/org/app.git#main', '', remote],
  ['git@github.com:org/app.git', '', remote],
  ['github.com/org/app', '', remote],
  ['ssh://git@host/app', '', remote],
  ['-', '', remote],
  ['nowhere', '', 'The input `context` is "nowhere", which is not there; set it to a folder of the workspace.'],
  ['Dockerfile', '', 'The input `context` is "Dockerfile", which is a file; set it to a folder'],
  ['..', '', 'The input `context` is "..", which lies outside the workspace; name one inside it.'],
  ['/', '', 'The input `context` is "/", which lies outside the workspace'],
  ['link-outside', '', 'The input `context` is "link-outside", which lies outside the workspace'],
  ['linked-file', '', 'The input `context` is "linked-file", which lies outside the workspace'],
  ['.', '../outside/Dockerfile', 'The input `file` is "../outside/Dockerfile", which lies outside the workspace'],
  ['.', 'linked-file/Dockerfile', 'The input `file` is "linked-file/Dockerfile", which lies outside the workspace'],
  ['.', 'app', 'The input `file` is "app", which is not there; set it to a file of the workspace.'],
  ['app', 'deploy/Dockerfile.web', 'it is looked for from the workspace, so set it to app/deploy/Dockerfile.web.'],
  ['empty', '', 'The folder "empty" has no Dockerfile; set `file` to it, or `context` to its folder.'],
])('refused: %s %s', async (context, file, sentence) => {
  const thrown = await findContext(workspace, context, file).catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(InputError);
  expect((thrown as Error).message).toMatch(/^[^\n]+\.$/);
  expect((thrown as Error).message).toContain(sentence);
});
