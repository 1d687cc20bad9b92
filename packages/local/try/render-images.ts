import { columns } from './columns.ts';
import type { HeldImage } from './read-images.ts';

/** The table at the end: which images each environment now holds. */
export function renderImages(images: readonly HeldImage[]): string {
  const rows = images.map((held) =>
    held.digest === ''
      ? [held.environment, held.repository, 'nothing']
      : [
          held.environment,
          held.repository,
          held.version,
          held.digest.slice(0, 19),
          held.commit.slice(0, 12),
          held.tags.join(', '),
          held.pushed?.toISOString().slice(11, 19) ?? '',
          held.recorded ? 'yes' : 'no',
        ],
  );
  return columns([
    ['Environment', 'Repository', 'Version', 'Digest', 'Commit', 'Tags', 'Pushed (UTC)', 'Recorded'],
    ...rows,
  ]);
}

/**
 * Whether staging and production hold the same image: the one that has the environment's tag.
 *
 * @returns a sentence; undefined where there are no such environments
 */
export function compareDigests(images: readonly HeldImage[]): string | undefined {
  const [staging, production] = ['staging', 'production'].map((name) => liveIn(images, name));
  if (staging === undefined || production === undefined) return undefined;
  if (staging === '' || production === '') {
    const empty = [staging === '' && 'Staging', production === '' && 'production'].filter(Boolean).join(' and ');
    return `${empty.charAt(0).toUpperCase()}${empty.slice(1)} ${staging === production ? 'hold' : 'holds'} nothing.`;
  }
  return staging === production
    ? `Staging and production hold the same digest: ${staging}.`
    : `Staging and production hold different digests: ${staging} and ${production}.`;
}

/** The digest that the environment's tag is on; empty for none, undefined where there is no such environment. */
function liveIn(images: readonly HeldImage[], environment: string): string | undefined {
  const own = images.filter((image) => image.environment === environment);
  return own.length === 0 ? undefined : (own.find(({ tags }) => tags.includes(environment))?.digest ?? '');
}
