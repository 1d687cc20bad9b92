import { InputError } from '@ci-actions/errors/errors';
import { listed } from '@ci-actions/format/units';
import type { Log } from '@ci-actions/log/log';

/** What happened: the event of the run, as GitHub says it. */
export interface RunEvent {
  /** `push`, `workflow_dispatch`, … */
  name: string;
  /** The ref of the run: `refs/heads/main`. */
  ref: string;
  /** `main`; empty where the event does not say. */
  defaultBranch: string;
  /** Whether the push deleted the ref. */
  deleted: boolean;
}

export interface Wishes {
  /** The environments that a merge to the default branch publishes to, in order; `all` for every one that there is. */
  onMerge: readonly string[];
  /** The environment that a person chose when starting the run by hand; empty where none was. */
  chosen: string;
}

/**
 * The environments that a run publishes to, in order.
 *
 * - a push to the default branch (a merge): those of `onMerge`
 * - `workflow_dispatch`: the chosen one only, on any branch
 * - anything else: none
 *
 * @param existing reads the names of the repository's environments; undefined where the token may not, then names go unchecked
 * @returns each environment once, as the repository spells it
 * @throws InputError for a name that the repository does not have (GitHub would make an empty environment of it in
 *   silence), and for `all` where the repository has none
 */
export async function chooseEnvironments(
  event: RunEvent,
  { onMerge, chosen }: Wishes,
  existing: () => Promise<readonly string[] | undefined>,
  log: Log,
): Promise<string[]> {
  if (event.name === 'workflow_dispatch') {
    if (chosen === '') {
      throw new InputError(
        'No environment was chosen: give the workflow a `workflow_dispatch` input named `environment`, or set the input `environment` of this step.',
      );
    }
    return check([chosen], await existing(), log);
  }
  if (event.name !== 'push' || event.deleted || event.ref !== `refs/heads/${event.defaultBranch}`) {
    log.info(`No environment: ${event.name} on ${event.ref || 'no ref'} publishes nothing.`);
    return [];
  }
  const there = await existing();
  if (!onMerge.includes('all')) return check(onMerge, there, log);
  if (onMerge.length > 1) {
    throw new InputError(`The input \`on-merge\` is ${listed(onMerge)}; give either \`all\` or the names.`);
  }
  if (there === undefined) {
    throw new InputError(
      'The input `on-merge` is `all`, but the environments could not be read: give the job `permissions: actions: read`, or list the names.',
    );
  }
  if (there.length === 0) {
    throw new InputError(
      'The input `on-merge` is `all`, but this repository has no environments: create them in its settings, or list the names.',
    );
  }
  return [...there];
}

/** GitHub compares environment names without regard to case, so this does too. */
const sameName = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

/** Each environment once, where it stands first. */
function distinct(names: readonly string[]): string[] {
  return names.filter((name, index) => names.findIndex((other) => sameName(other, name)) === index);
}

function check(given: readonly string[], there: readonly string[] | undefined, log: Log): string[] {
  const names = distinct(given);
  if (there === undefined) {
    log.notice(
      `The names ${listed(names)} were not checked: the token may not read the environments (\`actions: read\`).`,
    );
    return names;
  }
  return names.map((name) => {
    const found = there.find((other) => sameName(other, name));
    if (found !== undefined) return found;
    const has = there.length === 0 ? 'it has none' : `it has ${listed(there)}`;
    throw new InputError(
      `The environment ${JSON.stringify(name)} does not exist in this repository: ${has}. Correct the name, or create it in the repository's settings.`,
    );
  });
}
