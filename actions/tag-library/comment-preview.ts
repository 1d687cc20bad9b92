import { explain } from '@ci-actions/errors/errors';
import { code } from '@ci-actions/format/markdown';
import type { GitHub } from '@ci-actions/github/client';
import { NotPermitted } from '@ci-actions/github/errors';
import type { RunContext } from '@ci-actions/kit/context';
import type { Host } from '@ci-actions/kit/host';
import { renderPreview } from '@ci-actions/library/notes/render-preview';
import type { Told } from './tell-outcomes.ts';

const marker = '<!-- ci-actions:tag-library -->';

/** Whether a run is of a pull request: it only says what merging it would release. */
export function isPreview({ eventName }: Pick<RunContext, 'eventName'>): boolean {
  return eventName === 'pull_request' || eventName === 'pull_request_target';
}

/** Keeps one comment of the pull request up to date that says what merging it would release. */
export async function commentPreview(host: Host, github: GitHub | undefined, told: readonly Told[]): Promise<void> {
  const { log, context } = host;
  const number = (context.payload().pull_request as { number?: unknown } | undefined)?.number;
  if (github === undefined || typeof number !== 'number') return;
  const body = [
    marker,
    ...told.flatMap(({ name, version, reason, previousTag, verdicts }) => [
      ...(told.length > 1 ? [`## ${code(name)}\n`] : []),
      renderPreview({
        version: reason === 'no-release-commits' ? undefined : version,
        previousTag: previousTag || undefined,
        verdicts,
        limit: Math.floor(60_000 / told.length),
      }),
    ]),
  ].join('\n');
  try {
    const login = await github.ownLogin();
    const own = (await github.listComments(number)).find(
      (comment) =>
        comment.body.startsWith(marker) && (login ? comment.author.login === login : comment.author.type === 'Bot'),
    );
    if (!own) await github.createComment(number, body);
    else if (own.body.trim() !== body.trim()) await github.updateComment(own.id, body);
  } catch (thrown) {
    if (!(thrown instanceof NotPermitted)) throw thrown;
    log.notice(`There is no comment of what merging would release: ${explain(thrown)}`);
  }
}
