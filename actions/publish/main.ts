import type { Host } from '@ci-actions/kit/host';
import { readInputs, text } from '@ci-actions/kit/input-schema';
import { inputs, type kinds } from './inputs.ts';
import type { Places } from './recognise-kind.ts';

type Kind = (typeof kinds)[number];
type Door = () => Promise<{ run: (host: Host) => Promise<void> }>;

/** The action that publishes each kind. */
const publishers: Record<Kind, Door> = {
  dags: () => import('../publish-dags-to-s3/main.ts'),
  application: () => import('../publish-image-to-ecr/main.ts'),
  'data-task': () => import('../publish-image-to-ecr/main.ts'),
  lambda: () => import('../zip-lambda/main.ts'),
  library: () => import('../tag-library/main.ts'),
};

/** `publish`: one step that publishes a repository of any kind; it opens the door of the kind's own action. */
export async function run(host: Host): Promise<void> {
  const { kind, context, file } = inputs;
  const given = readInputs(host.input, { kind, context, file, source: text() });
  const { run: publish } = await publishers[given.kind === 'auto' ? await recognised(host, given) : given.kind]();
  await publish(host);
}

/** @throws InputError that says what was seen, where that does not tell the kind */
async function recognised({ context, log }: Host, places: Places): Promise<Kind> {
  const { askForKind, recogniseKind, sayRecognised } = await import('./recognise-kind.ts');
  const found = recogniseKind(context.workspace, places);
  if (found.kind === undefined) throw askForKind(found);
  log.info(sayRecognised(found));
  return found.kind;
}
