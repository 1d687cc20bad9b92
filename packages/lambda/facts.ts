import { code, text } from '@ci-actions/format/markdown';
import { bytes, count } from '@ci-actions/format/units';
import type { Comparison } from './compare-zips.ts';
import { codeSha256, type LambdaArtifact } from './lambda-artifact.ts';
import type { LambdaPlan } from './lambda-plan.ts';

/** So many names are shown of each kind of change, and so many folders. */
const mostNames = 10;

/** @returns lines for the summary's table of facts: a title and Markdown. Names are untrusted. */
export function lambdaFacts(
  artifact: LambdaArtifact,
  plan: LambdaPlan,
): (readonly [title: string, markdown: string])[] {
  const { version, object, comparison } = plan;
  const { code: source } = artifact;
  return [
    ...(version === undefined ? [] : [['Function version', code(version)] as const]),
    ...(source.kind === 'image' ? [['Image', code(source.image.uri)] as const] : sizeFacts(source.zip)),
    ...(object ? [['Zip', code(`s3://${object.bucket}/${object.key}`)] as const] : []),
    ...(source.kind === 'zip' && comparison ? changeFacts(comparison, source.zip.size) : []),
  ];
}

function sizeFacts({
  size,
  unzippedSize,
  folders,
}: {
  size: number;
  unzippedSize: number;
  folders: readonly { path: string; bytes: number }[];
}) {
  const largest = [...folders].sort((a, b) => b.bytes - a.bytes).slice(0, mostNames);
  const shown = largest.map((folder) => `${code(folder.path)} ${bytes(folder.bytes)}`);
  const more = folders.length - largest.length;
  return [
    ['Size', `${bytes(size)}, ${bytes(unzippedSize)} unzipped`] as const,
    ...(shown.length === 0
      ? []
      : [['Largest folders', `${shown.join(', ')}${more > 0 ? ` and ${count(more, 'more folder')}` : ''}`] as const]),
  ];
}

function changeFacts({ sizeBefore, files }: Comparison, size: number) {
  const difference = size - sizeBefore;
  const grown = `${difference < 0 ? '−' : '+'}${bytes(Math.abs(difference))}`;
  const facts = [
    ...(sizeBefore > 0 ? [`${bytes(sizeBefore)} → ${bytes(size)} (${grown})`] : []),
    ...(files
      ? [list('added', files.added), list('changed', files.changed), list('removed', files.removed)].flatMap(
          (one) => one ?? [],
        )
      : []),
  ];
  return facts.length === 0 ? [] : [['Since the version before', facts.join('; ')] as const];
}

function list(what: string, names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  const shown = names.slice(0, mostNames).map((name) => code(name));
  const more = names.length - shown.length;
  return `${count(names.length, 'file')} ${what}: ${shown.join(', ')}${more > 0 ? text(` and ${more} more`) : ''}`;
}

/** The outputs that only this action has. */
export type LambdaOutputs = Record<
  | 'zip'
  | 'digest'
  | 'code-sha256'
  | 'size'
  | 'unzipped-size'
  | 'bucket'
  | 'key'
  | 'version-id'
  | 'function-version'
  | 'alias',
  string
>;

/**
 * @param options `alias`: the one that was asked for; `live`: whether the release has published, or found it published
 * @returns each output as text; empty where there is no such thing. A zip that is not in the bucket has no key, and an
 *   alias that does not name the version, as after a dry run, is none.
 */
export function lambdaOutputs(
  artifact: LambdaArtifact,
  plan: LambdaPlan,
  { alias, live }: { alias: string; live: boolean },
): LambdaOutputs {
  const zip = artifact.code.kind === 'zip' ? artifact.code.zip : undefined;
  const object = plan.object?.present ? plan.object : undefined;
  return {
    zip: zip?.file ?? '',
    digest: artifact.digest,
    'code-sha256': codeSha256(artifact),
    size: zip ? String(zip.size) : '',
    'unzipped-size': zip ? String(zip.unzippedSize) : '',
    bucket: object?.bucket ?? '',
    key: object?.key ?? '',
    'version-id': object?.versionId ?? '',
    'function-version': plan.version ?? '',
    alias: live || (plan.work?.kind === 'function' && !plan.work.move) ? alias : '',
  };
}
