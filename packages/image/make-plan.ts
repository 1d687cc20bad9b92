import { InputError } from '@ci-actions/errors/errors';
import type { Descriptor } from '@ci-actions/oci/descriptor';
import { RepositoryMissing } from '@ci-actions/oci/repository';
import type { Live, Plan, Step, Target } from '@ci-actions/release/protocol';
import type { ImageArtifact } from './image-artifact.ts';
import type { ImageTarget } from './image-target.ts';
import type { Tags } from './tags.ts';

/** One tag of one repository. */
export interface TagState {
  name: string;
  /** The digest that it has now; undefined where there is no such tag. */
  before: string | undefined;
}

/** What one repository has of an image, and what it lacks. */
export interface TargetPlan {
  target: ImageTarget;
  /** Whether the repository has to be made. */
  missing: boolean;
  /** Whether it has neither the image nor any of its tags. */
  untouched: boolean;
  /** Whether the image is there, whatever its tags. */
  present: boolean;
  /** The digests of what it was seen to lack: the image and blobs of it. */
  lacking: ReadonlySet<string>;
  /** The tags that have to be set, in the order in which that is done. */
  tags: readonly TagState[];
  /** The environment's, where it has to be moved. */
  environment: TagState | undefined;
}

/** Exactly what a publish would do to the repositories. */
export interface ImagePlan extends Plan {
  targets: readonly TargetPlan[];
}

export interface PlanOptions {
  target: Target;
  targets: readonly ImageTarget[];
  tags: Tags;
  live: Live | undefined;
}

/** Makes the plan: which repositories lack the image, and which tags are not at it. Writes nothing. */
export async function makePlan(
  artifact: ImageArtifact,
  { target, targets, tags, live }: PlanOptions,
): Promise<ImagePlan> {
  const planned = await Promise.all(targets.map((one) => planTarget(artifact, one, tags)));
  const refused = planned.flatMap(({ refused: why }) => why ?? []);
  return {
    target,
    live,
    targets: planned.map(({ plan }) => plan),
    steps: planned.flatMap(({ steps }) => steps),
    unchanged: planned.reduce((sum, { unchanged }) => sum + unchanged, 0),
    ...(refused.length === 0 ? {} : { refused: refused.join('\n') }),
  };
}

interface Planned {
  plan: TargetPlan;
  steps: Step[];
  unchanged: number;
  refused?: string;
}

async function planTarget(artifact: ImageArtifact, target: ImageTarget, tags: Tags): Promise<Planned> {
  const { repository } = target;
  const { digest } = artifact;
  const wanted = [...tags.names, ...(tags.environment === undefined ? [] : [tags.environment])];
  const found = await readTags(target, [digest, ...wanted]);
  if (found === 'missing') return planMissing(artifact, target, tags);

  const [image, ...heads] = found;
  const states = wanted.map((name, index): TagState => ({ name, before: heads[index]?.digest }));
  const open = states.filter(({ before }) => before !== digest);
  const environment = open.find(({ name }) => name === tags.environment);
  // A tag that the repository may refuse to move comes before those that are new: then nothing is tagged by halves.
  const others = open.filter((tag) => tag !== environment);
  const ordered = [...others.filter(({ before }) => before), ...others.filter(({ before }) => !before)];

  const [lacking, refused] = await Promise.all([
    image ? [] : missingBlobs(artifact, target),
    whyTaken(target, open, digest),
  ]);
  const total = image ? 0 : artifact.blobs.length;
  const content: Step[] = image
    ? []
    : [
        {
          change: 'add',
          what: `${repository.name}@${digest}`,
          bytes: lacking.reduce((sum, { size }) => sum + size, 0),
          ...(lacking.length === total ? {} : { note: `${total - lacking.length} of ${total} blobs are there` }),
        },
      ];
  const untouched = !image && states.every(({ before }) => before === undefined);
  const plan = {
    target,
    missing: false,
    untouched,
    present: image !== undefined,
    lacking: new Set(image ? [] : [digest, ...lacking.map((blob) => blob.digest)]),
    tags: ordered,
    environment,
  };
  const unfinished: Step[] =
    untouched && target.create
      ? [{ change: 'update', what: repository.name, bytes: 0, note: 'its lifecycle policy, where it has none' }]
      : [];
  const steps = [
    ...unfinished,
    ...content,
    ...[...ordered, ...(environment ? [environment] : [])].map((tag) => tagStep(target, tag)),
  ];
  const unchanged = states.length - open.length + (image ? 1 : 0);
  return { plan, steps, unchanged, ...(refused === undefined ? {} : { refused }) };
}

/** @returns in the order of the references; `missing` where there is no such repository and it will be made */
async function readTags(
  { repository, create }: ImageTarget,
  references: readonly string[],
): Promise<readonly (Descriptor | undefined)[] | 'missing'> {
  try {
    return await Promise.all(references.map((reference) => repository.headManifest(reference)));
  } catch (thrown) {
    if (!(thrown instanceof RepositoryMissing)) throw thrown;
    if (create) return 'missing';
    throw new InputError(
      `There is no repository ${repository.name}. Create it first, or set \`create-repository: true\` and allow the role \`ecr:CreateRepository\`.`,
      { cause: thrown },
    );
  }
}

function planMissing(artifact: ImageArtifact, target: ImageTarget, tags: Tags): Planned {
  const { repository } = target;
  const names = tags.names.map((name): TagState => ({ name, before: undefined }));
  const environment = tags.environment === undefined ? undefined : { name: tags.environment, before: undefined };
  const bytes = artifact.blobs.reduce((sum, { size }) => sum + size, 0);
  return {
    plan: {
      target,
      missing: true,
      untouched: true,
      present: false,
      lacking: new Set([artifact.digest, ...artifact.blobs.map((blob) => blob.digest)]),
      tags: names,
      environment,
    },
    steps: [
      { change: 'add', what: repository.name, bytes: 0, note: 'the repository' },
      { change: 'add', what: `${repository.name}@${artifact.digest}`, bytes },
      ...[...names, ...(environment ? [environment] : [])].map((tag) => tagStep(target, tag)),
    ],
    unchanged: 0,
  };
}

function tagStep({ repository }: ImageTarget, { name, before }: TagState): Step {
  const what = `${repository.name}:${name}`;
  return before ? { change: 'update', what, bytes: 0, note: `was ${before}` } : { change: 'add', what, bytes: 0 };
}

async function missingBlobs(artifact: ImageArtifact, { repository }: ImageTarget): Promise<Descriptor[]> {
  const there = await Promise.all(artifact.blobs.map(({ digest }) => repository.hasBlob(digest)));
  return artifact.blobs.filter((_, index) => !there[index]);
}

/** @returns the sentence for tags that have another digest and may not be moved */
async function whyTaken({ repository, state }: ImageTarget, open: readonly TagState[], digest: string) {
  const moved = open.filter(({ before }) => before !== undefined);
  const known = moved.length === 0 ? 'unknown' : await state();
  if (typeof known === 'string') return undefined;
  const taken = moved.filter(({ name }) => known.isImmutable(name));
  if (taken.length === 0) return undefined;
  const list = taken.map(({ name, before }) => `${name} is ${before}`).join(', ');
  return `${repository.name} keeps its tags, and they have another digest: ${list}; this image is ${digest}. Nothing was published. Publish the image that was built first (an archive from one build job), or exclude tags that move, such as the environment's, from the immutability of the repository.`;
}
