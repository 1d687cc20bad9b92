import type { ECRClient } from '@aws-sdk/client-ecr';
import { EcrError, isDenied } from './ecr-error.ts';
import { operations } from './operations.ts';
import type { EcrOptions, Session } from './session.ts';

interface Context {
  session: Session<ECRClient>;
  sdk(): Promise<typeof import('@aws-sdk/client-ecr')>;
  registry: { registryId?: string };
  log: Pick<EcrOptions['log'], 'notice' | 'warning'>;
}

/**
 * Gives a repository its lifecycle policy, where it is this action's to give: right after it was created; or later, when
 * the run that created it came to its end before it could. Nothing tells such a repository from one that somebody else made,
 * but that it has no policy and no images yet, and then a policy takes nothing from anybody. In a repository that has
 * images a new policy would delete some, so that it is left alone; so is another policy.
 *
 * @param created whether this run has just created it
 * @returns whether it was set
 */
export async function ensureLifecycle(
  context: Context,
  name: string,
  policy: string,
  created: boolean,
): Promise<boolean> {
  const { session, sdk, registry, log } = context;
  if (!created && !(await mayBeSet(context, name))) return false;
  const { PutLifecyclePolicyCommand } = await sdk();
  const request = { ...registry, repositoryName: name, lifecyclePolicyText: policy };
  await session.ask(operations.putLifecycle, name, (client) => client.send(new PutLifecyclePolicyCommand(request)));
  if (!created) log.notice(`The ECR repository ${name} was empty and had no lifecycle policy; now it has one.`);
  return true;
}

async function mayBeSet({ session, sdk, registry, log }: Context, name: string): Promise<boolean> {
  const { GetLifecyclePolicyCommand, ListImagesCommand } = await sdk();
  const repository = { ...registry, repositoryName: name };
  try {
    await session.ask(operations.getLifecycle, name, (client) =>
      client.send(new GetLifecyclePolicyCommand(repository)),
    );
    return false;
  } catch (error) {
    if (isDenied(error)) return unknown(log, name, error);
    if (!(error instanceof EcrError && error.code === 'LifecyclePolicyNotFoundException')) throw error;
  }
  try {
    const request = { ...repository, maxResults: 1 };
    const { imageIds = [] } = await session.ask(operations.listImages, name, (client) =>
      client.send(new ListImagesCommand(request)),
    );
    if (imageIds.length === 0) return true;
  } catch (error) {
    if (isDenied(error)) return unknown(log, name, error);
    throw error;
  }
  log.notice(
    `The ECR repository ${name} has no lifecycle policy. It has images already, of which one could delete some, so that none was set; give it one where the repository is looked after.`,
  );
  return false;
}

function unknown(log: Context['log'], name: string, error: EcrError): false {
  log.warning(
    `Whether the ECR repository ${name} has a lifecycle policy is not known, and none was set. ${error.message}`,
  );
  return false;
}
