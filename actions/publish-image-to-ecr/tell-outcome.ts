import { imageFacts } from '@ci-actions/image/facts';
import type { ImageArtifact } from '@ci-actions/image/image-artifact';
import type { ImageTarget } from '@ci-actions/image/image-target';
import type { ImagePlan } from '@ci-actions/image/make-plan';
import type { ImagePublisher } from '@ci-actions/image/publisher';
import type { Host } from '@ci-actions/kit/host';
import { planJson } from '@ci-actions/release/plan-json';
import type { Outcome } from '@ci-actions/release/protocol';
import { renderSummary } from '@ci-actions/release/render-summary';

/** The outputs and the summary of what was published, or would be. */
export async function tellOutcome(
  host: Host,
  environment: string,
  outcome: Outcome<ImageArtifact, ImagePlan>,
  publisher: ImagePublisher,
  [first]: readonly ImageTarget[],
): Promise<void> {
  const { reason, artifact, plan } = outcome;
  const { repository, serverUrl } = host.context;
  const tags = publisher.tags();
  const scanned = publisher.findings();
  const markdown = [
    renderSummary(outcome, {
      repositoryUrl: repository && `${serverUrl}/${repository}`,
      facts: imageFacts(artifact, plan, tags),
    }),
    ...scanned.map((one) => one.markdown),
  ].join('\n');

  host.output('published', reason === 'published');
  host.output('reason', reason);
  host.output('digest', artifact.digest);
  host.output('version', artifact.version);
  host.output('summary', await host.summarise(`publish-image-${environment}`, markdown));
  host.output('image', `${first?.repository.name}@${artifact.digest}`);
  host.output('uri', first?.repository.name ?? '');
  host.output('repository', first?.repository.path ?? '');
  host.output('tags', JSON.stringify([...tags.names, ...(tags.environment ? [tags.environment] : [])]));
  host.output('findings', scanned[0] ? JSON.stringify(scanned[0].counts) : '');
  host.output('plan', planJson(plan));
}
