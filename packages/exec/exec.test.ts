import { expect, jest, test } from '@jest/globals';
import { exec } from './exec.ts';

const node = (script: string, ...args: string[]) => [process.execPath, ['-e', script, ...args]] as const;

test('arguments pass no shell, and input is read from standard input', async () => {
  const [command, args] = node(
    'process.stdin.pipe(process.stdout); console.error(process.argv.slice(1))',
    '$(id)',
    'a b',
    '"',
    ';',
  );
  const { code, stdout, stderr } = await exec(command, args, { input: 'secret' });
  expect([code, stdout]).toEqual([0, 'secret']);
  expect(stderr).toContain(`[ '$(id)', 'a b', '"', ';' ]`);
});

test('a non-zero exit is a result', async () => {
  expect(await exec(...node('process.exit(3)'))).toMatchObject({ code: 3 });
});

test('the environment and the folder are what was given', async () => {
  const { stdout } = await exec(...node('console.log(process.cwd(), process.env.A, process.env.HOME)'), {
    cwd: '/',
    env: { A: '1' },
  });
  expect(stdout).toBe('/ 1 undefined\n');
});

test('a program that is not there is an error', async () => {
  await expect(exec('no-such-program-anywhere', [])).rejects.toThrow(/no-such-program-anywhere/);
});

test('what is printed is decoded once, as a whole, and not line by line', async () => {
  const euros = 400_000;
  const decode = jest.spyOn(Buffer.prototype, 'toString');
  try {
    const { stdout } = await exec(...node(`process.stdout.write('\u20ac'.repeat(${euros}) + '\\n')`));
    expect(stdout).toBe(`${'\u20ac'.repeat(euros)}\n`);
    const long = decode.mock.contexts.map((bytes) => (bytes as Buffer).length).filter((length) => length > 1_000);
    expect(long).toEqual([euros * 3 + 1]);
  } finally {
    decode.mockRestore();
  }
});
