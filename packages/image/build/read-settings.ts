import { InputError } from '@ci-actions/errors/errors';
import type { BuildSettings } from './build-settings.ts';
import { readCache } from './cache.ts';
import { readLabels, type SourceFacts, sourceLabels } from './source-labels.ts';

/** What a workflow says of a build, as text; lists come line by line. Nothing is needed. */
export interface BuildInputs {
  context?: string;
  /** From the workspace. */
  file?: string;
  target?: string;
  'build-args'?: readonly string[];
  'build-secrets'?: readonly string[];
  platforms?: readonly string[];
  labels?: readonly string[];
  cache?: readonly string[];
  pull?: boolean;
  'no-cache'?: boolean;
  /** `false` where it is empty. */
  provenance?: string;
  /** `false` where it is empty. */
  sbom?: string;
  /** `default` where it is empty. */
  network?: string;
}

/** The settings that need no look at the disk. */
export type ReadSettings = Omit<BuildSettings, 'context' | 'file' | 'secrets' | 'writeCache'>;

/**
 * Reads the inputs of a build.
 *
 * @param facts of the source, for the labels and the date of the image; a user's label wins
 * @param env a `SOURCE_DATE_EPOCH` that the workflow sets wins over the commit's
 * @throws InputError for the first input that does not hold what it takes
 */
export function readSettings(
  inputs: BuildInputs,
  facts: SourceFacts | undefined,
  env: Readonly<Record<string, string | undefined>>,
): ReadSettings {
  const labels = { ...(facts && sourceLabels(facts)), ...readLabels(inputs.labels ?? []) };
  const buildArgs = (inputs['build-args'] ?? []).map(buildArg);
  const epoch = sourceDate(buildArgs, env) ?? (facts?.committed && Math.floor(facts.committed.getTime() / 1000));
  return {
    ...(inputs.target ? { target: inputs.target } : {}),
    buildArgs,
    platforms: [...new Set((inputs.platforms ?? []).map(platform))],
    labels,
    annotations: Object.fromEntries(Object.entries(labels).filter(([name]) => name.startsWith('org.opencontainers.'))),
    cache: readCache(inputs.cache ?? []),
    pull: inputs.pull ?? false,
    noCache: inputs['no-cache'] ?? false,
    provenance: attestation('provenance', inputs.provenance),
    sbom: attestation('sbom', inputs.sbom),
    network: network(inputs.network),
    ...(epoch === undefined ? {} : { sourceDateEpoch: epoch }),
  };
}

function buildArg(line: string): string {
  if (/^[A-Za-z_][\w.-]*(?:=|$)/.test(line)) return line;
  throw new InputError(
    `The input \`build-args\` has the line ${JSON.stringify(line)}; write NAME=value, or NAME alone for the value of the variable.`,
  );
}

function platform(text: string): string {
  if (/^[a-z0-9]+\/[a-z0-9_]+(?:\/[a-z0-9.]+)?$/.test(text)) return text;
  throw new InputError(
    `The input \`platforms\` has ${JSON.stringify(text)}; write a platform as linux/amd64 or linux/arm64.`,
  );
}

/** BuildKit's own attributes pass too: https://docs.docker.com/build/metadata/attestations/ */
function attestation(input: string, text = ''): string {
  if (text === '') return 'false';
  if (/^(?:true|false|[a-z-]+=[\w./:@-]+(?:,[a-z-]+=[\w./:@-]+)*)$/.test(text)) return text;
  throw new InputError(`The input \`${input}\` is ${JSON.stringify(text)}; set it to true or false.`);
}

function network(text = ''): string {
  if (['', 'default', 'none', 'host'].includes(text)) return text || 'default';
  throw new InputError(`The input \`network\` is ${JSON.stringify(text)}; set it to one of: default, none, host.`);
}

/** https://reproducible-builds.org/specs/source-date-epoch/ */
function sourceDate(
  buildArgs: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): number | undefined {
  const given = buildArgs.find((line) => line.startsWith('SOURCE_DATE_EPOCH='))?.split('=')[1] || env.SOURCE_DATE_EPOCH;
  if (!given) return undefined;
  if (/^\d{1,12}$/.test(given)) return Number(given);
  throw new InputError(`SOURCE_DATE_EPOCH is ${JSON.stringify(given)}; set it to whole seconds since 1970.`);
}
