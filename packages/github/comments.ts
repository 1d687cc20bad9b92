import type { Api } from './api.ts';
import { GitHubError } from './errors.ts';

/** A comment in the conversation of a pull request. https://docs.github.com/rest/issues/comments */
export interface Comment {
  id: number;
  body: string;
  /** Its page. */
  url: string;
  author: {
    /** `ann`, `github-actions[bot]`; empty where the account is gone. */
    login: string;
    /** `User`, `Bot`, `Organization`, … */
    type: string;
    /** The slug of the app through which it was written. */
    app?: string;
  };
}

export interface Comments {
  /** Every comment of a pull request, the oldest first. Needs `pull-requests: read`. */
  listComments(pull: number): Promise<Comment[]>;
  /** Makes a comment, once, whatever the weather. Needs `pull-requests: write`. */
  createComment(pull: number, body: string): Promise<Comment>;
  /** Replaces the text of a comment. Needs `pull-requests: write`. */
  updateComment(id: number, body: string): Promise<Comment>;
  /**
   * The login of the person whose token it is; undefined for the token of an app, which a workflow's own token is:
   * GitHub tells an app nowhere in its REST API who it is (`GET /user` is refused with 403).
   */
  ownLogin(): Promise<string | undefined>;
}

interface Answer {
  id: number;
  body?: string;
  html_url: string;
  user: { login: string; type: string } | null;
  performed_via_github_app?: { slug?: string } | null;
}

const ofPull = '/repos/{owner}/{repo}/issues/{issue_number}/comments';

/** Comments of pull requests. @param token only its beginning is looked at, which says whose it is */
export function commentsOf(api: Api, token: string): Comments {
  // Who lists them wants to write one: one permission to add, not one after the other.
  const call = (doing: string) => ({ doing, needs: 'pull-requests: write', hidden: false });
  const items = (data: unknown) => (data as Answer[]).map(toComment);

  return {
    listComments: (pull) =>
      api.all(
        `Listing the comments of #${pull}`,
        call(`list the comments of pull request #${pull}`),
        `GET ${ofPull}`,
        { issue_number: pull },
        items,
      ),

    createComment: (pull, body) =>
      api.tryUntilDone(`Commenting on #${pull}`, call(`comment on pull request #${pull}`), async (send, n) => {
        const made = n > 1 ? await findMade(send, pull, body) : undefined;
        return made ?? toComment((await send(`POST ${ofPull}`, { issue_number: pull, body })).data as Answer);
      }),

    async updateComment(id, body) {
      const { data } = await api.ask(
        `Updating comment ${id}`,
        call(`update comment ${id}`),
        'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}',
        { comment_id: id, body },
      );
      return toComment(data as Answer);
    },

    async ownLogin() {
      // https://github.blog/engineering/behind-githubs-new-authentication-token-formats: an installation of an app.
      if (token.startsWith('ghs_')) return undefined;
      try {
        const { data } = await api.ask('Asking whose token it is', call('say whose it is'), 'GET /user');
        return (data as { login: string }).login;
      } catch (thrown) {
        if (thrown instanceof GitHubError && thrown.status === 403) return undefined;
        throw thrown;
      }
    },
  };

  /** The comment that a lost attempt has made: a new one with our text, so among the last. */
  async function findMade(send: Parameters<Parameters<Api['tryUntilDone']>[2]>[0], pull: number, body: string) {
    for (let page = 1; ; page++) {
      const { data, headers } = await send(`GET ${ofPull}`, { issue_number: pull, per_page: 100, page });
      const found = items(data).find((comment) => comment.body === body);
      if (found || !/rel="next"/.test(String(headers.link ?? ''))) return found;
    }
  }
}

function toComment({ id, body = '', html_url, user, performed_via_github_app: app }: Answer): Comment {
  const author = { login: user?.login ?? '', type: user?.type ?? '' };
  return { id, body, url: html_url, author: app?.slug === undefined ? author : { ...author, app: app.slug } };
}
