import { describe, expect, test } from '@jest/globals';
import { GitHubError, NotPermitted, RateLimited } from './errors.ts';
import { explainFailure } from './explain-failure.ts';

const call = { doing: 'list the environments of a/b', needs: 'actions: read', hidden: true };
const reply = (status: number, accepted?: string) => {
  const headers = accepted === undefined ? {} : { 'x-accepted-github-permissions': accepted };
  return Object.assign(new Error('x'), { status, response: { status, headers, data: { message: 'No' } } });
};
const limited = Object.assign(new Error('x'), { status: 429, response: { status: 429, headers: {}, data: {} } });

describe('a failure becomes a whole sentence', () => {
  const may = 'The token may not list the environments of a/b (403 No): ';
  test.each<[string, unknown, new (...args: never[]) => Error, string]>([
    ['403 without a hint', reply(403), NotPermitted, `${may}add \`actions: read\` under \`permissions:\` of the job.`],
    [
      '403 with GitHub’s own hint',
      reply(403, 'contents=read'),
      NotPermitted,
      `${may}add \`contents: read\` under \`permissions:\` of the job.`,
    ],
    [
      '403 with a choice',
      reply(403, 'pull_requests=read,contents=read; issues=read'),
      NotPermitted,
      `${may}add \`pull-requests: read\` and \`contents: read\`, or \`issues: read\` under \`permissions:\` of the job.`,
    ],
    [
      '403 for what a workflow cannot have',
      reply(403, 'administration=write'),
      NotPermitted,
      `${may}it would take \`administration: write\`, which only the token of a GitHub App or of a person can have.`,
    ],
    [
      '403 with a hint that makes no sense',
      reply(403, '<b>'),
      NotPermitted,
      `${may}add \`actions: read\` under \`permissions:\` of the job.`,
    ],
    [
      '404 of a hidden repository',
      reply(404),
      NotPermitted,
      "GitHub does not let the token list the environments of a/b (404 No): check the repository's name, and add `actions: read` under `permissions:` of the job.",
    ],
    [
      '401',
      reply(401),
      GitHubError,
      'GitHub does not accept the token with which to list the environments of a/b (401 No). Give the step a valid `github-token`; by default it is `${{ github.token }}`.',
    ],
    ['422', reply(422), GitHubError, 'GitHub could not list the environments of a/b (422 No).'],
    [
      'no reply',
      Object.assign(new Error('x'), {
        status: 500,
        cause: Object.assign(new Error('getaddrinfo ENOTFOUND h'), { code: 'ENOTFOUND' }),
      }),
      GitHubError,
      'GitHub could not be reached to list the environments of a/b: getaddrinfo ENOTFOUND h.',
    ],
    ['a budget that ran out on a limit', new Error('It took long', { cause: limited }), RateLimited, 'It took long.'],
    ['a budget that ran out', new Error('It took long', { cause: reply(502) }), GitHubError, 'It took long.'],
  ])('%s', (_name, thrown, kind, message) => {
    const error = explainFailure(thrown, call);
    expect(error).toBeInstanceOf(kind);
    expect((error as Error).constructor).toBe(kind);
    expect((error as Error).message).toBe(message);
  });

  test('404 where it means that the thing is not there', () => {
    expect(explainFailure(reply(404), { ...call, hidden: false })).not.toBeInstanceOf(NotPermitted);
  });

  test('a call may know better', () => {
    const explain = ({ text }: { text: string }) => (text === 'No' ? 'Better so.' : undefined);
    expect(explainFailure(reply(422), { ...call, explain })).toMatchObject({
      name: 'GitHubError',
      message: 'Better so.',
    });
    expect(explainFailure(reply(404), { ...call, explain })).toBeInstanceOf(NotPermitted);
    expect(explainFailure(reply(404), { ...call, explain, hidden: false })).not.toBeInstanceOf(NotPermitted);
    const other = explainFailure(reply(422), { ...call, explain: () => undefined });
    expect(other).toMatchObject({ message: 'GitHub could not list the environments of a/b (422 No).' });
  });

  test.each([new TypeError('a bug'), 'text', new GitHubError('Ours.', 422, reply(422))])(
    '%s stays what it is',
    (thrown) => {
      expect(explainFailure(thrown, call)).toBe(thrown);
    },
  );
});
