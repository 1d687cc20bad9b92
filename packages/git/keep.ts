import { type Cuts, cutsOf, dropCuts } from './history.ts';

/**
 * A fetch may also cut off what was there; such commits get their parents back.
 *
 * @param had the commits that were there before the fetch
 * @param before the cuts before it
 * @returns those that had been cut off
 */
export async function keep(
  folder: string,
  had: ReadonlySet<string>,
  before: Cuts | undefined,
): Promise<ReadonlySet<string>> {
  const after = await cutsOf(folder, before);
  const lost = new Set([...(after?.commits ?? [])].filter((c) => had.has(c) && !before?.commits.has(c)));
  if (after !== undefined && lost.size > 0) await dropCuts(after, lost);
  return lost;
}
