import { explain } from '@ci-actions/errors/errors';
import { code } from '@ci-actions/format/markdown';
import type { GitHub } from '@ci-actions/github/client';
import { markerOf } from '@ci-actions/github/comment-marker';
import { NotPermitted } from '@ci-actions/github/errors';
import { keepComment } from '@ci-actions/github/keep-comment';
import type { RunContext } from '@ci-actions/kit/context';
import type { Host } from '@ci-actions/kit/host';
import { renderPreview } from '@ci-actions/library/notes/render-preview';
import type { Told } from './tell-outcomes.ts';

/** Whether a run is of a pull request: it only says what merging it would release. */
export function isPreview({ eventName }: Pick<RunContext, 'eventName'>): boolean {
  return eventName === 'pull_request' || eventName === 'pull_request_target';
}

/** Keeps one comment of the pull request up to date that says what merging it would release. */
export async function commentPreview(host: Host, github: GitHub | undefined, told: readonly Told[]): Promise<void> {
  const { log, context } = host;
  const number = (context.payload().pull_request as { number?: unknown } | undefined)?.number;
  if (github === undefined || typeof number !== 'number') return;
  try {
    await keepComment(github, number, {
      marker: markerOf('tag-library', context.repository),
      run: context,
      markdown: (_there, limit) =>
        told
          .flatMap(({ name, version, reason, previousTag, verdicts }) => [
            ...(told.length > 1 ? [`## ${code(name.slice(0, 100))}\n`] : []),
            renderPreview({
              version: reason === 'no-release-commits' ? undefined : version,
              previousTag: previousTag || undefined,
              verdicts,
              // A title and an empty line besides.
              limit: Math.floor(limit / told.length) - 200,
            }),
          ])
          .join('\n'),
    });
  } catch (thrown) {
    if (!(thrown instanceof NotPermitted)) throw thrown;
    log.notice(`There is no comment of what merging would release: ${explain(thrown)}`);
  }
}
