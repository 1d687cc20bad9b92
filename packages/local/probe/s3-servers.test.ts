import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { exec } from '@ci-actions/exec/exec';
import { afterAll, expect, test } from '@jest/globals';

const script = fileURLToPath(new URL('../../../.ci/s3-servers.sh', import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), 's3-servers-'));
afterAll(() => rmSync(folder, { recursive: true }));

const reason = 'the script is for Linux';
if (process.platform !== 'linux') process.stdout.write(`s3-servers.sh: not tested, ${reason}\n`);
const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux(`a machine without moto and without apt-get: one line for each, and success (${reason})`, async () => {
  // A PATH with nothing on it but what the script itself stands on.
  const bin = path.join(folder, 'bin');
  mkdirSync(bin);
  const tools = [
    'bash',
    'env',
    'realpath',
    'mkdir',
    'chmod',
    'rm',
    'wc',
    'tail',
    'sed',
    'cut',
    'sleep',
    'seq',
    'dirname',
  ];
  for (const tool of tools) {
    const found = ['/usr/bin', '/bin'].map((place) => path.join(place, tool)).find(existsSync);
    if (found) symlinkSync(found, path.join(bin, tool));
  }
  const file = path.join(folder, 'servers.env');
  const run = (verb: string) => exec(path.join(bin, 'bash'), [script, verb, file], { env: { PATH: bin } });
  const started = await run('start');
  expect(started).toEqual({
    code: 0,
    stderr: '',
    stdout:
      's3-servers: moto is left out: there is no moto_server on PATH.\n' +
      "s3-servers: Ceph RGW is left out: it comes from Debian's packages, and there is no apt-get here.\n",
  });
  expect(readFileSync(file, 'utf8')).toBe('');
  expect(await run('stop')).toEqual({ code: 0, stdout: '', stderr: '' });
  expect([existsSync(file), existsSync(`${file}.d`)]).toEqual([false, false]);
});
