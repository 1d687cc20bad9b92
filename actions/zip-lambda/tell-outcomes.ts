import type { Host } from '@ci-actions/kit/host';
import type { LambdaOutputs } from '@ci-actions/lambda/facts';

/** What became of one function. */
export interface Told {
  name: string;
  source: string;
  published: boolean;
  reason: string;
  version: string;
  outputs: LambdaOutputs;
  /** As JSON; empty where nothing was planned. */
  plan: string;
  markdown: string;
}

/** The outputs, those of the first function by name and all in `functions`, and the summary. */
export async function tellOutcomes(host: Host, environment: string, told: readonly Told[]): Promise<void> {
  const [first] = told;
  if (!first) return;
  const { outputs } = first;
  const name = environment === '' ? 'zip-lambda' : `publish-lambda-${environment}`;
  const all = told.map(({ markdown: _, plan: __, outputs: own, ...one }) => ({ ...one, ...own }));

  host.output(
    'published',
    told.some(({ published }) => published),
  );
  host.output('reason', (told.find(({ published }) => published) ?? first).reason);
  host.output('digest', outputs.digest);
  host.output('version', first.version);
  host.output('summary', await host.summarise(name, told.map(({ markdown }) => markdown).join('\n')));
  host.output('zip', outputs.zip);
  host.output('code-sha256', outputs['code-sha256']);
  host.output('size', outputs.size);
  host.output('unzipped-size', outputs['unzipped-size']);
  host.output('bucket', outputs.bucket);
  host.output('key', outputs.key);
  host.output('version-id', outputs['version-id']);
  host.output('function-version', outputs['function-version']);
  host.output('alias', outputs.alias);
  host.output('functions', JSON.stringify(all));
  host.output('plan', first.plan);
}
