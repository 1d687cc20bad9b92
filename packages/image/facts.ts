import { code, text } from '@ci-actions/format/markdown';
import { bytes, count } from '@ci-actions/format/units';
import { type ImageArtifact, isList } from './image-artifact.ts';
import type { ImagePlan } from './make-plan.ts';
import type { Tags } from './tags.ts';

/** @returns lines for the summary's table of facts: a title and Markdown. Labels and names are untrusted. */
export function imageFacts(artifact: ImageArtifact, plan: ImagePlan, tags: Tags): (readonly [string, string])[] {
  const size = artifact.blobs.reduce((sum, blob) => sum + blob.size, 0);
  const platforms = artifact.images.map(({ platform }) => platform).filter((platform) => platform !== '');
  const names = [...tags.names, ...(tags.environment === undefined ? [] : [tags.environment])];
  return [
    ['Image', `${bytes(size)} in ${count(artifact.blobs.length, 'blob')}${isList(artifact) ? ', an index' : ''}`],
    ...(platforms.length === 0 ? [] : [['Platforms', text(platforms.join(', '))] as const]),
    ['Tags', names.map((name) => code(name)).join(' ')],
    ...plan.targets.map(({ target }) => ['Pull', code(`${target.repository.name}@${artifact.digest}`)] as const),
    ...(tags.leftOut.length === 0 ? [] : [['Left out', text(tags.leftOut.join(' '))] as const]),
  ];
}
