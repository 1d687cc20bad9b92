import type { LambdaClient } from '@ci-actions/aws/lambda/client';
import { isMoved } from '@ci-actions/aws/lambda/lambda-error';
import { directLimit } from '@ci-actions/aws/lambda/limits';
import type { Log } from '@ci-actions/log/log';
import { writeZip } from '@ci-actions/zip/write-zip';
import { sourceOf } from './apply-function.ts';
import type { Named } from './function-name.ts';
import type { LambdaArtifact } from './lambda-artifact.ts';
import type { LambdaPlan } from './lambda-plan.ts';

/**
 * Asks AWS whether it would take the code (`DryRun`), and writes nothing: neither to the function nor to the bucket. A zip
 * that is not in the bucket yet goes with the request; one that is too large for that is stood for by a small one, so that
 * AWS judges the permissions and the revision, and not the zip.
 */
export async function askBefore(
  artifact: LambdaArtifact,
  { work, object }: LambdaPlan,
  lambda: Pick<LambdaClient, 'updateCode'>,
  { id, name }: Named,
  log: Pick<Log, 'info' | 'notice'>,
): Promise<void> {
  if (work?.kind !== 'function' || !work.code) return;
  const { code } = artifact;
  const there = object?.present ? object : undefined;
  const tooLarge = code.kind === 'zip' && !there && code.zip.size > directLimit;
  if (tooLarge) {
    log.notice(
      `The zip is too large for a request and not in the bucket yet, so AWS is asked with a small one in its place: it judges the permissions, and not the zip.`,
    );
  }
  const standIn = () => ({ zip: writeZip([{ path: 'dry-run', bytes: Buffer.from('dry run'), executable: false }]) });
  const source = tooLarge ? standIn() : await sourceOf(artifact, there);
  const { latest, architecture } = work;
  const ask = (held: { revisionId?: string }) =>
    lambda.updateCode(id, source, { dryRun: true, ...held, ...(architecture === undefined ? {} : { architecture }) });
  await ask({ revisionId: latest.revisionId }).catch((thrown: unknown) => {
    if (!isMoved(thrown)) throw thrown;
    // Something else has updated it since the look; what AWS thinks of the code can be asked all the same.
    return ask({});
  });
  log.info(`AWS would take the code of ${name} (DryRun).`);
}
