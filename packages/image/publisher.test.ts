import type { Log } from '@ci-actions/log/log';
import { silent } from '@ci-actions/log/log';
import { type ImageRecipe, makeImage } from '@ci-actions/oci/archive/testing';
import type { History } from '@ci-actions/release/guards';
import { release } from '@ci-actions/release/release';
import { describe, expect, test } from '@jest/globals';
import type { ImageTarget } from './image-target.ts';
import { createImagePublisher } from './publisher.ts';
import { makeTags } from './tags.ts';
import { type MemoryRepository, memoryRepository, memoryTarget } from './test-tools.ts';

const older = 'a'.repeat(40);
const newer = 'b'.repeat(40);
const history: History = { descends: async (one, other) => one === newer && other === older };

interface Run {
  commit?: string;
  recipe?: ImageRecipe;
  environment?: string;
  patterns?: readonly string[];
  environmentTag?: string;
  dryRun?: boolean;
  allowOlder?: boolean;
  /** Done when the image is built, after a look ahead; without it there is none. */
  whileBuilding?(): Promise<void>;
  log?: Log;
}

async function publish(targets: readonly ImageTarget[], run: Run = {}) {
  const { commit = older, environment = 'staging', recipe = { labels: labels(commit) } } = run;
  const image = await makeImage(recipe);
  const ref = { type: 'branch' as const, name: 'main' };
  const publisher = createImagePublisher({
    kind: 'application',
    targets,
    tagsOf: (of) =>
      makeTags(run.patterns ?? [], run.environmentTag ?? '{environment}', { commit: of, ref, environment }),
    environment,
    open: async () => {
      await run.whileBuilding?.();
      return image;
    },
    name: 'org/app',
    commit,
    version: commit.slice(0, 12),
    home,
    log: run.log ?? silent,
  });
  if (run.whileBuilding) publisher.lookAhead();
  const outcome = await release(publisher, {
    log: run.log ?? silent,
    dryRun: run.dryRun ?? false,
    allowOlder: run.allowOlder ?? false,
    history,
    records: undefined,
  });
  return { ...outcome, digest: image.root.digest, image, publisher };
}

const home = 'https://github.test/org/app';
const labels = (commit: string) => ({
  'org.opencontainers.image.source': home,
  'org.opencontainers.image.revision': commit,
  'org.opencontainers.image.version': commit.slice(0, 12),
});
const kinds = (repository: MemoryRepository) => repository.writes.map((write) => write.replace(/ sha256:.*/, ''));

describe('a look ahead, while the image is built', () => {
  /** One that has an older image live, and counts what is read of it. */
  async function liveRepository() {
    const repository = memoryRepository();
    const { digest } = await publish([memoryTarget(repository)]);
    const read: string[] = [];
    const counting = {
      ...repository,
      getManifest: (reference: string) => {
        read.push(reference);
        return repository.getManifest(reference);
      },
    };
    return { repository: counting, live: digest, read, written: repository.writes };
  }
  const built = () => new Promise<void>((resolve) => setImmediate(resolve));

  test('reads what is live once', async () => {
    const { repository, live, read } = await liveRepository();
    const { reason, plan } = await publish([memoryTarget(repository)], {
      commit: newer,
      whileBuilding: async () => {
        await built();
        expect(read).toEqual([live]);
      },
    });
    expect(reason).toBe('published');
    expect(plan.live).toEqual({ digest: live, commit: older, version: older.slice(0, 12) });
    expect(read.filter((reference) => reference === live)).toHaveLength(1);
  });

  test('is not believed when the tag has moved since', async () => {
    const { repository } = await liveRepository();
    const other = 'c'.repeat(40);
    const { plan } = await publish([memoryTarget(repository)], {
      commit: newer,
      dryRun: true,
      whileBuilding: async () => {
        await built();
        await publish([memoryTarget(repository)], { commit: other, allowOlder: true });
      },
    });
    expect(plan.live?.commit).toBe(other);
  });

  test('that fails is made again', async () => {
    const { repository, live } = await liveRepository();
    const { getManifest } = repository;
    let failures = 1;
    repository.getManifest = async (reference) => {
      if (failures-- > 0) throw new Error('The registry is away.');
      return getManifest(reference);
    };
    const { plan } = await publish([memoryTarget(repository)], { commit: newer, whileBuilding: built });
    expect(failures).toBeLessThan(0);
    expect(plan.live?.digest).toBe(live);
  });

  test('at a repository that is missing says nothing', async () => {
    const repository = memoryRepository();
    repository.exists = false;
    const failed = publish([memoryTarget(repository)], { whileBuilding: built });
    await expect(failed).rejects.toThrow(/registry\.test\/app/);
  });
});

describe('what is published', () => {
  test('blobs, then the manifest by its digest, then its tags, the environment last', async () => {
    const repository = memoryRepository();
    const { reason, digest, plan } = await publish([memoryTarget(repository)], { patterns: ['latest'] });
    expect(reason).toBe('published');
    expect(kinds(repository)).toEqual([
      'blob',
      'blob',
      'manifest',
      `tag sha-${'a'.repeat(12)}`,
      'tag latest',
      'tag staging',
    ]);
    expect([...repository.tagged.values()]).toEqual([digest, digest, digest]);
    expect(plan.target.place).toBe('registry.test/app:staging');
    expect(plan.steps.map(({ change, what }) => `${change} ${what.replace(digest, 'D')}`)).toEqual([
      'add registry.test/app@D',
      `add registry.test/app:sha-${'a'.repeat(12)}`,
      'add registry.test/app:latest',
      'add registry.test/app:staging',
    ]);
    expect(plan.steps[0]?.bytes).toBeGreaterThan(0);
  });

  test('again: nothing is written', async () => {
    const repository = memoryRepository();
    await publish([memoryTarget(repository)]);
    const before = repository.writes.length;
    const again = await publish([memoryTarget(repository)]);
    expect(again.reason).toBe('already-published');
    expect(again.plan.steps).toEqual([]);
    expect(repository.writes).toHaveLength(before);
  });

  test('to the next environment of the same repository: one tag', async () => {
    const repository = memoryRepository();
    await publish([memoryTarget(repository)]);
    repository.writes.length = 0;
    const { reason } = await publish([memoryTarget(repository)], { environment: 'production' });
    expect(reason).toBe('published');
    expect(repository.writes).toEqual(['tag production']);
  });

  test('an index with attestations, as it is', async () => {
    const repository = memoryRepository();
    const platforms = [
      { os: 'linux', architecture: 'amd64' },
      { os: 'linux', architecture: 'arm64' },
    ];
    const { artifact, image } = await publish([memoryTarget(repository)], {
      recipe: { platforms, attestation: true, labels: labels(older) },
    });
    expect(artifact.images.map(({ platform }) => platform)).toEqual(['linux/amd64', 'linux/arm64']);
    for (const { digest, bytes } of image.manifests) {
      expect((await repository.getManifest(digest))?.bytes.equals(bytes)).toBe(true);
    }
    expect(repository.writes.filter((write) => write.startsWith('manifest')).at(-1)).toBe(
      `manifest ${artifact.digest}`,
    );
  });

  test('several repositories: the image and its tags everywhere, the environments last of all', async () => {
    const order: string[] = [];
    const targets = ['one', 'two'].map((path) => {
      const repository = memoryRepository(path);
      repository.before = (write) => void order.push(`${path} ${write.replace(/ sha256:.*/, '')}`);
      return memoryTarget(repository);
    });
    const { plan } = await publish(targets);
    expect(plan.target.place).toBe('registry.test/one:staging, registry.test/two:staging');
    expect(order.slice(-2)).toEqual(['one tag staging', 'two tag staging']);
    expect(order.filter((write) => write.includes('tag sha'))).toHaveLength(2);
  });

  test('a dry run shows it and writes nothing', async () => {
    const repository = memoryRepository();
    const { reason, plan } = await publish([memoryTarget(repository)], { dryRun: true });
    expect([reason, plan.steps.length, repository.writes]).toEqual(['dry-run', 3, []]);
  });

  test('without a tag for the environment, the image being there is what counts', async () => {
    const repository = memoryRepository();
    const first = await publish([memoryTarget(repository)], { environmentTag: 'none' });
    expect(first.reason).toBe('published');
    expect([...repository.tagged.keys()]).toEqual([`sha-${'a'.repeat(12)}`]);
    expect((await publish([memoryTarget(repository)], { environmentTag: 'none' })).reason).toBe('already-published');
  });
});

describe('what is there before', () => {
  test('is read from the labels of what the environment points to', async () => {
    const repository = memoryRepository();
    const first = await publish([memoryTarget(repository)]);
    const { previous } = await publish([memoryTarget(repository)], { commit: newer });
    expect(previous).toEqual({ digest: first.digest, commit: older, version: 'a'.repeat(12) });
  });

  test('an older run that comes late changes nothing, unless it is meant', async () => {
    const repository = memoryRepository();
    const { digest } = await publish([memoryTarget(repository)], { commit: newer });
    const late = await publish([memoryTarget(repository)], { commit: older });
    expect(late.reason).toBe('superseded');
    expect(repository.tagged.get('staging')).toBe(digest);
    const back = await publish([memoryTarget(repository)], { commit: older, allowOlder: true });
    expect(back.reason).toBe('published');
    expect(repository.tagged.get('staging')).toBe(back.digest);
  });

  test('an image that names its commit is of that commit, whatever this run is of', async () => {
    const lines: string[] = [];
    const log = { ...silent, notice: (line: string) => void lines.push(line) };
    const repository = memoryRepository();
    const { artifact } = await publish([memoryTarget(repository)], {
      commit: newer,
      recipe: { labels: labels(older) },
      log,
    });
    expect([artifact.commit, artifact.version]).toEqual([older, 'a'.repeat(12)]);
    expect([...repository.tagged.keys()]).toEqual([`sha-${'a'.repeat(12)}`, 'staging']);
    expect(lines[0]).toBe('The image was built from commit aaaaaaaaaaaa, and this run is of bbbbbbbbbbbb.');
  });

  test('labels of a base image say nothing of this one', async () => {
    const foreign = { ...labels(older), 'org.opencontainers.image.source': 'https://github.test/other/base' };
    const repository = memoryRepository();
    const { artifact } = await publish([memoryTarget(repository)], { commit: newer, recipe: { labels: foreign } });
    expect(artifact.commit).toBe(newer);
    const { previous } = await publish([memoryTarget(repository)], { commit: newer, recipe: { layers: [{ x: 'y' }] } });
    expect(previous).toMatchObject({ commit: '', version: 'an unlabelled image' });
  });

  test('an image without labels is of the commit of the run', async () => {
    const { artifact } = await publish([memoryTarget(memoryRepository())], { recipe: {} });
    expect(artifact.commit).toBe(older);
  });
});

describe('tags that are taken', () => {
  const taken = async (patterns: readonly string[]) => {
    const repository = memoryRepository();
    await publish([memoryTarget(repository)], {
      recipe: { layers: [{ x: 'first' }], labels: labels(older) },
      patterns,
    });
    repository.immutable = (tag) => tag !== 'staging';
    repository.writes.length = 0;
    return repository;
  };

  test('an immutable repository with the same digest is a success', async () => {
    const repository = memoryRepository();
    repository.immutable = () => true;
    await publish([memoryTarget(repository)]);
    expect((await publish([memoryTarget(repository)])).reason).toBe('already-published');
  });

  test('with another digest: one sentence that names both, and nothing is written', async () => {
    const repository = await taken([]);
    const before = repository.tagged.get('staging');
    const second = publish([memoryTarget(repository)]);
    await expect(second).rejects.toThrow(
      /^registry\.test\/app keeps its tags, and they have another digest: sha-aaaaaaaaaaaa is sha256:[0-9a-f]{64}; this image is sha256:[0-9a-f]{64}\. Nothing was published\./,
    );
    await expect(second).rejects.toThrow(String(before));
    expect(repository.writes).toEqual([]);
  });

  test('where nobody may ask, those that are taken come first, and nothing is tagged by halves', async () => {
    const repository = await taken(['latest']);
    const target = memoryTarget(repository, { state: async () => 'unknown' });
    await expect(publish([target], { patterns: ['new', 'latest'], commit: older })).rejects.toThrow(
      /The tag sha-aaaaaaaaaaaa is sha256/,
    );
    expect(kinds(repository)).toEqual(['blob', 'blob', 'manifest']);
    expect(repository.tagged.has('new')).toBe(false);
  });

  test('tags that may move are moved', async () => {
    const repository = await taken(['latest']);
    repository.immutable = () => false;
    const { plan, digest } = await publish([memoryTarget(repository)], { patterns: ['latest'] });
    expect(plan.steps.slice(1).map(({ change, note }) => [change, note?.slice(0, 11)])).toEqual(
      Array(3).fill(['update', 'was sha256:']),
    );
    expect(new Set(repository.tagged.values())).toEqual(new Set([digest]));
  });
});

describe('a repository that is missing', () => {
  test('is said, with the input that makes it', async () => {
    const repository = memoryRepository();
    repository.exists = false;
    await expect(publish([memoryTarget(repository)])).rejects.toThrow(
      'There is no repository registry.test/app. Create it first, or set `create-repository: true` and allow the role `ecr:CreateRepository`.',
    );
    expect(repository.writes).toEqual([]);
  });

  test('is made where that is asked for, not before the plan is carried out', async () => {
    const repository = memoryRepository();
    repository.exists = false;
    const create = async () => {
      repository.exists = true;
    };
    const dry = await publish([memoryTarget(repository, { create })], { dryRun: true });
    expect(dry.plan.steps[0]).toMatchObject({ change: 'add', what: 'registry.test/app', note: 'the repository' });
    expect(repository.exists).toBe(false);
    const { reason } = await publish([memoryTarget(repository, { create })]);
    expect(reason).toBe('published');
    expect(repository.tagged.size).toBe(2);
  });
});

describe('the gate', () => {
  test('is asked after the image is there and before any tag is', async () => {
    const repository = memoryRepository();
    const scan = async () => {
      expect(kinds(repository)).toEqual(['blob', 'blob', 'manifest']);
      throw new Error('CVE-2026-1 is critical.');
    };
    await expect(publish([memoryTarget(repository, { scan })])).rejects.toThrow('CVE-2026-1 is critical.');
    expect(repository.tagged.size).toBe(0);
  });
});

describe('a fault at any step', () => {
  test('loses nothing: the next run finishes, and until then the environment has what it had', async () => {
    const whole = memoryRepository();
    const { digest: old } = await publish([memoryTarget(whole)]);
    whole.writes.length = 0;
    await publish([memoryTarget(whole)], { commit: newer });
    const { writes } = whole;
    for (let step = 0; step < writes.length; step++) {
      const repository = memoryRepository();
      await publish([memoryTarget(repository)]);
      let done = 0;
      repository.before = () => {
        if (done++ === step) throw new Error('The runner is lost.');
      };
      await expect(publish([memoryTarget(repository)], { commit: newer })).rejects.toThrow('The runner is lost.');
      expect(repository.tagged.get('staging')).toBe(old);
      repository.before = () => {};
      const { reason, digest } = await publish([memoryTarget(repository)], { commit: newer });
      expect([reason, repository.tagged.get('staging')]).toEqual(['published', digest]);
    }
    expect(writes.length).toBeGreaterThan(3);
  });

  test('another run that moves the tag meanwhile is not overwritten unseen', async () => {
    const repository = memoryRepository();
    const { digest } = await publish([memoryTarget(repository)]);
    let moved = false;
    repository.before = (write) => {
      if (moved || !write.startsWith('tag sha-bbb')) return;
      moved = true;
      repository.tagged.set('staging', 'sha256:gone');
    };
    const notices: string[] = [];
    const log = { ...silent, notice: (line: string) => void notices.push(line) };
    const { reason } = await publish([memoryTarget(repository)], { commit: newer, log });
    expect(reason).toBe('published');
    expect(notices[0]).toMatch(/^registry\.test\/app:staging is gone, and not sha256:.*Planning again\.$/);
    expect(repository.tagged.get('staging')).not.toBe(digest);
  });
});
