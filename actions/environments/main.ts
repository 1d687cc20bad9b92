import { chooseEnvironments } from '@ci-actions/environments/choose-environments';
import { listed } from '@ci-actions/format/units';
import { NotPermitted } from '@ci-actions/github/errors';
import type { Host } from '@ci-actions/kit/host';
import { readInputs } from '@ci-actions/kit/input-schema';
import { openGitHub } from '../open-github.ts';
import { inputs as schema } from './inputs.ts';

/** `environments`: which environments this run publishes to. */
export async function run(host: Host): Promise<void> {
  const inputs = readInputs(host.input, schema);
  const { context, log } = host;
  const payload = context.payload() as {
    repository?: { default_branch?: string };
    deleted?: boolean;
    inputs?: Record<string, unknown> | null;
  };
  const event = {
    name: context.eventName,
    ref: context.ref,
    defaultBranch: payload.repository?.default_branch ?? '',
    deleted: payload.deleted === true,
  };
  const dispatched = payload.inputs?.environment;
  const wishes = {
    onMerge: inputs['on-merge'],
    chosen: inputs.environment || (typeof dispatched === 'string' ? dispatched : ''),
  };

  const chosen = await chooseEnvironments(event, wishes, () => readExisting(host, inputs['github-token']), log);

  log.info(`Environments: ${listed(chosen)}`);
  host.output('environments', JSON.stringify(chosen));
  host.output('any', chosen.length > 0);
}

async function readExisting(host: Host, token: string): Promise<readonly string[] | undefined> {
  try {
    return await openGitHub(host, token)?.listEnvironments();
  } catch (thrown) {
    if (thrown instanceof NotPermitted) return undefined;
    throw thrown;
  }
}
