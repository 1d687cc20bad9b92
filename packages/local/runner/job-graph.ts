import { InputError } from '@ci-actions/errors/errors';
import type { Conclusion } from './result.ts';

interface Needing {
  id: string;
  needs: readonly string[];
}

/** All jobs that a job comes after, directly or not. */
export function ancestorsOf(id: string, jobs: readonly Needing[]): Set<string> {
  const result = new Set<string>();
  const visit = (name: string) => {
    for (const need of jobs.find((job) => job.id === name)?.needs ?? []) {
      if (result.has(need)) continue;
      result.add(need);
      visit(need);
    }
  };
  visit(id);
  return result;
}

/**
 * The status functions of a job's `if:`. They look at **all** ancestors, not at `needs` alone, unless jobs are named.
 *
 * @param results what each job came to, as `needs` says it
 */
export function jobStatusFunctions(
  ancestors: ReadonlySet<string>,
  results: ReadonlyMap<string, Conclusion>,
  cancelled: () => boolean,
) {
  const named = (names: unknown[]) => (names.length > 0 ? names.map(String) : [...ancestors]);
  return {
    always: () => true,
    cancelled,
    success: (...names: unknown[]) => !cancelled() && named(names).every((id) => results.get(id) === 'success'),
    failure: (...names: unknown[]) => named(names).some((id) => results.get(id) === 'failure'),
  };
}

/** The jobs in an order in which each comes after what it needs, otherwise as in the file. @throws InputError for a cycle */
export function inOrder<T extends Needing>(jobs: readonly T[]): T[] {
  const done = new Set<string>();
  const result: T[] = [];
  while (result.length < jobs.length) {
    const ready = jobs.filter((job) => !done.has(job.id) && job.needs.every((need) => done.has(need)));
    if (ready.length === 0) throw new InputError('The jobs need each other in a circle, or one that is not there.');
    for (const job of ready) {
      done.add(job.id);
      result.push(job);
    }
  }
  return result;
}

/** What several legs of one job come to: the worst of them; skipped only when all are. */
export function combined(results: readonly Conclusion[]): Conclusion {
  if (results.includes('failure')) return 'failure';
  if (results.includes('cancelled')) return 'cancelled';
  return results.length > 0 && results.every((result) => result === 'skipped') ? 'skipped' : 'success';
}
