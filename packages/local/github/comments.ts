import { utc } from './commits.ts';
import { type Handlers, invalid, notFound, ok, text } from './handlers.ts';
import { paginate } from './pages.ts';
import { htmlUrl, nodeId, type Place, renderAccount, renderApp, repositoryUrl } from './render.ts';
import type { State } from './state.ts';
import type { Account } from './tokens.ts';

/** A comment in the conversation of a pull request. */
export interface CommentRecord {
  id: number;
  /** The number of the pull request. */
  pull: number;
  author: Account;
  body: string;
  createdAt: string;
  updatedAt: string;
}

type Operations =
  | 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments'
  | 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments'
  | 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}';

/** The most that a comment may have. In bytes, to be right under any reading of GitHub's "characters". */
const longest = 65_536;
const tooLong = `Validation Failed: body is too long (maximum is ${longest} characters)`;

/** Comments of pull requests: listed, made and changed. */
export function commentHandlers(place: Place, state: State, now: () => number): Pick<Handlers, Operations> {
  const pullOf = (number = '') => state.pulls.find((pull) => String(pull.number) === number);
  return {
    'GET /repos/{owner}/{repo}/issues/{issue_number}/comments': ({ params, url }) => {
      const pull = pullOf(params.issue_number);
      if (!pull) return notFound;
      const since = url.searchParams.get('since') ?? '';
      const matching = state.comments.filter((item) => item.pull === pull.number && item.updatedAt >= since);
      const { items, headers } = paginate(matching, url);
      return ok(
        items.map((item) => renderComment(place, item)),
        headers,
      );
    },

    'POST /repos/{owner}/{repo}/issues/{issue_number}/comments': ({ params, body, account }) => {
      const pull = pullOf(params.issue_number);
      if (!pull) return notFound;
      if (text(body.body).trim() === '') return invalid('Validation Failed: body cannot be blank');
      if (Buffer.byteLength(text(body.body)) > longest) return invalid(tooLong);
      const createdAt = utc(now());
      const made = { id: state.nextId(), pull: pull.number, author: account, body: text(body.body) };
      state.comments.push({ ...made, createdAt, updatedAt: createdAt });
      return { status: 201, body: renderComment(place, { ...made, createdAt, updatedAt: createdAt }) };
    },

    'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}': ({ params, body }) => {
      const found = state.comments.find((item) => String(item.id) === params.comment_id);
      if (!found) return notFound;
      if (Buffer.byteLength(text(body.body)) > longest) return invalid(tooLong);
      found.body = text(body.body);
      found.updatedAt = utc(now());
      return ok(renderComment(place, found));
    },
  };
}

/** https://docs.github.com/rest/issues/comments */
function renderComment(place: Place, { id, pull, author, body, createdAt, updatedAt }: CommentRecord): object {
  return {
    id,
    node_id: nodeId('IssueComment', id),
    url: `${repositoryUrl(place)}/issues/comments/${id}`,
    html_url: `${htmlUrl(place)}/pull/${pull}#issuecomment-${id}`,
    issue_url: `${repositoryUrl(place)}/issues/${pull}`,
    body,
    user: renderAccount(place, author),
    created_at: createdAt,
    updated_at: updatedAt,
    author_association: author.type === 'Bot' ? 'NONE' : 'CONTRIBUTOR',
    performed_via_github_app: author.app === undefined ? null : renderApp(place, author.app, createdAt),
  };
}
