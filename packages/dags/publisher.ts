import { consoleUrl } from '@ci-actions/aws/console-url';
import type { S3 } from '@ci-actions/aws/s3';
import { InputError } from '@ci-actions/errors/errors';
import type { Log } from '@ci-actions/log/log';
import type { Publisher } from '@ci-actions/release/protocol';
import { insideWorkspace } from '@ci-actions/workspace/inside-workspace';
import { applyPlan, settlePlan, type Work, type Written } from './apply-plan.ts';
import { checkSource, type DagsArtifact } from './build-artifact.ts';
import { type DagsPlan, makePlan } from './make-plan.ts';
import { manifestKey, type Run } from './manifest.ts';
import type { MaxDelete } from './max-delete.ts';
import { whyUnfit } from './object-name.ts';
import { type AirflowignoreSyntax, findIgnored } from './python/airflowignore.ts';
import { artifactDigest } from './source/artifact-digest.ts';
import { createExcludes } from './source/exclude.ts';
import { type Inspected, inspect } from './source/inspect.ts';
import { type Pin, readPlugins, readRequirements } from './source/pins.ts';
import { scan } from './source/scan.ts';
import { findBusy, liveOf, readState, type TargetState } from './target-state.ts';
import { verifyPlan } from './verify-plan.ts';

export interface DagsOptions {
  s3: S3;
  region: string;
  bucket: string;
  /** As `readPrefix` gives it: empty, or ending with `/`. */
  prefix: string;
  environment: string;
  /** The checkout. */
  workspace: string;
  /** The DAG folder, relative to the workspace. */
  source: string;
  /** Patterns in the syntax of `.gitignore`. */
  exclude: readonly string[];
  /** Whether objects that are not in the source are deleted. */
  delete: boolean;
  maxDelete: MaxDelete;
  /** A file in the workspace; empty for none. */
  requirements: string;
  requirementsKey: string;
  /** A folder or a zip archive in the workspace; empty for none. */
  plugins: string;
  pluginsKey: string;
  airflowignoreSyntax: AirflowignoreSyntax;
  /** The full commit id. */
  commit: string;
  /** The tag that is published, otherwise the short commit. */
  version: string;
  /** What a person calls the source: the repository. */
  name: string;
  run: Run;
  log: Log;
  /** How often the claim is renewed, in milliseconds; 20 seconds by default. */
  renewMs?: number;
}

export interface DagsPublisher extends Publisher<DagsArtifact, DagsPlan, Work> {
  /** What this publisher has written so far, all its plans together. */
  written(): Written;
}

/** Publishes a DAG folder to a prefix of a bucket, with the requirements and the plugins that MWAA pins beside it. */
export function createDagsPublisher(options: DagsOptions): DagsPublisher {
  const { s3, region, bucket, prefix, environment, workspace, source, log, run } = options;
  const excludes = createExcludes(options.exclude);
  const key = manifestKey(prefix);
  const target = { environment, place: `s3://${bucket}/${prefix}`, url: consoleUrl(region, bucket, prefix) };
  const keep = new Set([options.requirementsKey, options.pluginsKey]);
  const written = { uploaded: 0, deleted: 0 };

  let inspected: () => Promise<readonly Inspected[]> = async () => [];
  /** What `build` has read of the target, for the first look; and what the last look has read, for the plan. */
  let first: TargetState | undefined;
  let state: TargetState | undefined;
  let warned = false;

  return {
    target,
    written: () => written,

    async build() {
      const { file: root, stats } = insideWorkspace(workspace, source, 'source');
      if (!stats.isDirectory()) {
        throw new InputError(
          `The input \`source\` is ${JSON.stringify(source)}, which is a file; name the folder that holds the DAGs.`,
        );
      }
      const files = await scan(root, source, prefix, excludes, log);
      const pins = readPins(options, new Set(files.map((file) => prefix + file.path)));
      const digest = artifactDigest(files, pins);
      inspected = once(async () => inspect(files, findIgnored(files, options.airflowignoreSyntax, log)));

      first = await readState(s3, bucket, key, log);
      const { published } = first;
      const seen = published?.digest === digest;
      const checkedWith =
        seen && published.checkedWith !== null
          ? published.checkedWith
          : await checkSource(source, files, pins, { inspected, published, seen, log });
      const { commit, version, name } = options;
      return { kind: 'dags', name, version, commit, digest, files, pins, checkedWith };
    },

    async look() {
      state = first ?? (await readState(s3, bucket, key, log));
      first = undefined;
      const { published } = state;
      if (published && published.environment !== environment && !warned) {
        warned = true;
        log.warning(
          `${target.place} was published for ${published.environment} before, and this run publishes for ${environment}; check the \`bucket\` and the variables of the environment.`,
        );
      }
      return { live: liveOf(state), busy: findBusy(state, run, environment) };
    },

    async plan(artifact) {
      const from = state ?? (await readState(s3, bucket, key, log));
      return makePlan(artifact, from, { ...options, target, excludes, keep, inspected });
    },

    apply: (artifact, plan) => applyPlan(artifact, plan, { ...options, manifestKey: key, written }),

    async verify(_artifact, plan, work) {
      try {
        await verifyPlan(plan, work, options);
      } catch (thrown) {
        await work.held.abandon();
        throw thrown;
      }
    },

    settle: (artifact, plan, work) => settlePlan(artifact, plan, work, run),
  };
}

function readPins(options: DagsOptions, taken: ReadonlySet<string>): Pin[] {
  const { workspace, requirements, requirementsKey, plugins, pluginsKey } = options;
  const pins = [
    ...(requirements === '' ? [] : [readRequirements(workspace, requirements, requirementsKey)]),
    ...(plugins === '' ? [] : [readPlugins(workspace, plugins, pluginsKey)]),
  ];
  for (const { what, key } of pins) {
    const why = key === '' || key.endsWith('/') ? 'names no object' : whyUnfit(key);
    if (why)
      throw new InputError(
        `The input \`${what}-key\` is ${JSON.stringify(key)}, which ${why}; set it to a key such as ${what === 'plugins' ? 'plugins.zip' : 'requirements.txt'}.`,
      );
    if (taken.has(key)) {
      throw new InputError(
        `The input \`${what}-key\` is ${JSON.stringify(key)}, and a file of the source is published there; exclude that file, or choose another key.`,
      );
    }
  }
  if (pins[0]?.key === pins[1]?.key && pins.length === 2) {
    throw new InputError(
      `The requirements and the plugins have one key, ${JSON.stringify(requirementsKey)}; set \`plugins-key\` to another.`,
    );
  }
  return pins;
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => {
    result ??= work();
    return result;
  };
}
