import { advise, type Call } from './explain-failure.ts';
import type { Failure } from './read-failure.ts';

const needs = 'contents: write';

/**
 * What a call about releases is, for its messages: it knows the refusals that only releases have.
 *
 * @param doing as in `create the release v1.0.0 of acme/lib`
 * @param tag of the release, where it is known
 * @param hidden whether a 404 means that GitHub hides the repository
 */
export function releaseCall(doing: string, tag: string | undefined, hidden: boolean): Call {
  return { doing, needs, hidden, explain: (failure) => explain(failure, doing, tag, hidden) };
}

function explain(failure: Failure, doing: string, tag = 'of this release', hidden = false): string | undefined {
  const { status, text } = failure;
  const said = [text, ...failure.details].join(' ');
  if (status === 403 || (status === 404 && hidden)) return notPermitted(failure, doing);
  if (status !== 422) return undefined;
  const could = `GitHub could not ${doing} (${status} ${text})`;
  if (/used by an immutable release/i.test(said)) {
    return `${could}: an immutable release has had the tag ${tag}, and GitHub never gives such a name again, also after that release was deleted. Release under the next version.`;
  }
  if (/immutable release/i.test(said)) {
    return `${could}: the release is published and the repository makes its releases immutable, so neither its files nor its tag can change any more. Files have to be there before a release is published: while it is a draft.`;
  }
  if (failure.details.includes('tag_name already_exists')) {
    return `${could}: another release of the tag ${tag} is published already.`;
  }
  if (/rule violations/i.test(said)) {
    return `${could}: a ruleset of the repository does not let this token make the tag ${tag}. Let an administrator except it in Settings > Rules, or give the step the token of a GitHub App that may bypass the ruleset: the workflow's own token cannot be among those.`;
  }
  return undefined;
}

function notPermitted({ status, text, headers }: Failure, doing: string): string {
  const header = accepted(headers);
  const said = `${status} ${text}${header ? `; GitHub accepts ${header}` : ''}`;
  const may = status === 403 ? `The token may not ${doing}` : `GitHub does not let the token ${doing}`;
  const check = status === 404 ? "check the repository's name, and " : '';
  // Asked where the commit changes a file below .github/workflows (https://docs.github.com/rest/releases/releases).
  const workflows = /;.*workflows=write|workflows=write.*;/.test(header)
    ? ' Where the job has that, the commit changes workflow files, for which GitHub wants `workflows: write`, and only the token of a GitHub App or of a person can have it.'
    : '';
  return `${may} (${said}): ${check}${advise(header || undefined, needs)}.${workflows}`;
}

/** The header in which GitHub names the permissions that would do; empty where it is not there or is none. */
function accepted(headers: Failure['headers']): string {
  const header = headers['x-accepted-github-permissions'];
  return typeof header === 'string' && /^[\w=,; -]{1,200}$/.test(header) ? header : '';
}
