import { stat } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '@ci-actions/errors/errors';
import { listed } from '@ci-actions/format/units';
import { summaryLimit } from '@ci-actions/kit/fit-summary';
import type { Host } from '@ci-actions/kit/host';
import { readInputs } from '@ci-actions/kit/input-schema';
import { progress } from '@ci-actions/log/progress';
import { annotateFailures } from '@ci-actions/test-report/annotate-failures';
import { collect } from '@ci-actions/test-report/collect';
import type { Report } from '@ci-actions/test-report/conclude';
import { renderSummary } from '@ci-actions/test-report/render-summary';
import { sourceFile, sourceUrl } from '@ci-actions/test-report/source-place';
import { failureName, unreadableSentence, verdict } from '@ci-actions/test-report/words';
import { findFiles } from '@ci-actions/test-results/find-files';
import { isInside } from '@ci-actions/test-results/inside';
import { inputs as schema } from './inputs.ts';

/** `test-report`: test results -> the summary, annotations and outputs; it fails when a test failed. */
export async function run(host: Host): Promise<void> {
  const inputs = readInputs(host.input, schema);
  const { context, log } = host;
  const workspace = path.resolve(context.workspace);
  const folder = await folderOf(workspace, inputs['working-directory']);

  const found = await findFiles(workspace, folder, inputs.files);
  const { advance } = progress(log, ['Read', 'files of test results'], found.length);
  const report = await collect(found, advance);
  const place = (file: string) => sourceFile(file, workspace, folder);

  const markdown = renderSummary(report, {
    title: inputs.title,
    limit: summaryLimit,
    place: ({ file, line }) => sourceUrl(place(file), line, context),
  });
  host.output('summary', await host.summarise('test-report', markdown));
  host.output('conclusion', report.conclusion);
  for (const key of ['tests', 'passed', 'failed', 'skipped'] as const) host.output(key, report.counts[key]);
  host.output('duration', (report.durationMs / 1000).toFixed(3));

  for (const annotation of annotateFailures(report.failures, place)) host.annotate(annotation);
  await sayInLog(host, report);
  const problem = problemOf(report, inputs);
  if (problem !== undefined) throw new Error(problem);
}

async function folderOf(workspace: string, given: string): Promise<string> {
  const folder = path.resolve(workspace, given);
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (isFolder && isInside(workspace, folder)) return folder;
  throw new InputError(
    `The input \`working-directory\` is ${JSON.stringify(given)}, which is no folder of the checkout; set it to one, relative to the root.`,
  );
}

async function sayInLog({ log }: Host, report: Report): Promise<void> {
  log.info(`${verdict(report)} (${listed(report.files.map(({ file }) => file).slice(0, 20))})`);
  for (const file of report.unreadable) log.warning(unreadableSentence(file));
  if (report.failures.length === 0) return;
  await log.group('Failures', async () => {
    for (const failure of report.failures.slice(0, 1_000)) log.info(`${failureName(failure)}: ${failure.message}`);
  });
}

/** Why the step fails, as a sentence; undefined where it does not. */
function problemOf(
  report: Report,
  inputs: { readonly 'fail-on': 'failures' | 'never'; readonly 'require-tests': boolean },
): string | undefined {
  const { conclusion, unreadable } = report;
  if (conclusion === 'empty') {
    if (!inputs['require-tests']) return undefined;
    return 'No tests were found; correct `files`, or set `require-tests` to false if there may be none.';
  }
  if (conclusion === 'success' || inputs['fail-on'] === 'never') return undefined;
  const broken = unreadable.length > 0 && conclusion === 'failure' ? ', and some files could not be read' : '';
  return `${verdict(report)}${broken}; the summary of this step has the details.`;
}
