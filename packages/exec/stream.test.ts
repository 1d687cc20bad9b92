import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { stream } from './stream.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'stream-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const node = (script: string, ...args: string[]) => [process.execPath, ['-e', script, ...args]] as const;
const alive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
};
const until = async (what: () => boolean) => {
  for (let i = 0; i < 500 && !what(); i++) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(what()).toBe(true);
};

async function run(script: string, options: Partial<Parameters<typeof stream>[2]> = {}, ...args: string[]) {
  const said: string[] = [];
  const code = await stream(...node(script, ...args), {
    onLine: (line, from) => said.push(`${from}: ${line}`),
    ...options,
  });
  return { code, said };
}

test('lines come one by one, from both outputs, as the program ends them', async () => {
  const script = `process.stdout.write('a\\nb\\r\\nc 1%\\rc 2%\\rd'); console.error('\\u20ac')`;
  const { code, said } = await run(script);
  expect(code).toBe(0);
  expect(said.filter((line) => line.startsWith('stdout'))).toEqual(
    ['a', 'b', 'c 1%', 'c 2%', 'd'].map((line) => `stdout: ${line}`),
  );
  expect(said).toContain('stderr: \u20ac');
});

test('a character that arrives in two pieces is one', async () => {
  const { said } = await run(
    `process.stdout.write(Buffer.from([0xe2])); setTimeout(() => process.stdout.write(Buffer.from([0x82, 0xac])), 50)`,
  );
  expect(said).toEqual(['stdout: \u20ac']);
});

test('a line without an end comes in pieces', async () => {
  const { said } = await run(`process.stdout.write('x'.repeat(40_000))`);
  expect(said.map((line) => line.length - 'stdout: '.length)).toEqual([16_384, 16_384, 7_232]);
});

test('a program is told while it runs', async () => {
  const go = path.join(folder, 'go');
  const script = `console.log('begun'); setInterval(() => { if (require('fs').existsSync(process.argv[1])) process.exit(3) }, 10)`;
  const { code } = await run(script, { onLine: (line) => line === 'begun' && writeFileSync(go, '') }, go);
  expect(code).toBe(3);
});

test('arguments pass no shell; the environment and its PATH are what was given; standard input is empty', async () => {
  const program = path.join(folder, 'own-program');
  writeFileSync(program, '#!/bin/sh\nprintf "%s\\n" "$@" "$A" "$HOME" "$(cat)"\n');
  chmodSync(program, 0o755);
  const said: string[] = [];
  const env = { PATH: `${folder}:/usr/bin:/bin`, A: '1', HOME: undefined };
  expect(await stream('own-program', ['$(id)', 'a b', '"'], { env, onLine: (line) => said.push(line) })).toBe(0);
  expect(said).toEqual(['$(id)', 'a b', '"', '1', '', '']);
});

test('a program that is not there is an error', async () => {
  await expect(stream('no-such-program-anywhere', [], { onLine() {} })).rejects.toThrow(
    /^no-such-program-anywhere cannot be started: .*ENOENT/,
  );
});

test('a program that a signal ends has a code, as in a shell', async () => {
  expect((await run('process.kill(process.pid, "SIGTERM")')).code).toBe(143);
});

test('an abort ends the program and what it has started', async () => {
  const pids = path.join(folder, 'pids');
  const abort = new AbortController();
  const running = stream('sh', ['-c', 'sleep 60 & echo $$ $! > "$0.new" && mv "$0.new" "$0"; wait', pids], {
    signal: abort.signal,
    onLine() {},
  });
  const ended = expect(running).rejects.toThrow('no longer wanted');
  await until(() => existsSync(pids));
  abort.abort(new Error('no longer wanted'));
  await ended;
  const [shell = 0, sleep = 0] = readFileSync(pids, 'utf8').trim().split(' ').map(Number);
  await until(() => !alive(shell) && !alive(sleep));
});

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s to this process ends the program, and does what is left to do',
  async (signal) => {
    // Node runs the TypeScript below only from version 22.18; the modules are plain JavaScript but for their types.
    const { transformSync } = await import('@swc/core');
    for (const name of ['at-end', 'stream']) {
      const source = readFileSync(new URL(`./${name}.ts`, import.meta.url), 'utf8').replaceAll(
        './at-end.ts',
        './at-end.mjs',
      );
      const { code } = transformSync(source, {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'es6' },
      });
      writeFileSync(path.join(folder, `${name}.mjs`), code);
    }
    const parent = path.join(folder, 'parent.mjs');
    writeFileSync(
      parent,
      `import { stream } from ${JSON.stringify(pathToFileURL(path.join(folder, 'stream.mjs')))};
     import { atEnd } from ${JSON.stringify(pathToFileURL(path.join(folder, 'at-end.mjs')))};
     import { writeFileSync } from 'node:fs';
     atEnd(() => writeFileSync(process.argv[2] + '/tidied', ''));
     atEnd(() => { throw new Error('this must not keep the rest from being done'); });
     await stream('sh', ['-c', 'echo $$; exec sleep 60'], { onLine: (line) => writeFileSync(process.argv[2] + '/pid', line) });`,
    );
    const child = spawn(process.execPath, [parent, folder], { stdio: 'ignore' });
    const closed = new Promise((resolve) => child.once('close', (_code, by) => resolve(by)));
    const pid = path.join(folder, 'pid');
    await until(() => existsSync(pid) && readFileSync(pid, 'utf8') !== '');
    child.kill(signal);
    expect(await closed).toBe(signal);
    expect(existsSync(path.join(folder, 'tidied'))).toBe(true);
    await until(() => !alive(Number(readFileSync(pid, 'utf8'))));
  },
);

test('an abort ends also what a program that has ended has left behind', async () => {
  if (process.platform === 'win32') return;
  const running = stream('sh', ['-c', 'sleep 600 & exit 0'], { signal: AbortSignal.timeout(300), onLine() {} });
  await expect(running).rejects.toThrow();
});
