import { listed } from '@ci-actions/format/units';
import type { Log } from '@ci-actions/log/log';
import type { TestReport } from './report-tests.ts';
import { failureName, unreadableSentence, verdict } from './words.ts';

/** More than this nobody reads in a log; the summary and the page have them all. */
const mostFailures = 1_000;
const mostFiles = 20;

/** Says in the log what came out: the failures, what could not be read, what changed since the base, and last the verdict. */
export async function sayInLog(
  { report, comparison, baseName, coverage, output }: TestReport,
  log: Log,
): Promise<void> {
  if (report.failures.length > 0) {
    await log.group('Failures', async () => {
      for (const failure of report.failures.slice(0, mostFailures)) {
        log.info(`${failureName(failure)}: ${failure.message}`);
      }
    });
  }
  for (const file of [...report.unreadable, ...(coverage?.coverage.unreadable ?? [])]) {
    log.warning(unreadableSentence(file));
  }
  if (comparison) {
    const { newFailures, stillFailing, fixed } = comparison;
    log.info(
      `Since ${baseName}: ${newFailures.count} newly failing, ${stillFailing.count} still failing, ${fixed.count} fixed.`,
    );
  }
  if (coverage) log.info(`Coverage: ${coverage.percent === '' ? 'no lines' : `${coverage.percent}% of the lines`}.`);
  if (output) log.info(`The page: ${output.html}`);
  const names = report.files.map(({ file }) => file);
  const more = names.length > mostFiles ? [`${names.length - mostFiles} more`] : [];
  log.info(`${verdict(report)} (${listed([...names.slice(0, mostFiles), ...more])})`);
}
