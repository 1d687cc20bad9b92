import { GitHubError, NotPermitted, RateLimited } from './errors.ts';
import { type Failure, readFailure } from './read-failure.ts';

/** What a call is about, for its messages. */
export interface Call {
  /** What is done, to follow "may not" and "could not": `list the environments of acme/dags`. */
  doing: string;
  /** The line that the call needs under `permissions:`, as in `actions: read`. */
  needs: string;
  /** Whether a 404 means that GitHub hides the repository from this token. */
  hidden: boolean;
  /** A whole sentence for a failure that this call knows better than others do; undefined leaves it to them. */
  explain?(failure: Failure): string | undefined;
}

/** What a workflow's own token can be given (https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#permissions). */
const grantable =
  /^(actions|attestations|checks|contents|deployments|discussions|issues|packages|pages|pull-requests|security-events|statuses): (read|write)$/;

/**
 * Turns what a call threw into an error whose message is a whole sentence.
 *
 * @param thrown a failure that was not tried again, or one whose budget ran out (with the last failure as its cause)
 */
export function explainFailure(thrown: unknown, call: Call): unknown {
  if (thrown instanceof GitHubError) return thrown;
  const failure = readFailure(thrown);
  if (failure) return explained(failure, call, thrown);
  const last = thrown instanceof Error ? readFailure(thrown.cause) : undefined;
  if (!last || !(thrown instanceof Error)) return thrown;
  const usedUp = `${thrown.message}.`;
  return last.rateLimit
    ? new RateLimited(usedUp, last.status, thrown.cause)
    : new GitHubError(usedUp, last.status, thrown.cause);
}

function explained(failure: Failure, { doing, needs, hidden, explain }: Call, cause: unknown): GitHubError {
  const { status, text } = failure;
  const better = explain?.(failure);
  if (better !== undefined) {
    const forbidden = status === 403 || (status === 404 && hidden);
    return new (forbidden ? NotPermitted : GitHubError)(better, status, cause);
  }
  if (status === undefined) {
    return new GitHubError(`GitHub could not be reached to ${doing}: ${text}.`, status, cause);
  }
  const said = `${status} ${text}`;
  if (status === 401) {
    const advice = 'Give the step a valid `github-token`; by default it is `${{ github.token }}`.';
    return new GitHubError(
      `GitHub does not accept the token with which to ${doing} (${said}). ${advice}`,
      status,
      cause,
    );
  }
  if (status === 403) {
    const advice = advise(failure.headers['x-accepted-github-permissions'], needs);
    return new NotPermitted(`The token may not ${doing} (${said}): ${advice}.`, status, cause);
  }
  if (status === 404 && hidden) {
    const advice = `check the repository's name, and ${advise(undefined, needs)}`;
    return new NotPermitted(`GitHub does not let the token ${doing} (${said}): ${advice}.`, status, cause);
  }
  return new GitHubError(`GitHub could not ${doing} (${said}).`, status, cause);
}

/**
 * What to do about a permission that is missing, as the second half of a sentence.
 *
 * @param accepted the header in which GitHub names what it would accept: sets of permissions, separated by `;`, the
 *   permissions of a set by `,`, as in `pull_requests=read,contents=read; issues=read`
 */
export function advise(accepted: unknown, needs: string): string {
  // GitHub says what this request takes; where the work as a whole needs more of the same, that is what to add.
  const enough = (item: string) => (item.replace(/: read$/, ': write') === needs ? needs : item);
  const sets = typeof accepted === 'string' ? accepted.split(';').map((set) => lines(set).map(enough)) : [];
  const possible = sets.filter((set) => set.length > 0 && set.every((line) => grantable.test(line)));
  if (sets.some((set) => set.length > 0) && possible.length === 0) {
    const names = sets.map(quoted).join(', or ');
    return `it would take ${names}, which only the token of a GitHub App or of a person can have`;
  }
  // Of several that would do, the one that the documentation of the action names.
  const others = possible.some((set) => set.length === 1 && set[0] === needs) ? [] : possible;
  const wanted = others.length > 0 ? others.map(quoted).join(', or ') : `\`${needs}\``;
  return `add ${wanted} under \`permissions:\` of the job`;
}

const lines = (set: string) =>
  set
    .split(',')
    .map((item) => item.trim().replaceAll('_', '-').replace('=', ': '))
    .filter((line) => /^[a-z-]+: [a-z]+$/.test(line));

const quoted = (set: readonly string[]) => set.map((line) => `\`${line}\``).join(' and ');
