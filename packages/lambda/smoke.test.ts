import type { Invocation } from '@ci-actions/aws/lambda/client';
import { silent } from '@ci-actions/log/log';
import { expect, test } from '@jest/globals';
import { smoke } from './smoke.ts';

const ok: Invocation = { payload: 'null', functionError: undefined, logTail: '' };
const run = (said: Partial<Invocation>) =>
  smoke(
    { invoke: async () => ({ ...ok, ...said }) },
    { id: 'orders', name: 'orders' },
    { version: '2', timeoutSeconds: 3 },
    '{}',
    { rest: 'The alias live names version 1 as before.', log: silent },
  );

test.each(['null', '"ok"', '', 'no JSON', '{"statusCode":499}', '{"statusCode":"500"}', '[500]'])(
  'an answer that is fine: %s',
  async (payload) => {
    await expect(run({ payload })).resolves.toBeUndefined();
  },
);

test.each<[string, Partial<Invocation>, string]>([
  [
    'an error of the function',
    { functionError: 'Unhandled', payload: '{"errorType":"KeyError","errorMessage":"item."}' },
    'Unhandled: KeyError: item. The alias live names version 1 as before.',
  ],
  ['an error without words', { functionError: 'Handled', payload: '' }, 'Handled: it says no more. The alias'],
  ['an error that is no object', { functionError: 'Unhandled', payload: 'boom' }, 'Unhandled: boom. The alias'],
  ['an HTTP 500', { payload: '{"statusCode":500}' }, 'it answered {"statusCode":500}. The alias'],
  [
    'the end of the log, without what steers a terminal',
    { functionError: 'Unhandled', payload: 'x', logTail: 'START\r\n\u001b[31mred\u001b[0m \u0007bell\nEND\n' },
    'Its log ended with:\nSTART\nred  bell\nEND',
  ],
])('%s', async (_name, said, sentence) => {
  await expect(run(said)).rejects.toMatchObject({ name: 'SmokeFailed', message: expect.stringContaining(sentence) });
});

test('a long answer is cut, and so is a long log', async () => {
  const thrown = (await run({
    functionError: 'Unhandled',
    payload: 'x'.repeat(5_000),
    logTail: Array.from({ length: 100 }, (_, n) => `line ${n}`).join('\n'),
  }).catch((error: Error) => error)) as Error;
  expect(thrown.message).toContain(`${'x'.repeat(1_000)}…`);
  expect(thrown.message).not.toContain('x'.repeat(1_001));
  expect(thrown.message.match(/^line /gm)).toHaveLength(30);
});
