import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { silent } from '@ci-actions/log/log';
import { openImage } from '@ci-actions/oci/archive/open-image';
import { copyImage } from '@ci-actions/oci/copy-image';
import { openRepository } from '@ci-actions/oci/open-repository';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildImage } from './build/build-image.ts';

// A real engine builds, our client publishes, the engine pulls and runs. `.ci/image-servers.sh start FILE` starts it all.
const needed = ['REGISTRY_URL', 'DOCKER_HOST', 'DOCKER', 'BUSYBOX'].map((name) => `CI_ACTIONS_${name}`);
const [registry = '', host = '', docker = '', busybox = ''] = needed.map((name) => process.env[name] ?? '');
const missing = needed.filter((name) => !process.env[name]);
const plugins = process.env.CI_ACTIONS_BUILDX;
if (missing.length > 0) console.warn(`Skipped: a real Docker engine; not set: ${missing.join(', ')}.`);
else if (!plugins) console.warn('Skipped: a real docker buildx; CI_ACTIONS_BUILDX is not set.');

const engines = [
  ['docker', undefined],
  ['buildx', plugins],
] as const;

(missing.length === 0 ? describe : describe.skip)('a real engine', () => {
  let folder: string;
  let env: Record<string, string>;
  const run = (...argv: string[]) => promisify(execFile)(docker, argv, { env });

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'real-engine-'));
    env = {
      PATH: `${path.dirname(docker)}:${process.env.PATH ?? ''}`,
      HOME: folder,
      DOCKER_HOST: host,
      DOCKER_CONFIG: path.join(folder, 'docker'),
    };
    await mkdir(path.join(folder, 'app'));
    await copyFile(busybox, path.join(folder, 'app/busybox'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  for (const [engine, needs] of engines) {
    (engine === 'docker' || needs ? test : test.skip)(`${engine}: builds what, once published, runs`, async () => {
      const said = randomBytes(8).toString('hex');
      const revision = randomBytes(20).toString('hex');
      await writeFile(path.join(folder, 'app/said'), said);
      await writeFile(
        path.join(folder, 'app/Dockerfile'),
        `FROM scratch
COPY busybox /bin/busybox
COPY said /said
CMD ["/bin/busybox", "cat", "/said"]
`,
      );
      const built = await buildImage({
        inputs: { context: 'app', network: 'none' },
        workspace: folder,
        facts: { revision, committed: new Date('2026-01-01T00:00:00Z') },
        engine,
        temp: folder,
        env: needs ? { ...env, DOCKER_CONFIG: path.dirname(needs) } : env,
        log: silent,
        mask: () => {},
      });
      const name = `tests/${randomBytes(6).toString('hex')}`;
      const place = `${new URL(registry).host}/${name}`;
      const repository = openRepository({
        endpoint: new URL(registry),
        path: name,
        name: place,
        login: async () => undefined,
        log: silent,
      });
      let digest: string;
      try {
        const image = await openImage(built.archive, 'the archive');
        ({ digest } = await copyImage(image, repository, { log: silent }));
        await image.close();
      } finally {
        repository.close();
        await built.remove();
      }
      const reference = `${place}@${digest}`;
      // The engine has what it built; it must take what was published.
      const { stdout: id } = await run(
        'image',
        'ls',
        '--quiet',
        '--no-trunc',
        '--filter',
        `label=org.opencontainers.image.revision=${revision}`,
      );
      await run('image', 'rm', '--force', ...new Set(id.trim().split('\n')));
      await run('pull', '--quiet', reference);
      expect(await printed(reference)).toBe(said);
      await run('image', 'rm', '--force', reference);
    });
  }

  /** What the image prints; where containers cannot run, what it would have printed. */
  async function printed(reference: string): Promise<string> {
    try {
      return (await run('run', '--rm', '--network', 'none', reference)).stdout;
    } catch (error) {
      if (!/runtime create failed|cgroup/i.test(String(error))) throw error;
      console.warn(`Not run, only pulled and looked into, because no container starts here: ${error}`);
    }
    const { stdout: id } = await run('create', '--network', 'none', reference);
    const file = path.join(folder, 'printed');
    await run('cp', `${id.trim()}:/said`, file);
    await run('rm', id.trim());
    return readFile(file, 'utf8');
  }
});
