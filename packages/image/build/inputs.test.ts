import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { InputError } from '@ci-actions/errors/errors';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { BuildSettings } from './build-settings.ts';
import { readCache } from './cache.ts';
import { csvField } from './csv.ts';
import type { Engine } from './engine.ts';
import { type BuildInputs, readSettings } from './read-settings.ts';
import { refuseUnsupported } from './refuse-unsupported.ts';
import { readSecrets, secretFiles } from './secrets.ts';
import type { SourceFacts } from './source-labels.ts';

const facts: SourceFacts = {
  revision: 'a'.repeat(40),
  committed: new Date('2026-01-05T10:11:12.345Z'),
  source: 'https://github.com/org/app',
  version: '1.2.3',
};

describe('settings', () => {
  test('nothing given: nothing asked for', () => {
    expect(readSettings({}, undefined, {})).toEqual({
      buildArgs: [],
      platforms: [],
      labels: {},
      annotations: {},
      cache: [],
      pull: false,
      noCache: false,
      provenance: 'false',
      sbom: 'false',
      network: 'default',
    });
  });

  test('the labels and the date are those of the commit', () => {
    const labels = {
      'org.opencontainers.image.source': 'https://github.com/org/app',
      'org.opencontainers.image.revision': 'a'.repeat(40),
      'org.opencontainers.image.version': '1.2.3',
      'org.opencontainers.image.created': '2026-01-05T10:11:12Z',
    };
    expect(readSettings({}, facts, {})).toMatchObject({ labels, annotations: labels, sourceDateEpoch: 1_767_607_872 });
  });

  test("a user's label wins; only labels that a specification names are annotations", () => {
    const labels = ['org.opencontainers.image.version=2', 'team=a=b', 'team=c d', 'empty='];
    const read = readSettings({ labels }, facts, {});
    expect(read.labels).toMatchObject({ 'org.opencontainers.image.version': '2', team: 'c d', empty: '' });
    expect(read.annotations).toMatchObject({ 'org.opencontainers.image.version': '2' });
    expect(Object.keys(read.annotations)).not.toContain('team');
  });

  test.each([
    [['SOURCE_DATE_EPOCH=5'], { SOURCE_DATE_EPOCH: '6' }, 5],
    [[], { SOURCE_DATE_EPOCH: '6' }, 6],
    [['SOURCE_DATE_EPOCH'], { SOURCE_DATE_EPOCH: '6' }, 6],
    [[], { SOURCE_DATE_EPOCH: '' }, 1_767_607_872],
  ])('a date of the user wins: %j %j', (buildArgs, env, epoch) => {
    expect(readSettings({ 'build-args': buildArgs }, facts, env).sourceDateEpoch).toBe(epoch);
  });

  test.each<[BuildInputs, Partial<BuildSettings>]>([
    [{ target: 'production' }, { target: 'production' }],
    [{ platforms: ['linux/amd64', 'linux/arm64/v8', 'linux/amd64'] }, { platforms: ['linux/amd64', 'linux/arm64/v8'] }],
    [
      { provenance: 'mode=max', sbom: 'generator=docker.io/a/b:1' },
      { provenance: 'mode=max', sbom: 'generator=docker.io/a/b:1' },
    ],
    [
      { provenance: '', sbom: 'true' },
      { provenance: 'false', sbom: 'true' },
    ],
    [
      { pull: true, 'no-cache': true, network: 'none' },
      { pull: true, noCache: true, network: 'none' },
    ],
    [{ 'build-args': ['A=1', 'B', 'C='] }, { buildArgs: ['A=1', 'B', 'C='] }],
  ])('%j', (inputs, settings) => {
    expect(readSettings(inputs, undefined, {})).toMatchObject(settings);
  });

  test.each<[BuildInputs, string]>([
    [
      { 'build-args': ['--push'] },
      'The input `build-args` has the line "--push"; write NAME=value, or NAME alone for the value of the variable.',
    ],
    [{ 'build-args': ['=1'] }, 'The input `build-args` has the line "=1"; write NAME=value'],
    [{ labels: ['version'] }, 'The input `labels` has the line "version"; write each label as name=value.'],
    [{ labels: ['a b=1'] }, 'The input `labels` has the line "a b=1"; write each label as name=value.'],
    [{ platforms: ['arm64'] }, 'The input `platforms` has "arm64"; write a platform as linux/amd64 or linux/arm64.'],
    [{ platforms: ['--push'] }, 'The input `platforms` has "--push"; write'],
    [{ provenance: 'yes' }, 'The input `provenance` is "yes"; set it to true or false.'],
    [{ sbom: 'true,--push' }, 'The input `sbom` is "true,--push"; set it to true or false.'],
    [{ network: 'container:db' }, 'The input `network` is "container:db"; set it to one of: default, none, host.'],
    [{ 'build-args': ['SOURCE_DATE_EPOCH=now'] }, 'SOURCE_DATE_EPOCH is "now"; set it to whole seconds since 1970.'],
  ])('refused: %j', (inputs, sentence) => {
    expect(() => readSettings(inputs, undefined, {})).toThrow(InputError);
    expect(() => readSettings(inputs, undefined, {})).toThrow(sentence);
  });
});

describe('cache', () => {
  test.each([
    [
      'registry:123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:cache',
      { type: 'registry', ref: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:cache' },
    ],
    ['registry:127.0.0.1:5000/team/app', { type: 'registry', ref: '127.0.0.1:5000/team/app' }],
    ['gha', { type: 'gha' }],
    ['gha:main/app', { type: 'gha', scope: 'main/app' }],
  ])('%s', (line, cache) => {
    expect(readCache([line])).toEqual([cache]);
  });

  test.each([
    'registry',
    'registry:',
    'registry:-x',
    'registry:a,mode=min',
    'registry:a b',
    'gha:',
    'gha:a,b',
    's3:bucket',
    'type=gha',
    '',
  ])('refused: %s', (line) => {
    expect(() => readCache([line])).toThrow(`The input \`cache\` has the line ${JSON.stringify(line)}; write`);
  });
});

describe('secrets', () => {
  test.each([
    ['token=abc', { id: 'token', value: 'abc' }],
    ['token=a=b, c', { id: 'token', value: 'a=b, c' }],
    ['token=env:HOME', { id: 'token', value: 'env:HOME' }],
    ['id=token,env=NPM_TOKEN', { id: 'token', env: 'NPM_TOKEN' }],
    ['id=token,src=../temp/a,b.txt', { id: 'token', src: '../temp/a,b.txt' }],
    ['id=token,source=a.txt', { id: 'token', src: 'a.txt' }],
    ['id=id,env=ID', { id: 'id', env: 'ID' }],
  ])('%s', (line, secret) => {
    expect(readSecrets([line])).toEqual([secret]);
  });

  test.each(['hunter2', 'token=', '=hunter2', 'a b=hunter2', 'id=hunter2', 'id=token,hunter2', 'a,env=b=hunter2'])(
    'refused, and the line is not shown: %s',
    (line) => {
      let message = '';
      try {
        readSecrets(['a=1', line]);
      } catch (thrown) {
        message = (thrown as Error).message;
      }
      expect(message).toBe(
        'Line 2 of the input `build-secrets` is no secret; write NAME=value, id=NAME,env=VARIABLE or id=NAME,src=FILE.',
      );
    },
  );

  test('a name twice', () => {
    expect(() => readSecrets(['a=1', 'id=a,env=A'])).toThrow(
      'The input `build-secrets` has the secret a twice; keep one',
    );
  });

  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'secrets-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('values are masked, and written to files that only this user reads', async () => {
    const masked: string[] = [];
    writeFileSync(path.join(folder, 'c.txt'), 'three');
    const files = await secretFiles(readSecrets(['a=one', 'id=b,env=B', 'id=c,src=c.txt']), {
      folder,
      workspace: folder,
      env: { B: 'two\nlines\n' },
      mask: (value) => masked.push(value),
    });
    expect(files.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(masked).toEqual(['one', 'two\nlines\n']);
    expect(files.slice(0, 2).map(({ file }) => [readFileSync(file, 'utf8'), statSync(file).mode & 0o777])).toEqual([
      ['one', 0o600],
      ['two\nlines\n', 0o600],
    ]);
    expect(files[2]).toEqual({ id: 'c', file: path.join(folder, 'c.txt') });
  });

  test('a variable that is not set, and a file that is not there', async () => {
    const options = { folder, workspace: folder, env: {}, mask() {} };
    await expect(secretFiles([{ id: 'a', src: 'a.txt' }], options)).rejects.toThrow(
      'The file a.txt of the secret a is not there; it is looked for from the workspace.',
    );
    await expect(secretFiles([{ id: 'a', env: 'NPM_TOKEN' }], options)).rejects.toThrow(
      'The variable NPM_TOKEN of the secret a is not set; give it to the step in `env`.',
    );
  });
});

describe('what an engine cannot do is said', () => {
  const settings: BuildSettings = { ...readSettings({}, undefined, {}), context: '.', secrets: [], writeCache: true };
  const full: Engine = { name: 'buildx', driver: 'docker-container', exports: true };
  const daemon: Engine = { name: 'buildx', driver: 'docker', exports: false };
  const classic: Engine = { name: 'docker', buildKit: false };
  const secrets = [{ id: 'a', file: '/a,b' }];
  const two = ['linux/amd64', 'linux/arm64'];
  const registry = { type: 'registry', ref: '127.0.0.1:5000/app' } as const;
  const tagged = { type: 'registry', ref: '127.0.0.1:5000/app:cache' } as const;

  test.each<[string, Engine, Partial<BuildSettings>]>([
    ['buildx', full, { platforms: two, sbom: 'true', provenance: 'true', cache: [tagged, { type: 'gha' }], secrets }],
    ['buildx in the daemon', daemon, { platforms: ['linux/arm64'], secrets }],
    ['docker 20.10', { name: 'docker', buildKit: true }, { secrets }],
    [
      'podman',
      { name: 'podman' },
      { cache: [registry], platforms: ['linux/arm64'], secrets: [{ id: 'a', file: '/a' }] },
    ],
  ])('%s can', (_what, engine, more) => {
    expect(() => refuseUnsupported(engine, { ...settings, ...more })).not.toThrow();
  });

  const setUp = 'Use docker buildx (docker/setup-buildx-action sets it up)';
  const other = 'Run docker/setup-buildx-action before this step, or turn on the containerd image store of Docker';
  test.each<[Engine, Partial<BuildSettings>, string]>([
    [
      daemon,
      { platforms: two },
      `docker buildx with the driver docker cannot build for 2 platforms at once. ${other}, or name one platform in \`platforms\`.`,
    ],
    [
      daemon,
      { sbom: 'true' },
      `docker buildx with the driver docker cannot write an SBOM or provenance. ${other}, or leave \`sbom\` and \`provenance\` out.`,
    ],
    [
      daemon,
      { cache: [registry] },
      `docker buildx with the driver docker cannot write a cache. ${other}, or leave \`cache\` out.`,
    ],
    [
      daemon,
      { cache: [{ type: 'gha' }] },
      `docker buildx with the driver docker cannot use the cache of GitHub. ${other}, or leave \`cache\` out.`,
    ],
    [classic, { cache: [registry] }, `docker cannot write a cache. ${setUp}, or leave \`cache\` out.`],
    [
      classic,
      { secrets },
      `docker cannot pass secrets to a build without BuildKit. ${setUp}, or leave \`build-secrets\` out.`,
    ],
    [{ name: 'podman' }, { provenance: 'true' }, `podman cannot write an SBOM or provenance. ${setUp}, or leave`],
    [
      { name: 'podman' },
      { cache: [{ type: 'gha' }] },
      `podman cannot use the cache of GitHub. ${setUp}, or set \`cache\` to \`registry:\` and a repository.`,
    ],
    [{ name: 'buildah' }, { platforms: two }, `buildah cannot build for 2 platforms at once. ${setUp}, or name one`],
    [
      { name: 'buildah' },
      { cache: [{ ...registry, ref: '127.0.0.1:5000/app:cache' }] },
      `buildah cannot keep a cache under one tag or digest (127.0.0.1:5000/app:cache). ${setUp}, or name only the repository: registry:127.0.0.1:5000/app.`,
    ],
    [{ name: 'buildah' }, { secrets }, 'buildah cannot read the secret a from a path with a comma in it; rename /a,b.'],
  ])('%j %j', (engine, more, sentence) => {
    expect(() => refuseUnsupported(engine, { ...settings, ...more })).toThrow(InputError);
    expect(() => refuseUnsupported(engine, { ...settings, ...more })).toThrow(sentence);
  });
});

test.each([
  ['a=b', 'a=b'],
  ['a,b', '"a,b"'],
  ['say "a"', '"say ""a"""'],
  ['a\nb', '"a\nb"'],
])('a field of CSV: %j', (field, written) => {
  expect(csvField(field)).toBe(written);
});
