import type { LambdaClient } from '@ci-actions/aws/lambda/client';
import { isConflict, isMissing, isMoved } from '@ci-actions/aws/lambda/lambda-error';
import { TargetMoved } from '@ci-actions/release/protocol';
import type { Named } from './function-name.ts';
import type { FunctionWork } from './lambda-plan.ts';

/**
 * Makes the alias name a version and nothing else, and reads it back: from then on callers get that version.
 *
 * @throws TargetMoved where something else has moved it since the plan was made
 */
export async function moveAlias(
  lambda: Pick<LambdaClient, 'getAlias' | 'createAlias' | 'updateAlias'>,
  { id, name }: Named,
  alias: string,
  { alias: before }: Pick<FunctionWork, 'alias'>,
  version: string,
): Promise<void> {
  let cause: unknown;
  try {
    if (before) await lambda.updateAlias(id, before, version);
    else await lambda.createAlias(id, alias, version);
  } catch (thrown) {
    // Also what this run has done itself, where the answer was lost.
    if (!isMoved(thrown) && !isConflict(thrown) && !isMissing(thrown)) throw thrown;
    cause = thrown;
  }
  const after = await lambda.getAlias(id, alias);
  if (after?.version === version && Object.keys(after.weights).length === 0) return;
  const found = after ? `names version ${after.version}` : 'is gone';
  throw new TargetMoved(
    `The alias ${alias} of ${name} ${found}, and not version ${version}: something else has moved it.`,
    {
      cause,
    },
  );
}
