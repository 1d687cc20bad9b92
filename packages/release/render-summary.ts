import { code, table, text } from '@ci-actions/format/markdown';
import { bytes, count, duration, thousands } from '@ci-actions/format/units';
import { sizeOfStep, tally, totals } from './log-plan.ts';
import type { Artifact, Outcome, Plan, Reason, Step } from './protocol.ts';

/** More rows than this help nobody; the log has every step. */
const maxRows = 200;

const headline: Record<Reason, (what: string, where: string) => string> = {
  published: (what, where) => `✅ Published ${what} to ${where}`,
  'already-published': (what, where) => `✅ ${where} has ${what} already`,
  superseded: (what, where) => `⏭️ ${where} has a newer commit: ${what} was not published`,
  'dry-run': (what, where) => `📝 Plan for ${what} to ${where}: nothing was written`,
  'no-release-commits': (what, where) => `✅ Nothing to release for ${what} in ${where}`,
};

export interface SummaryOptions {
  /** `https://github.com/owner/name`, for the link to the commit; empty where it is not known. */
  repositoryUrl: string;
  /** More lines for the table of facts: a title and Markdown. */
  facts?: readonly (readonly [title: string, markdown: string])[];
}

/**
 * What a release came to, as Markdown for the job's summary: the verdict, the facts, what changed, what was left out.
 * Names at the target are untrusted; nothing in them can become markup.
 */
export function renderSummary<A extends Artifact, P extends Plan>(
  { reason, artifact, plan, previous, durationMs, leftOut }: Outcome<A, P>,
  { repositoryUrl, facts = [] }: SummaryOptions,
): string {
  const { target } = plan;
  const place = target.url ? `[${text(target.place)}](${target.url})` : code(target.place);
  const commit = code(artifact.commit.slice(0, 12));
  const rows: (readonly [string, string])[] = [
    ['Target', place],
    ['Version', code(artifact.version)],
    ['Commit', repositoryUrl ? `[${commit}](${encodeURI(`${repositoryUrl}/commit/${artifact.commit}`)})` : commit],
    ['Digest', code(artifact.digest)],
    ['Before', previous ? `${code(previous.version)} ${code(previous.digest)}` : 'nothing'],
    ...changes(plan, reason),
    ['Duration', duration(durationMs)],
    ...facts,
  ];
  return [
    `### ${headline[reason](`${artifact.kind} ${code(artifact.version)}`, `**${text(target.environment)}**`)}`,
    table(['', ''], rows),
    ...renderSteps(plan.steps, reason),
    ...leftOut.map((line) => `> ${text(line)}`),
  ]
    .join('\n\n')
    .concat('\n');
}

/** What a superseded plan would have undone is nobody's concern. */
function changes(plan: Plan, reason: Reason): readonly (readonly [string, string])[] {
  if (reason === 'superseded') return [];
  if (reason === 'dry-run') return [['Changes', totals(plan)]];
  const { add, update, delete: deleted, sent } = tally(plan.steps);
  const unchanged = thousands(plan.unchanged);
  return [
    ['Changes', `${add} added, ${update} updated, ${deleted} deleted, ${unchanged} unchanged`],
    ['Sent', bytes(sent)],
  ];
}

const verbs: Record<Step['change'], string> = { add: 'added', update: 'updated', delete: 'deleted' };

function renderSteps(steps: readonly Step[], reason: Reason): string[] {
  if (steps.length === 0 || reason === 'superseded') return [];
  const rows = steps
    .slice(0, maxRows)
    .map((step) => [
      reason === 'published' ? verbs[step.change] : step.change,
      code(step.what),
      sizeOfStep(step),
      text(step.note ?? ''),
    ]);
  const shown = table(['Change', 'Name', 'Size:', 'Note'], rows);
  const more = steps.length - maxRows;
  return more > 0 ? [shown, `and ${count(more, 'more change')}; the log has every one.`] : [shown];
}
