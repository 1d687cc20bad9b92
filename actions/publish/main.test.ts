import type { Host } from '@ci-actions/kit/host';
import { expect, test } from '@jest/globals';
import { run } from './main.ts';

const host = (inputs: Record<string, string>) => ({ input: (name: string) => inputs[name] ?? '' }) as Host;

test.each([['library', 'use googleapis/release-please-action']])(
  'kind %s says what to use until it is in',
  async (kind, instead) => {
    await expect(run(host({ kind }))).rejects.toThrow(
      `\`publish\` does not publish kind ${kind} yet; until it does, ${instead}.`,
    );
  },
);

test.each([
  ['', 'The input `kind` is empty; set it to one of: application, data-task, dags, lambda, library.'],
  ['dag', 'The input `kind` is "dag"; set it to one of: application, data-task, dags, lambda, library.'],
])('kind %j is refused', async (kind, said) => {
  await expect(run(host({ kind }))).rejects.toThrow(said);
});

test('kind dags opens the door of publish-dags-to-s3, whose inputs it passes on', async () => {
  await expect(run(host({ kind: 'dags', environment: 'staging' }))).rejects.toThrow(/The input `bucket` is empty/);
});

test.each(['application', 'data-task'])('kind %s opens the door of publish-image-to-ecr', async (kind) => {
  await expect(run(host({ kind, environment: 'staging' }))).rejects.toThrow(/The input `repository` is empty/);
});
