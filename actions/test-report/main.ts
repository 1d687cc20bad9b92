import { tmpdir } from 'node:os';
import { summaryLimit } from '@ci-actions/kit/fit-summary';
import type { Host } from '@ci-actions/kit/host';
import { readInputs } from '@ci-actions/kit/input-schema';
import { findBase } from '@ci-actions/test-report/github/base-artifact';
import { baseOf, headOf } from '@ci-actions/test-report/github/run-event';
import { tellGitHub } from '@ci-actions/test-report/github/tell-github';
import { annotateFailures } from '@ci-actions/test-report/render/annotate-failures';
import { renderOptions } from '@ci-actions/test-report/render/options';
import { renderSummary } from '@ci-actions/test-report/render/summary';
import { reportTests } from '@ci-actions/test-report/report-tests';
import { sayInLog } from '@ci-actions/test-report/say-in-log';
import { whyFailed } from '@ci-actions/test-report/why-failed';
import { workingFolder } from '@ci-actions/test-report/working-folder';
import { writeFiles } from '@ci-actions/test-report/write-files';
import { openGitHub } from '../open-github.ts';
import { inputs as schema } from './inputs.ts';

/** `test-report`: test results -> summary, annotations, page, CTRF, comment and outputs; it fails when a test failed. */
export async function run(host: Host): Promise<void> {
  const inputs = readInputs(host.input, schema);
  const { context, env, log } = host;
  const { title, check, comment, artifact, 'coverage-threshold': threshold } = inputs;
  const event = context.payload();
  const github = openGitHub(host, inputs.token);
  const tests = await reportTests({
    ...inputs,
    workspace: context.workspace,
    folder: await workingFolder(context.workspace, inputs['working-directory']),
    coverageThreshold: threshold,
    compareWith: inputs['compare-with'],
    findBase:
      github &&
      ((folder) =>
        findBase(github, { base: baseOf(event, context), artifact, fileName: 'test-report.json', folder }, log)),
    temporary: env.RUNNER_TEMP || tmpdir(),
    log,
  });
  const { report, comparison, coverage, output } = tests;

  try {
    const render = renderOptions(tests, { title, threshold, run: { ...context, sha: headOf(event, context) } });
    const markdown = renderSummary(report, { ...render, limit: summaryLimit });
    await writeFiles(tests, { title, markdown, run: context, now: Date.now() });
    host.output('summary', await host.summarise('test-report', markdown));
    host.output('conclusion', report.conclusion);
    for (const key of ['tests', 'passed', 'failed', 'skipped', 'flaky'] as const) host.output(key, report.counts[key]);
    host.output('new-failures', comparison?.newFailures.count ?? '');
    host.output('duration', (report.durationMs / 1000).toFixed(3));
    host.output('coverage', coverage?.percent ?? '');
    for (const key of ['html', 'json', 'markdown'] as const) host.output(key, output?.[key] ?? '');

    const leg = [env.GITHUB_JOB, env.GITHUB_ACTION, env.RUNNER_TRACKING_ID ?? env.RUNNER_NAME].join('/');
    const told = github && (await tellGitHub(tests, { github, event, run: context, leg, check, comment, render, log }));
    if (!told) {
      const options = { place: tests.place, isNew: comparison?.isNew };
      for (const annotation of annotateFailures(report.failures, options)) host.annotate(annotation);
    }
    await sayInLog(tests, log);
  } finally {
    await tests.spool?.close();
  }
  const problem = whyFailed(report, {
    failOn: inputs['fail-on'],
    requireTests: inputs['require-tests'],
    newFailures: comparison?.newFailures.count,
    coverage: coverage?.problem,
  });
  if (problem !== undefined) throw new Error(problem);
}
