import { explain } from '@ci-actions/errors/errors';
import type { Deployment, GitHub } from '@ci-actions/github/client';
import { NotPermitted } from '@ci-actions/github/errors';
import type { Artifact, Kind, Live, Target } from './protocol.ts';
import type { Records, ReleaseRecord } from './records.ts';

export interface DeploymentRecordsOptions {
  github: Pick<GitHub, 'listDeployments' | 'latestDeploymentState' | 'createDeployment' | 'createDeploymentStatus'>;
  kind: Kind;
  environment: string;
  /** The page of this run, which the record links to. */
  runUrl: string;
}

/** GitHub gives no more in one answer; several targets of one environment share it. */
const onePage = 100;

/**
 * Records as GitHub Deployments: one per release, its payload says what went where and what was there before.
 *
 * @see https://docs.github.com/rest/deployments/deployments
 */
export function deploymentRecords({ github, kind, environment, runUrl }: DeploymentRecordsOptions): Records {
  // A task of our own keeps these apart from the deployment that GitHub itself makes for a job with an environment.
  const task = `publish:${kind}`;
  const newest = async (place: string) => {
    const deployments = await github.listDeployments({ environment, task, limit: onePage });
    return deployments.find((deployment) => readRecord(deployment)?.target === place);
  };
  return {
    async last(place) {
      try {
        return { record: readRecord(await newest(place)) };
      } catch (thrown) {
        // The target's own record is the first to ask; GitHub being away must not hold up a publish.
        return { record: undefined, leftOut: `The last record could not be read: ${explain(thrown)}` };
      }
    },
    async write({ artifact, target, previous }) {
      const payload = recordOf(artifact, target, previous);
      try {
        const before = await newest(target.place);
        const half = before && sameRecord(readRecord(before), payload) ? before : undefined;
        if (half && (await github.latestDeploymentState(half.id)) === 'success') return undefined;
        const description = `${artifact.version} to ${target.place}`;
        const deployment = { ref: artifact.commit, environment, task, description, payload: { ...payload } };
        const { id } = half ?? (await github.createDeployment(deployment));
        await github.createDeploymentStatus(id, {
          state: 'success',
          description: `${artifact.kind} ${artifact.version} is published`,
          ...(runUrl ? { logUrl: runUrl } : {}),
          // The deployment that GitHub makes for the job itself must stay active.
          autoInactive: false,
        });
        return undefined;
      } catch (thrown) {
        if (!(thrown instanceof NotPermitted)) throw thrown;
        return `No deployment was recorded: ${thrown.message}`;
      }
    },
  };
}

function recordOf(artifact: Artifact, target: Target, previous: Live | undefined): ReleaseRecord {
  const { kind, digest, version, commit } = artifact;
  return { kind, digest, version, commit, target: target.place, 'previous-digest': previous?.digest ?? null };
}

function readRecord(deployment: Deployment | undefined): ReleaseRecord | undefined {
  const record = deployment?.payload as Partial<ReleaseRecord> | null | undefined;
  return typeof record?.digest === 'string' && typeof record.commit === 'string'
    ? (record as ReleaseRecord)
    : undefined;
}

/** The same release; what was there before does not count, as a re-run finds its own release there. */
function sameRecord(a: ReleaseRecord | undefined, b: ReleaseRecord): boolean {
  return a?.kind === b.kind && a.digest === b.digest && a.commit === b.commit;
}
