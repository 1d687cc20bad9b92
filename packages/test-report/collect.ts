import type { FoundFile } from '@ci-actions/test-results/find-files';
import { detailsBudget } from '@ci-actions/test-results/fold-results';
import type { FileOutcome } from '@ci-actions/test-results/model';
import { readFile } from '@ci-actions/test-results/read-file';
import { conclude, type Report } from './conclude.ts';

/**
 * Reads the files, one after the other, and puts them together.
 *
 * @param found what to read; a file outside of the workspace is not opened, but counts as unreadable
 * @param onFile called after each file
 */
export async function collect(found: readonly FoundFile[], onFile: () => void = () => {}): Promise<Report> {
  const budget = detailsBudget();
  const outcomes: FileOutcome[] = [];
  for (const { path, name, outside } of found) {
    outcomes.push(
      outside
        ? { readable: false, file: name, reason: 'lies outside of the workspace, behind a link', line: undefined }
        : await readFile(path, name, budget),
    );
    onFile();
  }
  return conclude(outcomes);
}
