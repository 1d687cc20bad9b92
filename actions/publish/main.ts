import { InputError } from '@ci-actions/errors/errors';
import type { Host } from '@ci-actions/kit/host';
import { readInputs } from '@ci-actions/kit/input-schema';
import { inputs, type kinds } from './inputs.ts';

type Kind = (typeof kinds)[number];
type Door = () => Promise<{ run: (host: Host) => Promise<void> }>;

/** The action that publishes each kind, or what to use until it is here. */
const publishers: Record<Kind, Door | string> = {
  dags: () => import('../publish-dags-to-s3/main.ts'),
  application: () => import('../publish-image-to-ecr/main.ts'),
  'data-task': () => import('../publish-image-to-ecr/main.ts'),
  lambda: () => import('../zip-lambda/main.ts'),
  library: 'use googleapis/release-please-action',
};

/** `publish`: one step that publishes a repository of any kind; it opens the door of the kind's own action. */
export async function run(host: Host): Promise<void> {
  const { kind } = readInputs(host.input, { kind: inputs.kind });
  const publisher = publishers[kind];
  if (typeof publisher === 'string') {
    throw new InputError(`\`publish\` does not publish kind ${kind} yet; until it does, ${publisher}.`);
  }
  await (await publisher()).run(host);
}
