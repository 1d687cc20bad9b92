import { code, text } from '@ci-actions/format/markdown';
import type { Host } from '@ci-actions/kit/host';
import type { Verdict } from '@ci-actions/library/commits/judge-commits';
import type { Decision } from '@ci-actions/library/decide-version';
import type { NoVersion } from '@ci-actions/library/give-version';
import type { Library } from '@ci-actions/library/libraries';
import { renderVerdicts } from '@ci-actions/library/notes/render-verdicts';
import type { LibraryHistory } from '@ci-actions/library/read-history';

/** What became of one library. */
export interface Told {
  name: string;
  published: boolean;
  reason: string;
  version: string;
  digest: string;
  tag: string;
  previousTag: string;
  bump: string;
  devVersion: string;
  notes: string;
  releaseUrl: string;
  /** As JSON; empty where nothing was planned. */
  plan: string;
  markdown: string;
  verdicts: readonly Verdict[];
}

/** @returns what is told where this run gave no version */
export function toldNothing(
  library: Library,
  { base, newer }: LibraryHistory,
  { bump, devVersion, judged, ...decision }: Decision,
  reason: NoVersion,
): Told {
  const name = text(library.name);
  const version = decision.version ?? newer?.version ?? base?.version ?? '';
  const markdown = {
    'no-release-commits': `✅ Nothing to release for ${name} ${base ? `since ${code(base.name)}` : 'yet'}`,
    'already-published': `✅ The registry has ${name} ${code(version)} already`,
    superseded: `⏭️ ${name} ${code(version)} is of a newer commit: this one gets no version`,
  }[reason];
  return {
    name: library.name,
    published: false,
    reason,
    version,
    digest: '',
    tag: reason === 'superseded' ? (newer?.name ?? '') : '',
    previousTag: base?.name ?? '',
    bump,
    devVersion,
    notes: '',
    releaseUrl: '',
    plan: '',
    markdown: `### ${markdown}\n`,
    verdicts: judged.verdicts,
  };
}

/** The outputs, those of the first library by name and all in `packages`, and the summary. */
export async function tellOutcomes(host: Host, environment: string, told: readonly Told[]): Promise<void> {
  const first = told.find(({ published }) => published) ?? told[0];
  if (!first) return;
  const markdown = told.map((one) => [one.markdown, renderVerdicts(one.verdicts), ''].join('\n')).join('\n');
  const all = told.map(({ markdown: _, verdicts: __, plan: ___, notes: ____, ...one }) => ({
    name: one.name,
    published: one.published,
    reason: one.reason,
    version: one.version,
    digest: one.digest,
    tag: one.tag,
    'previous-tag': one.previousTag,
    bump: one.bump,
    'dev-version': one.devVersion,
    'release-url': one.releaseUrl,
  }));
  host.output('published', first.published);
  host.output('reason', first.reason);
  host.output('digest', first.digest);
  host.output('version', first.version);
  host.output(
    'summary',
    await host.summarise(environment === '' ? 'tag-library' : `publish-library-${environment}`, markdown),
  );
  host.output('tag', first.tag);
  host.output('previous-tag', first.previousTag);
  host.output('bump', first.bump);
  host.output('dev-version', first.devVersion);
  host.output('notes', first.notes);
  host.output('release-url', first.releaseUrl);
  host.output('packages', JSON.stringify(all));
  host.output('plan', first.plan);
}
