import { InputError } from '@ci-actions/errors/errors';
import type { Log } from '@ci-actions/log/log';
import { copyImage } from '@ci-actions/oci/copy-image';
import type { ImageSource } from '@ci-actions/oci/image-source';
import { type ImageLabels, readLabels } from '@ci-actions/oci/read-labels';
import { RepositoryMissing } from '@ci-actions/oci/repository';
import { openRepositorySource } from '@ci-actions/oci/repository-source';
import { describeCopy, showProgress } from '@ci-actions/oci/show-progress';
import { type Live, type Publisher, type Target, TargetMoved } from '@ci-actions/release/protocol';
import { type ImageArtifact, readContents } from './image-artifact.ts';
import type { ImageTarget, Scanned } from './image-target.ts';
import { labelNames } from './labels.ts';
import { type ImagePlan, makePlan, type TagState, type TargetPlan } from './make-plan.ts';
import type { Tags } from './tags.ts';

export interface ImageOptions {
  kind: ImageArtifact['kind'];
  /** The first one's environment tag says what is live. */
  targets: readonly ImageTarget[];
  /** The tags of an image of a commit: this run's, or the one that the image says it was built from. */
  tagsOf(commit: string): Tags;
  environment: string;
  /** Builds the image, or opens the archive that was built before. */
  open(): Promise<ImageSource>;
  /** What a person calls it: the repository. */
  name: string;
  /** The full commit id of the checkout, for an image that does not say which commit it was built from. */
  commit: string;
  /** The git tag that is published, otherwise the short commit. */
  version: string;
  /** The address of the repository of the source; an image whose labels name it is believed which commit it is of. */
  home: string;
  log: Log;
}

export interface ImagePublisher extends Publisher<ImageArtifact, ImagePlan, void> {
  /** The tags of what was built; before that, of the run's own commit. */
  tags(): Tags;
  /** What the scan found in each repository that was scanned. */
  findings(): readonly Scanned[];
  /** Reads what is live while there is time for it, such as during a build: `look` then asks only whether it still is. */
  lookAhead(): void;
}

/**
 * Publishes an image to repositories: by its digest first, then the tags that name it, and the environment's tag last,
 * because that tag starts a deployment. Until then what was there before still counts.
 */
export function createImagePublisher(options: ImageOptions): ImagePublisher {
  const { kind, targets, environment, log } = options;
  const [first] = targets;
  if (!first) throw new InputError('The input repository is empty.');
  let tags = options.tagsOf(options.commit);
  const findings: Scanned[] = [];
  let artifact: ImageArtifact | undefined;
  let live: Live | undefined;
  /** By the digest of the image: what it says of itself cannot change. */
  const known = new Map<string, Promise<Made | undefined>>();
  const madeOf = (digest: string): Promise<Made | undefined> => {
    const before = known.get(digest);
    if (before) return before;
    const made = readMade(first, digest, options.home);
    known.set(digest, made);
    made.catch(() => known.delete(digest));
    return made;
  };
  const target: Target = {
    environment,
    place: targets.map(({ repository: { name } }) => named(name, tags.environment)).join(', '),
    ...(first.url === undefined ? {} : { url: first.url }),
  };

  return {
    target,
    tags: () => tags,
    findings: () => findings,

    async build() {
      const source = await options.open();
      const contents = await readContents(source);
      const labels = await readLabels(source);
      const { commit, version } = madeFrom(labels, options);
      tags = { ...options.tagsOf(commit), environment: tags.environment };
      artifact = { kind, name: options.name, version, commit, digest: source.root.digest, source, ...contents };
      return artifact;
    },

    lookAhead() {
      const tag = tags.environment ?? tags.names[0];
      if (tag === undefined) return;
      for (const { repository } of targets) {
        const head = repository.headManifest(tag);
        const read = repository === first.repository && tag === tags.environment;
        // Whatever goes wrong here, `look` tells.
        head.then((found) => (found && read ? madeOf(found.digest) : undefined)).catch(() => {});
      }
    },

    async look() {
      live = await readLive(first, tags.environment, artifact, madeOf);
      return { live, busy: undefined };
    },

    plan: (made) => makePlan(made, { target, targets, tags, live }),

    async apply(made, plan) {
      // A plan that is made anew is scanned anew.
      findings.length = 0;
      for (const one of plan.targets) {
        // A repository of which nothing is known may be one that a killed run has created and not finished.
        if (one.missing || one.untouched) await one.target.create?.();
        if (!one.present) {
          const copy = await copyImage(made.source, one.target.repository, {
            log,
            onProgress: showProgress(log),
            missing: one.lacking,
            ...mountable(one.target, plan.targets),
          });
          log.info(describeCopy(copy));
        }
      }
      for (const {
        target: { scan },
      } of plan.targets) {
        if (scan) findings.push(await scan(made.images.map(({ digest }) => digest)));
      }
      // What a registry may refuse to move comes first, in all of them.
      const tagging = plan.targets.flatMap((one) => one.tags.map((tag) => ({ one, tag })));
      for (const { one, tag } of tagging.filter(({ tag: { before } }) => before)) await setTag(one, tag, made);
      for (const { one, tag } of tagging.filter(({ tag: { before } }) => !before)) await setTag(one, tag, made);
    },

    async verify(made, plan) {
      await Promise.all(
        plan.targets.map(async ({ target: { repository }, tags: set }) => {
          const [there, heads] = await Promise.all([
            repository.getManifest(made.digest),
            Promise.all(set.map(async ({ name }) => ({ name, head: await repository.headManifest(name) }))),
          ]);
          if (there === undefined) throw new TargetMoved(`${repository.name}@${made.digest} is gone.`);
          for (const { name, head } of heads) {
            if (head?.digest !== made.digest) throw movedTag(repository.name, name, head?.digest, made.digest);
          }
        }),
      );
    },

    async settle(made, plan) {
      for (const one of plan.targets) {
        const { repository } = one.target;
        if (!one.environment) continue;
        const { name, before } = one.environment;
        const now = await repository.headManifest(name);
        if (now?.digest === made.digest) continue;
        if (now?.digest !== before) throw movedTag(repository.name, name, now?.digest, before);
        await setTag(one, one.environment, made);
        const after = await repository.headManifest(name);
        if (after?.digest !== made.digest) throw movedTag(repository.name, name, after?.digest, made.digest);
        log.info(`${repository.name}:${name} is ${made.digest} now.`);
      }
    },
  };
}

async function setTag(
  { target: { repository } }: TargetPlan,
  { name }: TagState,
  { source }: ImageArtifact,
): Promise<void> {
  await repository.putManifest(name, source.root);
}

/** Another repository of the same registry that has the image, or got it before this one. */
function mountable({ repository }: ImageTarget, plans: readonly TargetPlan[]): { mountFrom?: string } {
  const own = plans.findIndex(({ target }) => target.repository === repository);
  const other = plans.find(
    ({ target, present }, at) => (present || at < own) && target.repository.registry === repository.registry,
  );
  return other ? { mountFrom: other.target.repository.path } : {};
}

/** What the environment's tag points to. Its labels say which commit that is. */
async function readLive(
  { repository }: ImageTarget,
  tag: string | undefined,
  artifact: ImageArtifact | undefined,
  madeOf: (digest: string) => Promise<Made | undefined>,
): Promise<Live | undefined> {
  // Without a tag that moves, the image itself is what counts.
  const head = await repository.headManifest(tag ?? artifact?.digest ?? '').catch((thrown: unknown) => {
    // The plan says what to do about it.
    if (thrown instanceof RepositoryMissing) return undefined;
    throw thrown;
  });
  if (!head) return undefined;
  const { digest } = head;
  if (artifact && digest === artifact.digest) return { digest, commit: artifact.commit, version: artifact.version };
  const made = await madeOf(digest);
  return { digest, commit: made?.commit ?? '', version: made?.version ?? 'an unlabelled image' };
}

/** The commit that an image was built from. */
interface Made {
  commit: string;
  version: string;
}

async function readMade({ repository }: ImageTarget, digest: string, home: string): Promise<Made | undefined> {
  return commitOf(await readLabels(await openRepositorySource(repository, digest)), home);
}

/**
 * Which commit an image says it was built from. Labels are inherited from base images, so they count only where they name
 * the repository of this source.
 */
function commitOf({ labels }: Pick<ImageLabels, 'labels'>, home: string): Made | undefined {
  const commit = labels.get(labelNames.revision) ?? '';
  if (home === '' || labels.get(labelNames.source) !== home) return undefined;
  if (!/^[0-9a-f]{40}([0-9a-f]{24})?$/.test(commit)) return undefined;
  return { commit, version: labels.get(labelNames.version) || commit.slice(0, 12) };
}

/** Which commit an image is of. An image that says so itself is believed: an archive may be of another run. */
function madeFrom(labels: ImageLabels, { commit, version, home, log }: ImageOptions) {
  const made = commitOf(labels, home);
  if (!made || made.commit === commit) return { commit, version };
  log.notice(`The image was built from commit ${made.commit.slice(0, 12)}, and this run is of ${commit.slice(0, 12)}.`);
  return made;
}

const named = (repository: string, tag: string | undefined) =>
  tag === undefined ? repository : `${repository}:${tag}`;

function movedTag(repository: string, tag: string, found: string | undefined, wanted: string | undefined): TargetMoved {
  return new TargetMoved(
    `${repository}:${tag} is ${found ?? 'gone'}, and not ${wanted ?? 'new'}: something else has moved it.`,
  );
}
