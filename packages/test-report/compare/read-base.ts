import { mkdtemp, realpath, rm } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '@ci-actions/errors/errors';
import type { Log } from '@ci-actions/log/log';
import { detailsBudget } from '@ci-actions/test-results/fold-results';
import { readFile } from '@ci-actions/test-results/read-file';
import { isInside } from '@ci-actions/workspace/is-inside';
import type { FoundBase } from '../github/base-artifact.ts';
import { unreadableSentence } from '../words.ts';
import { Baseline } from './baseline.ts';

/** The tests of the base, and what it is called. */
export interface Base {
  baseline: Baseline;
  /** `main at 1a2b3c4`, or the name of the file. Untrusted. */
  name: string;
}

export interface BaseOptions {
  /** The checkout. */
  workspace: string;
  /** The file that the `compare-with` input names, relative to the checkout; empty for none. */
  compareWith: string;
  /** Looks for the results of the base's run, and puts them into a folder; asked where no file is named. */
  findBase: ((folder: string) => Promise<FoundBase | undefined>) | undefined;
  /** A folder for temporary files. */
  temporary: string;
  log: Pick<Log, 'warning'>;
}

/**
 * Reads what the tests are compared with. A base that is not there or cannot be read is a warning and no comparison: the
 * report of the tests themselves is worth more than that.
 *
 * @throws InputError where `compare-with` leads out of the checkout
 */
export async function readBase(options: BaseOptions): Promise<Base | undefined> {
  const { workspace, compareWith, findBase, temporary, log } = options;
  if (compareWith !== '') return read(await insideCheckout(workspace, compareWith), compareWith, compareWith, log);
  if (!findBase) return undefined;
  const folder = await mkdtemp(path.join(temporary, 'test-report-base-'));
  try {
    const found = await findBase(folder);
    if (!found) return undefined;
    return await read(found.file, `${found.branch} at ${found.sha.slice(0, 7)}`, 'The artifact of the base', log);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function read(file: string, name: string, subject: string, log: BaseOptions['log']): Promise<Base | undefined> {
  const baseline = new Baseline();
  const outcome = await readFile(file, subject, detailsBudget(0), baseline, 0);
  if (outcome.readable) return { baseline, name };
  log.warning(`There is no comparison with the base: ${unreadableSentence(outcome)}`);
  return undefined;
}

async function insideCheckout(workspace: string, given: string): Promise<string> {
  const file = path.resolve(workspace, given);
  const real = await realpath(file).catch(() => file);
  if (isInside(workspace, file) && (isInside(workspace, real) || isInside(await realpath(workspace), real)))
    return file;
  throw new InputError(
    `The input \`compare-with\` is ${JSON.stringify(given)}, which leads out of the checkout; name a file in it, relative to its root.`,
  );
}
