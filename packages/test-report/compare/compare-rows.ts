import type { Row } from '../row.ts';
import { failureName, type Named, testName } from '../words.ts';
import type { BaseCase, Baseline } from './baseline.ts';
import { nameKeyOf } from './key.ts';
import { type Listed, NameList, SlowerList, type SlowerTest } from './lists.ts';

/** What has changed since the base run. */
export interface Comparison {
  /** How many tests the base run had. */
  baseTests: number;
  /** How many of them are in this run too. */
  common: number;
  /** Failed now, and passed, skipped or not there in the base. Suites that failed by themselves count too. */
  newFailures: Listed;
  stillFailing: Listed;
  /** Passed now, failed in the base. */
  fixed: Listed;
  added: Listed;
  /** The names are known of the first tests of a large base only. */
  removed: Listed;
  /** Passed in both, and took at least one second and half of its time longer. Those that lost most come first. */
  slower: { count: number; tests: readonly SlowerTest[] };
  /** Whether a failure is a new one. Of several tests with one name all are, where one is. */
  isNew(failure: Named): boolean;
}

/** How many names are kept. */
const most = { failures: 1_000, others: 100 };
const slowerBy = { factor: 1.5, ms: 1_000 };

/**
 * Compares a run with its base. A test is the same in both where its suites, its class and its name are; of several such
 * the n-th meets the n-th. A failed test that the base does not know is also the same where its name is that of one
 * failed test alone that is gone, and of no other failed test: then only its suite or class was renamed.
 *
 * @param rows the tests of the run, read once
 * @param baseline the tests of the base; used up
 * @param suiteFailures the failures of the run that belong to no test
 */
export async function compareRows(
  rows: AsyncIterable<Row>,
  baseline: Baseline,
  suiteFailures: readonly Pick<Named, 'suite'>[] = [],
): Promise<Comparison> {
  const newFailures = new NameList(most.failures);
  const stillFailing = new NameList(most.failures);
  const fixed = new NameList(most.others);
  const added = new NameList(most.others);
  const removed = new NameList(most.others);
  const slower = new SlowerList(most.others);
  const newKeys = new Set<number>();
  const perhapsRenamed = new Map<number, Named | 'several'>();

  const addNewFailure = (named: Named) => {
    newFailures.add(() => testName(named));
    newKeys.add(baseline.keyOf(named));
  };
  const addUnknownFailure = (named: Named) => {
    added.add(() => testName(named));
    addNewFailure(named);
  };
  /** Waits for the end of the run, when it is known which tests of the base are gone; but of two neither can be meant. */
  const waits = (named: Named): boolean => {
    const nameKey = nameKeyOf(named);
    if (!baseline.hasFailedNamed(nameKey)) return false;
    const other = perhapsRenamed.get(nameKey);
    if (other && other !== 'several') addUnknownFailure(other);
    perhapsRenamed.set(nameKey, other ? 'several' : named);
    return other === undefined;
  };

  for await (const row of rows) {
    const before = baseline.take(baseline.keyOf(row));
    const named = { suite: row.suite, className: row.className, name: row.name };
    const name = () => testName(named);
    if (row.state === 'failed') {
      if (before?.state === 'failed') stillFailing.add(name);
      else if (before) addNewFailure(named);
      else if (!waits(named)) addUnknownFailure(named);
    } else {
      if (!before) added.add(name);
      if (row.state === 'passed' && before?.state === 'failed') fixed.add(name);
      if (isSlower(row, before)) slower.add({ name: name(), beforeMs: before.durationMs, afterMs: row.durationMs });
    }
  }
  for (const [nameKey, named] of perhapsRenamed) {
    if (named === 'several') continue;
    if (baseline.takeFailedNamed(nameKey)) stillFailing.add(() => testName(named));
    else addUnknownFailure(named);
  }
  for (const { suite } of suiteFailures) {
    const named = { suite, className: '', name: '' };
    const isKnown = baseline.hadSuiteFailure(suite);
    (isKnown ? stillFailing : newFailures).add(() => failureName(named));
    if (!isKnown) newKeys.add(baseline.keyOf(named));
  }
  for (const name of baseline.namesLeft()) removed.add(() => name);

  return {
    baseTests: baseline.size,
    common: baseline.size - baseline.left,
    newFailures: newFailures.listed(),
    stillFailing: stillFailing.listed(),
    fixed: fixed.listed(),
    added: added.listed(),
    removed: removed.listed(baseline.left),
    slower: slower.listed(),
    isNew: (failure) => newKeys.has(baseline.keyOf(failure)),
  };
}

function isSlower(row: Row, before: BaseCase | undefined): before is BaseCase {
  if (row.state !== 'passed' || before?.state !== 'passed') return false;
  return row.durationMs - before.durationMs >= slowerBy.ms && row.durationMs >= before.durationMs * slowerBy.factor;
}
