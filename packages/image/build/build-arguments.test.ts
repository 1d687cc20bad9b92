import { describe, expect, test } from '@jest/globals';
import { buildCommand, saveCommand } from './build-arguments.ts';
import type { BuildSettings } from './build-settings.ts';
import type { Engine } from './engine.ts';

const plain: BuildSettings = {
  context: '.',
  buildArgs: [],
  secrets: [],
  platforms: [],
  labels: {},
  annotations: {},
  cache: [],
  writeCache: true,
  pull: false,
  noCache: false,
  provenance: 'false',
  sbom: 'false',
  network: 'default',
};
const places = { archive: '/private/image.tar', idFile: '/private/image-id' };
const engines = {
  buildx: { name: 'buildx', driver: 'docker-container', exports: true },
  daemon: { name: 'buildx', driver: 'docker', exports: false },
  docker: { name: 'docker', buildKit: false },
  'docker 20.10': { name: 'docker', buildKit: true },
  podman: { name: 'podman' },
  buildah: { name: 'buildah' },
} as const satisfies Record<string, Engine>;
const all = Object.keys(engines) as (keyof typeof engines)[];

const command = (engine: keyof typeof engines, settings: Partial<BuildSettings> = {}) =>
  buildCommand(engines[engine], { ...plain, ...settings }, places);

test.each<[keyof typeof engines, string, string]>([
  [
    'buildx',
    'docker',
    'buildx build --progress=plain --provenance=false --sbom=false --output=type=oci,dest=/private/image.tar -- .',
  ],
  [
    'daemon',
    'docker',
    'buildx build --progress=plain --provenance=false --sbom=false --output=type=docker --iidfile=/private/image-id -- .',
  ],
  ['docker', 'docker', 'build --iidfile=/private/image-id -- .'],
  ['docker 20.10', 'docker', 'build --progress=plain --iidfile=/private/image-id -- .'],
  ['podman', 'podman', 'build --layers --iidfile=/private/image-id -- .'],
  ['buildah', 'buildah', 'bud --layers --iidfile=/private/image-id -- .'],
])('%s with nothing asked for', (engine, program, args) => {
  expect(command(engine)).toMatchObject({ program, args: args.split(' ') });
});

test.each<[keyof typeof engines, Record<string, string | undefined>]>([
  ['buildx', { SOURCE_DATE_EPOCH: '1700000000' }],
  ['daemon', { SOURCE_DATE_EPOCH: '1700000000' }],
  ['docker', { SOURCE_DATE_EPOCH: '1700000000', DOCKER_BUILDKIT: '0' }],
  ['docker 20.10', { SOURCE_DATE_EPOCH: '1700000000', DOCKER_BUILDKIT: '1' }],
  ['podman', { SOURCE_DATE_EPOCH: undefined }],
  ['buildah', { SOURCE_DATE_EPOCH: undefined }],
])('the environment of %s', (engine, env) => {
  expect(command(engine, { sourceDateEpoch: 1_700_000_000 }).env).toEqual(env);
});

const cached: Partial<BuildSettings> = { cache: [{ type: 'registry', ref: 'r.example/app:cache' }] };
const notes: Partial<BuildSettings> = { annotations: { 'org.opencontainers.image.version': '1.2.3' } };
const dated: Partial<BuildSettings> = { sourceDateEpoch: 1_700_000_000 };

describe('what is asked for comes as one argument each', () => {
  const everywhere: [string, Partial<BuildSettings>, readonly string[]][] = [
    ['a target', { target: 'production' }, ['--target=production']],
    ['a target like an option', { target: '--push' }, ['--target=--push']],
    ['a file', { file: 'deploy/Dockerfile' }, ['--file=./deploy/Dockerfile']],
    ['a file like an option', { file: '--push' }, ['--file=./--push']],
    [
      'build arguments',
      { buildArgs: ['A=1', 'B', 'C=a b,"c" --push\t$(id)', 'D='] },
      ['--build-arg=A=1', '--build-arg=B', '--build-arg=C=a b,"c" --push\t$(id)', '--build-arg=D='],
    ],
    ['labels', { labels: { a: '1', 'b.c': '--push', d: '' } }, ['--label=a=1', '--label=b.c=--push', '--label=d=']],
    ['a platform', { platforms: ['linux/arm64'] }, ['--platform=linux/arm64']],
    ['no cache', { noCache: true }, ['--no-cache']],
    ['no network', { network: 'none' }, ['--network=none']],
    ['a date', dated, ['--build-arg=SOURCE_DATE_EPOCH=1700000000']],
    ['a date of the user', { ...dated, buildArgs: ['SOURCE_DATE_EPOCH=5'] }, ['--build-arg=SOURCE_DATE_EPOCH=5']],
  ];
  test.each(everywhere.flatMap((row) => all.map((engine) => [engine, ...row] as const)))(
    '%s: %s',
    (engine, _what, settings, expected) => {
      const { args } = command(engine, settings);
      const own = command(engine).args;
      expect(args.filter((arg) => expected.includes(arg))).toEqual(expected);
      expect(args.filter((arg) => arg.startsWith('--build-arg=SOURCE_DATE_EPOCH')).length).toBeLessThan(2);
      // Nothing else changes, but what an engine does with a date.
      const rest = (list: readonly string[]) =>
        list.filter((arg) => !expected.includes(arg) && !/^--(?:output|timestamp)=/.test(arg));
      expect(rest(args)).toEqual(rest(own));
    },
  );

  const some: (readonly [keyof typeof engines, string, Partial<BuildSettings>, readonly string[]])[] = [
    ...(['buildx', 'daemon', 'docker', 'docker 20.10'] as const).map(
      (engine) => [engine, 'newer base images', { pull: true }, ['--pull']] as const,
    ),
    ['podman', 'newer base images', { pull: true }, ['--pull=always']],
    ['buildah', 'newer base images', { pull: true }, ['--pull=always']],
    [
      'buildx',
      'a cache in a registry, in the form that ECR takes',
      cached,
      [
        '--cache-from=type=registry,ref=r.example/app:cache',
        '--cache-to=type=registry,ref=r.example/app:cache,image-manifest=true,oci-mediatypes=true,mode=max',
      ],
    ],
    [
      'buildx',
      'a cache that is only read',
      { ...cached, writeCache: false },
      ['--cache-from=type=registry,ref=r.example/app:cache'],
    ],
    ['podman', 'a cache that is only read', { ...cached, writeCache: false }, ['--cache-from=r.example/app:cache']],
    ['podman', 'a cache', cached, ['--cache-from=r.example/app:cache', '--cache-to=r.example/app:cache']],
    ['buildah', 'a cache', cached, ['--cache-from=r.example/app:cache', '--cache-to=r.example/app:cache']],
    [
      'buildx',
      'the cache of GitHub',
      { cache: [{ type: 'gha' }] },
      ['--cache-from=type=gha', '--cache-to=type=gha,mode=max'],
    ],
    [
      'buildx',
      'two caches',
      {
        cache: [
          { type: 'gha', scope: 'app' },
          { type: 'registry', ref: 'r/c' },
        ],
      },
      [
        '--cache-from=type=gha,scope=app',
        '--cache-to=type=gha,scope=app,mode=max',
        '--cache-from=type=registry,ref=r/c',
        '--cache-to=type=registry,ref=r/c,image-manifest=true,oci-mediatypes=true,mode=max',
      ],
    ],
    ['buildx', 'attestations', { provenance: 'mode=max', sbom: 'true' }, ['--provenance=mode=max', '--sbom=true']],
    ['buildx', 'two platforms', { platforms: ['linux/amd64', 'linux/arm64'] }, ['--platform=linux/amd64,linux/arm64']],
    ['buildx', 'a date', dated, ['--output=type=oci,dest=/private/image.tar,rewrite-timestamp=true']],
    ['podman', 'a date', dated, ['--timestamp=1700000000']],
    ['buildah', 'a date', dated, ['--timestamp=1700000000']],
    ['podman', 'annotations', notes, ['--annotation=org.opencontainers.image.version=1.2.3']],
    [
      'buildx',
      'annotations',
      notes,
      ['--output=type=oci,dest=/private/image.tar,annotation.org.opencontainers.image.version=1.2.3'],
    ],
    [
      'buildx',
      'annotations with commas and quotes',
      { annotations: { a: 'x,dest=/etc/passwd', b: '"' } },
      ['--output=type=oci,dest=/private/image.tar,"annotation.a=x,dest=/etc/passwd","annotation.b="""'],
    ],
    [
      'buildx',
      'annotations of an index for two platforms',
      { ...notes, platforms: ['linux/amd64', 'linux/arm64'] },
      [
        '--output=type=oci,dest=/private/image.tar,annotation-index.org.opencontainers.image.version=1.2.3,annotation.org.opencontainers.image.version=1.2.3',
      ],
    ],
    [
      'buildx',
      'annotations of an index for an attestation',
      { annotations: { a: '1' }, sbom: 'true' },
      ['--output=type=oci,dest=/private/image.tar,annotation-index.a=1,annotation.a=1'],
    ],
    ...(['buildx', 'daemon', 'docker 20.10', 'podman', 'buildah'] as const).map(
      (engine) =>
        [
          engine,
          'secrets',
          { secrets: [{ id: 'token', file: '/private/secret-0' }] },
          ['--secret=id=token,src=/private/secret-0'],
        ] as const,
    ),
    [
      'buildx',
      'a secret in a file with a comma',
      { secrets: [{ id: 'token', file: '/a,b' }] },
      ['--secret=id=token,"src=/a,b"'],
    ],
  ];
  test.each(some)('%s: %s', (engine, _what, settings, expected) => {
    expect(command(engine, settings).args).toEqual(expect.arrayContaining([...expected]));
  });
});

test.each(all)('%s: the context is last, behind --, and neither an option nor an address', (engine) => {
  for (const context of ['-', '--push', 'https:/a', 'app', 'git@github.com:a/b']) {
    expect(command(engine, { context }).args.slice(-2)).toEqual(['--', `./${context}`]);
  }
});

test.each<[keyof typeof engines, string | undefined]>([
  ['buildx', undefined],
  ['daemon', 'docker image save --output=/private/image.tar -- sha256:1a'],
  ['docker', 'docker image save --output=/private/image.tar -- sha256:1a'],
  ['podman', 'podman image save --format=oci-archive --output=/private/image.tar -- sha256:1a'],
  ['buildah', 'buildah push -- sha256:1a oci-archive:/private/image.tar'],
])('%s: how the archive is made', (engine, expected) => {
  const made = saveCommand(engines[engine], 'sha256:1a', places);
  expect(made && [made.program, ...made.args].join(' ')).toBe(expected);
});
