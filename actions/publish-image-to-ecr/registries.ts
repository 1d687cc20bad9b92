import { credentialsFor } from '@ci-actions/aws/credentials';
import { parseRepositories } from '@ci-actions/aws/ecr/registry-uri';
import type { OpenTargets } from '@ci-actions/image/open-targets';
import type { Tags } from '@ci-actions/image/tags';
import type { Host } from '@ci-actions/kit/host';
import type { Inputs } from './inputs.ts';
import { accountOf, gateOf, regionOf, settingsOf } from './read-inputs.ts';

/** The repositories of the inputs, and a way to log in to them, which is done once, when it is first asked for. */
export interface Registries {
  open(): Promise<OpenTargets>;
  /** Ends the connections, if there are any; those of a login that is still under way, when it is over. */
  close(): void;
}

/** @throws InputError where an input of the repositories is not what it takes; nothing was asked then */
export function registriesOf(host: Host, inputs: Inputs, tags: Tags): Registries {
  const { context, log, mask, idToken } = host;
  const env = { ...host.env };
  const repositories = parseRepositories(inputs.repository.join('\n'));
  const create = settingsOf(inputs, tags, context.workspace);
  const gate = gateOf(inputs, context.workspace, log);
  const region = regionOf(inputs, repositories, env);
  const account = accountOf(inputs, env);
  const sessionName = `publish-image-${context.runId}`;
  const credentials = credentialsFor({
    region,
    roleToAssume: inputs['role-to-assume'],
    idToken,
    sessionName,
    log,
    mask,
    env,
  });
  const login = async () => {
    const { openTargets } = await import('@ci-actions/image/open-targets');
    return openTargets(repositories, { region, account, credentials, env, log, mask, create, gate });
  };
  let opening: Promise<OpenTargets> | undefined;
  return {
    open() {
      opening ??= login();
      return opening;
    },
    close() {
      opening?.then(
        (opened) => opened.close(),
        () => {},
      );
    },
  };
}
