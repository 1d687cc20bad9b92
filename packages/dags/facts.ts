import { code, text } from '@ci-actions/format/markdown';
import { count } from '@ci-actions/format/units';
import type { Log } from '@ci-actions/log/log';
import type { DagsArtifact } from './build-artifact.ts';
import type { DagsPlan } from './make-plan.ts';

/** @returns lines for the summary's table of facts: a title and Markdown */
export function dagsFacts(artifact: DagsArtifact, plan: DagsPlan): (readonly [title: string, markdown: string])[] {
  const { drifted } = plan.comparison;
  return [
    ['Syntax', syntaxFact(artifact)],
    ...plan.pins.map(({ pin, versionId, step, taken }): [string, string] => {
      const version = versionId ? `, version ${code(versionId)}` : '';
      return [
        pin.what === 'plugins' ? 'Plugins' : 'Requirements',
        `${code(pin.key)}${version}${step ? '' : ', unchanged'}${taken ? ', had been changed by somebody else' : ''}`,
      ];
    }),
    ...(drifted > 0 ? [['Drift', `${count(drifted, 'object')} differed from what was published last`] as const] : []),
  ];
}

function syntaxFact({ checkedWith, files, pins }: DagsArtifact): string {
  if (checkedWith) return text(`checked by Python ${checkedWith}`);
  const python = [...files, ...pins.flatMap(({ packed }) => packed)].some(({ path }) => path.endsWith('.py'));
  return python ? 'not checked throughout; the log says why' : 'no Python files';
}

/**
 * The version of a pinned object, for the outputs: what `UpdateEnvironment` of MWAA takes.
 *
 * @returns empty where there is none
 */
export function versionIdOf(plan: DagsPlan, what: 'requirements' | 'plugins'): string {
  return plan.pins.find(({ pin }) => pin.what === what)?.versionId ?? '';
}

/** Says so when a bucket keeps no versions although MWAA needs them. */
export function warnUnversioned(plan: DagsPlan, bucket: string, log: Pick<Log, 'warning'>): void {
  const unpinned = plan.pins.filter(({ record, versionId }) => record && versionId === undefined);
  if (unpinned.length === 0) return;
  const keys = unpinned.map(({ pin }) => JSON.stringify(pin.key)).join(' and ');
  log.warning(
    `The bucket ${bucket} keeps no versions, so ${keys} has no version id, and MWAA pins it by that; turn versioning on: aws s3api put-bucket-versioning --bucket ${bucket} --versioning-configuration Status=Enabled`,
  );
}

/** Says so when two publishes seem to fight for one object, as two prefixes do that share the default key. */
export function warnTaken({ pins }: Pick<DagsPlan, 'pins'>, log: Pick<Log, 'warning'>): void {
  const taken = pins.filter((change) => change.taken).map(({ pin }) => pin);
  if (taken.length === 0) return;
  const keys = taken.map(({ key }) => JSON.stringify(key)).join(' and ');
  const inputs = taken.map(({ what }) => `\`${what}-key\``).join(' and ');
  log.warning(
    `Since the last publish something else has changed ${keys}, and this publish replaces it. If another prefix or repository publishes there too, set ${inputs} to a key of its own for each.`,
  );
}
