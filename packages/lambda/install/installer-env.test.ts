import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { silent } from '@ci-actions/log/log';
import { expect, test } from '@jest/globals';
import { runProgram } from './run-program.ts';

test('a program that installs gets its own settings, and no secret of the job', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'installer-env-'));
  const kept = {
    PATH: process.env.PATH,
    HOME: folder,
    PIP_INDEX_URL: 'a',
    npm_config_registry: 'b',
    UV_INDEX_URL: 'c',
    POETRY_HTTP_BASIC_SHOP_PASSWORD: 'd',
    NODE_AUTH_TOKEN: 'e',
    GITHUB_WORKSPACE: 'f',
  };
  const secrets = {
    'INPUT_GITHUB-TOKEN': '1',
    INPUT_SOURCE: '2',
    AWS_SECRET_ACCESS_KEY: '3',
    AWS_WEB_IDENTITY_TOKEN_FILE: '4',
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: '5',
    ACTIONS_RUNTIME_TOKEN: '6',
    GITHUB_TOKEN: '7',
    GH_TOKEN: '8',
  };
  try {
    const script = `require('fs').writeFileSync('env.json', JSON.stringify(process.env))`;
    const command = process.execPath;
    const env = { ...kept, ...secrets };
    expect((await runProgram({ command, args: ['-e', script], cwd: folder, env }, silent)).code).toBe(0);
    const got: unknown = JSON.parse(readFileSync(path.join(folder, 'env.json'), 'utf8'));
    expect(got).toEqual(kept);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
