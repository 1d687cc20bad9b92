import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { InputError } from '@ci-actions/errors/errors';
import type { PackageIndex } from '@ci-actions/local/index/package-index';
import { startPythonIndex } from '@ci-actions/local/index/python-index';
import { silent } from '@ci-actions/log/log';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { checkBinaries } from '../check/check-binaries.ts';
import { elf } from '../check/test-tools.ts';
import { elfMachine, readRuntime } from '../platform.ts';
import { type InstallOptions, installDependencies } from './install.ts';
import { contents, digest, keptLog, program, put, wheel } from './test-tools.ts';

const manylinux = (name: string, version: string, tag: string, machine = elfMachine.x86_64) =>
  wheel({ name, version, tag, files: { [`${name}/core.so`]: elf({ machine }), [`${name}/__init__.py`]: '' } });

const wheels = {
  ...wheel({
    name: 'shop',
    version: '1.0',
    tag: 'py3-none-any',
    files: { 'shop/__init__.py': 'def main(): ...\n', 'shop-1.0.data/data/share/shop/a.txt': 'a' },
    requires: ['fast>=1', 'never; sys_platform == "win32"'],
    scripts: ['shop = shop:main'],
  }),
  ...manylinux('fast', '1.0', 'cp312-cp312-manylinux2014_x86_64'),
  ...manylinux('fast', '1.0', 'cp312-cp312-manylinux_2_28_aarch64', elfMachine.arm64),
  ...manylinux('fast', '1.0', 'cp311-cp311-manylinux2014_x86_64'),
  ...manylinux('stable', '1.0', 'cp38-abi3-manylinux_2_17_x86_64'),
  ...manylinux('newer', '1.0', 'cp311-cp311-manylinux_2_17_x86_64'),
  ...manylinux('newer', '2.0', 'cp311-cp311-manylinux_2_28_x86_64'),
  'source-1.0.tar.gz': Buffer.from('never unpacked'),
};

const pip = spawnSync('python3', ['-m', 'pip', '--version']);
const withPip = pip.status === 0 ? describe : describe.skip;
if (pip.status !== 0) console.warn('Some tests are skipped: there is no python3 with pip on this machine.');

let index: PackageIndex;
beforeAll(async () => {
  index = await startPythonIndex(wheels);
});
afterAll(() => index.close());

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'install-python-'));
  for (const name of ['workspace/fn', 'temporary', 'home', 'bin'])
    mkdirSync(path.join(root, name), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true }));

const options = (more: Partial<InstallOptions> = {}): InstallOptions => ({
  workspace: path.join(root, 'workspace'),
  source: 'fn',
  install: 'auto',
  runtime: readRuntime('python3.12'),
  architecture: 'x86_64',
  temporary: path.join(root, 'temporary'),
  env: {
    PATH: `${path.join(root, 'bin')}:${process.env.PATH}`,
    HOME: path.join(root, 'home'),
    PIP_INDEX_URL: index.url,
    PIP_RETRIES: '0',
    PIP_CONFIG_FILE: '/dev/null',
    // What a person's settings may hold, and what would send the packages elsewhere.
    PIP_REQUIRE_VIRTUALENV: '1',
    PIP_USER: '1',
    ...(process.env.PYENV_ROOT ? { PYENV_ROOT: process.env.PYENV_ROOT } : {}),
  },
  log: silent,
  ...more,
});
const files = (given: Readonly<Record<string, string>>) => put(path.join(root, 'workspace'), given);

async function messageOf(work: Promise<unknown>): Promise<string> {
  const thrown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(InputError);
  return (thrown as Error).message;
}

withPip('requirements.txt', () => {
  test('gives the wheels of the function, without what differs by machine, the same bytes everywhere', async () => {
    files({ 'fn/requirements.txt': 'shop==1.0\n', 'fn/app.py': '' });
    const before = contents(path.join(root, 'workspace'));
    const { log, lines } = keptLog();
    const installed = await installDependencies(options({ architecture: 'arm64', log }));
    expect(installed).toMatchObject({ how: 'requirements.txt', replacesSource: false });
    expect(installed.entries.map((entry) => entry.path)).toEqual([
      'fast-1.0.dist-info/METADATA',
      'fast-1.0.dist-info/WHEEL',
      'fast/__init__.py',
      'fast/core.so',
      'share/shop/a.txt',
      'shop-1.0.dist-info/METADATA',
      'shop-1.0.dist-info/WHEEL',
      'shop-1.0.dist-info/entry_points.txt',
      'shop/__init__.py',
    ]);
    const fits = { architecture: 'arm64', glibc: '2.34' } as const;
    expect(checkBinaries(installed.entries, fits)).toBeUndefined();
    expect(checkBinaries(installed.entries, { ...fits, architecture: 'x86_64' })).toContain('is built for arm64');
    expect(contents(path.join(root, 'workspace'))).toEqual(before);
    expect(lines.join('\n')).toContain('Successfully installed');

    const elsewhere = path.join(root, 'elsewhere');
    put(elsewhere, { 'deep/er/fn/requirements.txt': 'shop==1.0\n', 'tmp/x': '', 'home/x': '' });
    const again = await installDependencies(
      options({
        workspace: elsewhere,
        source: 'deep/er/fn',
        architecture: 'arm64',
        temporary: path.join(elsewhere, 'tmp'),
        env: { ...options().env, HOME: path.join(elsewhere, 'home'), PIP_NO_CACHE_DIR: '1' },
      }),
    );
    expect(digest(again.entries)).toBe(digest(installed.entries));
  });

  test('gives wheels by the glibc of the runtime, and those of the stable interface', async () => {
    files({ 'fn/requirements.txt': 'newer\nstable\n' });
    const { entries } = await installDependencies(options({ runtime: readRuntime('python3.11') }));
    const paths = entries.map((entry) => entry.path);
    // Amazon Linux 2 has glibc 2.26, and the newest version needs 2.28.
    expect(paths).toContain('newer-1.0.dist-info/METADATA');
    expect(paths).toContain('stable/core.so');
  });

  test('may name others, whose wheels come too, and of which none builds a folder', async () => {
    files({
      'fn/requirements.txt': '-r ../base.txt\n-c ../limits.txt\n',
      'base.txt': 'fast\n',
      'limits.txt': 'fast<2\n',
    });
    const { entries } = await installDependencies(options());
    expect(entries.map((entry) => entry.path)).toContain('fast/core.so');
    const ran = path.join(root, 'ran');
    files({
      'base.txt': `fast\n${path.join(root, 'workspace/lib')}\n`,
      'lib/setup.py': `open(${JSON.stringify(ran)}, 'w')\n`,
    });
    expect(await messageOf(installDependencies(options()))).toContain('"base.txt" asks for');
    expect(existsSync(ran)).toBe(false);
  });

  test('of a package that is there as source only names it and the platform', async () => {
    files({ 'fn/requirements.txt': 'shop\nsource==1.0\n' });
    expect(await messageOf(installDependencies(options({ architecture: 'arm64' })))).toContain(
      '"fn/requirements.txt" cannot be installed: "source==1.0" has no wheel for Python 3.12 on arm64 with glibc 2.34; the index has it as source only',
    );
  });
});

test('a requirements.txt of nothing but comments needs no pip', async () => {
  files({ 'fn/requirements.txt': '# none yet\n\n' });
  expect(await installDependencies(options({ env: { PATH: '' } }))).toMatchObject({
    entries: [],
    how: 'requirements.txt',
  });
});

test('what would have to be built is refused, before anything runs', async () => {
  files({
    'fn/requirements.txt': 'shop\n-e .\n./lib\nx @ git+https://example.org/x\nz @ https://example.org/z-1.tar.gz\n',
  });
  const message = await messageOf(installDependencies(options({ env: { PATH: '' } })));
  expect(message).toContain(
    'asks for "-e .", "./lib", "x @ git+https://example.org/x", "z @ https://example.org/z-1.tar.gz", which would have to be built',
  );
});

test('without pip it says what to do', async () => {
  files({ 'fn/requirements.txt': 'shop\n' });
  const env = { PATH: program(path.join(root, 'bin'), 'python3', '#!/bin/sh\necho "No module named pip"; exit 1\n') };
  expect(await messageOf(installDependencies(options({ env })))).toContain('There is no Python with pip on PATH');
});

describe('a lock file', () => {
  const sha256 = (name: string) =>
    createHash('sha256')
      .update(wheels[name as keyof typeof wheels])
      .digest('hex');
  /**
   * uv and poetry themselves are not asked here, but programs in their place that write down where and how they are called,
   * and the list that they are given.
   */
  const tool = (name: string, flag: string, list: string) => {
    put(root, { list });
    const script = `{ pwd; echo "$@"; } > ${root}/asked\nwhile [ "$1" != ${flag} ]; do shift; done\ncp ${root}/list "$2"\n`;
    program(path.join(root, 'bin'), name, `#!/bin/sh\n${script}`);
  };
  const asked = () => readFileSync(path.join(root, 'asked'), 'utf8').split('\n');

  (pip.status === 0 ? test : test.skip)(
    'of uv is exported for the member, and only what it says is installed',
    async () => {
      files({ 'uv.lock': '', 'pyproject.toml': '', 'fn/app.py': '' });
      const hash = `--hash=sha256:${sha256('shop-1.0-py3-none-any.whl')}`;
      const other = `fast==1.0 ; sys_platform == "win32" --hash=sha256:${'0'.repeat(64)}`;
      tool('uv', '--output-file', `shop==1.0 ${hash}\n${other}\n`);
      const before = contents(path.join(root, 'workspace'));
      const { entries, how } = await installDependencies(options());
      expect(how).toBe('uv.lock');
      // Without `--no-deps`, pip would ask for the hash of what the wheel requires.
      expect([...new Set(entries.map((entry) => entry.path.split('/')[0]))]).toEqual([
        'share',
        'shop-1.0.dist-info',
        'shop',
      ]);
      expect(asked()[0]).toBe(path.join(root, 'workspace/fn'));
      expect(asked()[1]).toMatch(
        /^export --frozen --no-dev --no-emit-project --format requirements-txt --output-file \S+\/requirements\.txt$/,
      );
      expect(contents(path.join(root, 'workspace'))).toEqual(before);
    },
  );

  test('of poetry is exported for the project', async () => {
    files({ 'poetry.lock': '', 'fn/app.py': '' });
    tool('poetry', '--output', '# nothing\n');
    expect(await installDependencies(options())).toMatchObject({ how: 'poetry.lock', entries: [] });
    expect(asked()[0]).toBe(path.join(root, 'workspace'));
    expect(asked()[1]).toMatch(
      /^export --no-interaction --only main --format requirements\.txt --output \S+\/requirements\.txt$/,
    );
  });

  test.each([
    ['uv.lock', 'uv.lock is read by uv, which is not on PATH; run astral-sh/setup-uv'],
    ['poetry.lock', 'poetry.lock is read by poetry, which is not on PATH; install poetry and its plugin'],
  ])('%s without its tool says what to do', async (lock, message) => {
    files({ [`fn/${lock}`]: '' });
    const env = { PATH: path.join(root, 'bin') };
    expect(await messageOf(installDependencies(options({ env })))).toContain(message);
  });

  test('poetry without its plugin says which', async () => {
    files({ 'fn/poetry.lock': '' });
    const script = "#!/bin/sh\necho 'The requested command export does not exist.' >&2; exit 1\n";
    const env = { PATH: program(path.join(root, 'bin'), 'poetry', script) };
    expect(await messageOf(installDependencies(options({ env })))).toContain('pipx inject poetry poetry-plugin-export');
  });

  test('a tool that fails is quoted', async () => {
    files({ 'fn/uv.lock': '' });
    const script = "#!/bin/sh\necho 'error: the lock file is of another time' >&2; exit 2\n";
    const env = { PATH: program(path.join(root, 'bin'), 'uv', script) };
    await expect(installDependencies(options({ env }))).rejects.toThrow(
      'uv could not export uv.lock (exit code 2). It printed at last:\nerror: the lock file is of another time',
    );
  });

  test('a package of the same workspace cannot come along', async () => {
    files({ 'fn/uv.lock': '' });
    const script = '#!/bin/sh\nwhile [ "$1" != --output-file ]; do shift; done\necho "-e ./shared" > "$2"\n';
    const env = { PATH: program(path.join(root, 'bin'), 'uv', script) };
    expect(await messageOf(installDependencies(options({ env })))).toContain('"fn/uv.lock" asks for "-e ./shared"');
  });

  test("the function's own requirements.txt goes before the lock file of its project", async () => {
    files({ 'uv.lock': '', 'fn/requirements.txt': '# none\n' });
    expect((await installDependencies(options())).how).toBe('requirements.txt');
    expect(existsSync(path.join(root, 'asked'))).toBe(false);
  });
});

test.each([
  ['none is wanted', { install: 'none' }],
  ['the source is a file', { source: 'fn/app.py' }],
  ['the runtime has no packages', { runtime: readRuntime('provided.al2023') }],
  ['there is nothing', { source: 'other' }],
] as const)('nothing is installed where %s', async (_what, more) => {
  files({ 'fn/requirements.txt': 'shop\n', 'fn/app.py': '', 'other/app.py': '' });
  expect(await installDependencies(options(more))).toEqual({
    entries: [],
    replacesSource: false,
    replaces: [],
    how: 'nothing',
  });
});

describe('what is to be published', () => {
  test.each([
    ['requirements.txt', { 'fn/requirements.txt': 'shop\n', 'package-lock.json': '{}' }, 'fn/requirements.txt'],
    ['a lock file of the project', { 'uv.lock': '', 'fn/app.py': '' }, 'uv.lock'],
    ['package-lock.json', { 'package.json': '{}', 'package-lock.json': '{}', 'fn/index.js': '' }, 'package-lock.json'],
    [
      'dependencies without a lock file',
      { 'fn/package.json': '{"dependencies":{"a":"1"}}', 'fn/pnpm-lock.yaml': '' },
      'fn/package.json',
    ],
  ])('is refused for a runtime that is not known: %s', async (_what, given, name) => {
    files({ 'fn/x': '', ...given });
    expect(await messageOf(installDependencies(options({ runtime: undefined, mustInstall: true })))).toBe(
      `There is "${name}", and what fits of it cannot be installed, because the runtime is not given, or not known to this version of the action; set the input \`runtime\` to one that is, or \`install: none\` where the source holds its dependencies.`,
    );
  });

  test.each([
    ['nothing is to be installed', { 'package.json': '{"type":"module"}', 'fn/index.js': '' }, {}],
    ['the source holds its dependencies', { 'fn/requirements.txt': 'shop\n' }, { install: 'none' }],
  ] as const)('passes where %s', async (_what, given, more) => {
    files(given);
    const { how } = await installDependencies(options({ runtime: undefined, mustInstall: true, ...more }));
    expect(how).toBe('nothing');
  });
});

test('nothing is installed for a runtime that is not known, and it is said', async () => {
  files({ 'fn/requirements.txt': 'shop\n' });
  const { log, lines } = keptLog();
  expect((await installDependencies(options({ runtime: undefined, log }))).how).toBe('nothing');
  expect(lines).toEqual([expect.stringContaining('Nothing of requirements.txt is installed, because')]);
});
