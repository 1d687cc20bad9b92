import { ConnectionError } from '@ci-actions/http/transient';
import { describe, expect, test } from '@jest/globals';
import { GitHubError } from './errors.ts';
import { CutReply, readFailure } from './read-failure.ts';

/** What the toolkit throws for a reply. */
const reply = (status: number, headers: Record<string, string> = {}, data: unknown = { message: 'No.' }) =>
  Object.assign(new Error('toolkit'), { status, response: { status, headers, data } });

/** What the toolkit throws without one. */
const cut = (...causes: Error[]) =>
  Object.assign(
    new Error('outer', { cause: causes.reduceRight((inner, outer) => Object.assign(outer, { cause: inner })) }),
    {
      status: 500,
    },
  );
const coded = (code: string, message = 'inner') => Object.assign(new Error(message), { code });
const named = (name: string) => Object.assign(new Error('inner'), { name });

const date = new Date(1_800_000_000_000).toUTCString();
const used = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1800000090', date };

describe('a reply', () => {
  test.each([
    ['401', reply(401), { passes: false, rateLimit: false }],
    ['404', reply(404), { passes: false, rateLimit: false, text: 'No' }],
    ['422', reply(422), { passes: false }],
    ['500', reply(500), { passes: true, rateLimit: false }],
    ['502 with a page', reply(502, {}, '<html>\n<h1>Bad</h1>'), { passes: true, text: 'toolkit' }],
    ['503 that says when', reply(503, { 'retry-after': '7' }), { passes: true, rateLimit: false, afterMs: 7_000 }],
    ['429', reply(429), { passes: true, rateLimit: true, afterMs: undefined }],
    [
      '429 that says when',
      reply(429, { 'retry-after': '3', ...used }),
      { passes: true, rateLimit: true, afterMs: 3_000 },
    ],
    ['403 for lack of permission', reply(403), { passes: false, rateLimit: false }],
    ['403 with requests left', reply(403, { 'x-ratelimit-remaining': '9' }), { passes: false }],
    [
      '403 of the primary limit, by the clock of GitHub',
      reply(403, used),
      { passes: true, rateLimit: true, afterMs: 90_000 },
    ],
    [
      '403 of the secondary limit',
      reply(403, { 'retry-after': '60' }),
      { passes: true, rateLimit: true, afterMs: 60_000 },
    ],
    [
      '403 of the secondary limit, known by its words',
      reply(403, {}, { message: 'You have exceeded a secondary rate limit.' }),
      { passes: true, rateLimit: true, afterMs: undefined },
    ],
  ])('%s', (_name, thrown, expected) => {
    expect(readFailure(thrown, 0)).toMatchObject({ ...expected, status: thrown.status });
  });

  test('what is wrong with single fields is told, whole for programs and short for people', () => {
    const errors = [
      { resource: 'Release', code: 'already_exists', field: 'tag_name' },
      { code: 'custom', field: 'pre_receive', message: 'pre_receive Rules\n\nbroken.\n' },
      'in words',
      { code: 'custom', message: 'x'.repeat(300) },
    ];
    const failure = readFailure(reply(422, {}, { message: 'Validation Failed', errors }));
    const first = 'tag_name already_exists; pre_receive Rules broken; in words';
    expect(failure?.details.join('; ')).toBe(`${first}; ${'x'.repeat(300)}`);
    expect(failure?.text).toMatch(new RegExp(`^Validation Failed: ${first}; x+…$`));
    expect(readFailure(reply(422, {}, { message: 'No.', errors: 'none' }))).toMatchObject({ text: 'No', details: [] });
  });

  test('a long message is one short line', () => {
    const text = readFailure(reply(500, {}, { message: `a\nb ${'x'.repeat(500)}` }))?.text ?? '';
    expect(text).toMatch(/^a b x+…$/);
    expect(text).toHaveLength(201);
  });
});

describe('no reply', () => {
  test.each([
    ['a reset', cut(new TypeError('fetch failed'), coded('ECONNRESET')), true, 'inner (ECONNRESET)'],
    [
      'a socket that was closed',
      cut(new TypeError('fetch failed'), coded('UND_ERR_SOCKET', 'other side closed')),
      true,
      /other side closed/,
    ],
    [
      'a refused connection',
      cut(coded('ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:1')),
      true,
      /^connect ECONNREFUSED 127.0.0.1:1$/,
    ],
    ['silence', cut(named('TimeoutError')), true, 'no reply in time'],
    ['a reply that was cut off', new CutReply('the reply was cut off'), true, 'the reply was cut off'],
    [
      'a connection of our own',
      new ConnectionError('h cut the connection (ECONNRESET).', 'ECONNRESET'),
      true,
      /^h cut/,
    ],
    ['a wrong host of our own', new ConnectionError('h is not known to DNS.', 'ENOTFOUND'), false, /^h is not known/],
    ['a name that nobody knows', cut(coded('ENOTFOUND')), false, /ENOTFOUND/],
    ['a wrong certificate', cut(coded('CERT_HAS_EXPIRED')), false, /CERT_HAS_EXPIRED/],
  ])('%s', (_name, thrown, passes, text) => {
    const failure = readFailure(thrown);
    expect(failure).toMatchObject({ status: undefined, passes, rateLimit: false });
    expect(failure?.text).toEqual(typeof text === 'string' ? text : expect.stringMatching(text));
  });
});

test.each([
  ['a bug', new TypeError('x is not a function')],
  ['a sentence of our own', new GitHubError('It is there already.', 422)],
  ['no error', 'x'],
  ['nothing', undefined],
])('%s is not the failure of a request', (_name, thrown) => {
  expect(readFailure(thrown)).toBeUndefined();
});
