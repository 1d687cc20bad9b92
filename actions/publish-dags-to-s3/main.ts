import { credentialsFor } from '@ci-actions/aws/credentials';
import { regionFrom } from '@ci-actions/aws/region';
import { createS3 } from '@ci-actions/aws/s3';
import { dagsFacts, versionIdOf, warnTaken, warnUnversioned } from '@ci-actions/dags/facts';
import { createDagsPublisher } from '@ci-actions/dags/publisher';
import type { Host } from '@ci-actions/kit/host';
import { readInputs } from '@ci-actions/kit/input-schema';
import { repositoryHistory } from '@ci-actions/release/history';
import { planJson } from '@ci-actions/release/plan-json';
import { deploymentRecords } from '@ci-actions/release/record-deployment';
import { release } from '@ci-actions/release/release';
import { renderSummary } from '@ci-actions/release/render-summary';
import { openGitHub } from '../open-github.ts';
import { sourceOf } from '../source-of.ts';
import { inputs as schema } from './inputs.ts';

/** `publish-dags-to-s3`: a DAG folder to a bucket, by content, checked, in safe order. */
export async function run(host: Host): Promise<void> {
  const inputs = readInputs(host.input, schema);
  const { context, log, mask } = host;
  const { bucket, environment } = inputs;
  const env = { ...host.env };

  const region = regionFrom(inputs['aws-region'], env);
  const sessionName = `publish-dags-${context.runId}`;
  const roleToAssume = inputs['role-to-assume'];
  const credentials = credentialsFor({ region, roleToAssume, idToken: host.idToken, sessionName, log, mask, env });
  const s3 = createS3({ region, credentials, log, env });
  const github = openGitHub(host, inputs['github-token']);
  const publisher = createDagsPublisher({
    ...inputs,
    s3,
    region,
    maxDelete: inputs['max-delete'],
    requirementsKey: inputs['requirements-key'],
    pluginsKey: inputs['plugins-key'],
    airflowignoreSyntax: inputs['airflowignore-syntax'],
    workspace: context.workspace,
    ...(await sourceOf(host)),
    name: context.repository,
    run: { id: context.runId, attempt: context.runAttempt },
    log,
  });

  try {
    const outcome = await release(publisher, {
      log,
      dryRun: inputs['dry-run'],
      allowOlder: inputs['allow-older'],
      history: repositoryHistory(context.workspace, github),
      records: github && deploymentRecords({ github, kind: 'dags', environment, runUrl: context.runUrl }),
    });
    const { reason, artifact, plan } = outcome;
    warnUnversioned(plan, bucket, log);
    warnTaken(plan, log);
    const repositoryUrl = context.repository && `${context.serverUrl}/${context.repository}`;
    const markdown = renderSummary(outcome, { repositoryUrl, facts: dagsFacts(artifact, plan) });

    host.output('published', reason === 'published');
    host.output('reason', reason);
    host.output('digest', artifact.digest);
    host.output('version', artifact.version);
    host.output('summary', await host.summarise(`publish-dags-${environment}`, markdown));
    host.output('uploaded', publisher.written().uploaded);
    host.output('deleted', publisher.written().deleted);
    host.output('unchanged', plan.unchanged);
    host.output('requirements-version-id', versionIdOf(plan, 'requirements'));
    host.output('plugins-version-id', versionIdOf(plan, 'plugins'));
    host.output('plan', planJson(plan));
  } finally {
    s3.close();
  }
}
