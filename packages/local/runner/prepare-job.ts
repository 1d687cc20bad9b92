import path from 'node:path';
import { InputError } from '@ci-actions/errors/errors';
import type { Scope } from './expressions.ts';
import { hashFiles } from './hash-files.ts';
import type { JobContext } from './job-context.ts';
import type { Mask } from './mask.ts';
import { fields, type Node, plainOf, stringOf, stringsOf, texts } from './node.ts';
import type { MintedToken } from './options.ts';
import { effectivePermissions } from './permissions.ts';
import type { Concurrency, JobResult } from './result.ts';
import type { RunContext, WorkflowCall } from './run-context.ts';
import { runnerArch, runnerOs } from './variables.ts';
import type { JobSpec } from './workflow-file.ts';

/** What a leg is, before it runs. */
export interface LegPlan {
  spec: JobSpec;
  result: JobResult;
  /** The contexts `needs`, `strategy` and `matrix`. */
  contexts: Record<string, unknown>;
  /** Whether the job's `if:` holds as things are now; asked again when the run was cancelled while the leg waited. */
  wanted(): boolean;
  cancel: AbortSignal;
  /** What the job hides; it takes up the job's own secrets here. */
  mask: Mask;
}

/**
 * Makes everything that a job starts with: its environment's variables and secrets, its token by its permissions, its
 * contexts, its folders.
 *
 * @throws InputError or Error when an expression or a setting is wrong; the job then fails before its first step
 */
export async function prepareJob(run: RunContext, call: WorkflowCall, plan: LegPlan): Promise<JobContext> {
  const { options } = run;
  const { spec, result } = plan;
  const contexts: Record<string, unknown> = {
    ...plan.contexts,
    inputs: call.inputs,
    github: run.github,
    vars: options.variables,
  };
  const scope: Scope = { contexts };
  const shared = call.secrets ?? options.secrets;
  for (const secret of Object.values(shared)) plan.mask.add(secret);
  refuseMachine(spec, scope);

  const environment = stringOf(fields(spec.fields.environment).name ?? spec.fields.environment, scope);
  const own = environment === '' ? undefined : options.environments[environment];
  if (environment !== '') result.environment = { name: environment };
  contexts.vars = { ...options.variables, ...own?.variables };
  const secrets: Record<string, string> = { ...shared, ...own?.secrets };

  result.permissions = effectivePermissions(
    call.workflow.fields.permissions,
    spec.fields.permissions,
    call.permissions,
  );
  const { mint } = options.tokens ?? {};
  const request = { job: result.name, permissions: result.permissions, event: options.event };
  const minted: MintedToken = mint
    ? await mint(environment === '' ? request : { ...request, environment })
    : { token: '' };
  const { mask } = plan;
  for (const secret of [...Object.values(own?.secrets ?? {}), minted.token, minted.idTokenRequestToken ?? ''])
    mask.add(secret);
  if (minted.token !== '') secrets.GITHUB_TOKEN = minted.token;
  contexts.secrets = secrets;

  // The number keeps two jobs of one name apart.
  const folder = `${run.result.jobs.indexOf(result) + 1}-${folderName(result.name)}`;
  const base = path.join(options.temp, `attempt-${options.attempt}`, folder);
  const folders = {
    workspace: path.join(base, options.repository.name, options.repository.name),
    temp: path.join(base, '_temp'),
    tools: path.join(base, '_tools'),
    commands: path.join(base, '_temp', '_runner_file_commands'),
    summaries: path.join(options.temp, `attempt-${options.attempt}`, 'summaries', folder),
    artifacts: run.artifacts,
  };
  contexts.github = { ...run.github, job: spec.id, token: minted.token, workspace: folders.workspace };
  contexts.runner = {
    name: 'local',
    os: runnerOs,
    arch: runnerArch,
    temp: folders.temp,
    tool_cache: folders.tools,
    environment: 'self-hosted',
    workspace: path.dirname(folders.workspace),
  };
  const concurrency = concurrencyOf(spec.fields.concurrency, { contexts });
  if (concurrency) result.concurrency = concurrency;

  const withFiles: Scope = {
    contexts,
    functions: { hashFiles: (...names) => hashFiles(folders.workspace, names.map(String)) },
  };
  const env = { ...stringsOf(call.workflow.fields.env, withFiles) };
  Object.assign(env, stringsOf(spec.fields.env, withFiles));
  const oidc = result.permissions['id-token'] === 'write';
  return {
    options,
    result,
    mask,
    folders,
    contexts,
    env,
    tokenEnv: oidc ? oidcVariables(minted) : {},
    path: [],
    status: 'success',
    cancel: plan.cancel,
    defaults: {
      ...defaultsOf(call.workflow.fields.defaults, withFiles),
      ...defaultsOf(spec.fields.defaults, { contexts: { ...contexts, env } }),
    },
    posts: [],
    orphans: [],
  };
}

/** `concurrency:` evaluated; undefined where there is none. */
export function concurrencyOf(node: Node | undefined, scope: Scope): Concurrency | undefined {
  if (!node) return undefined;
  if (node.kind !== 'map') return { group: stringOf(node, scope), cancelInProgress: false };
  const { group, 'cancel-in-progress': cancel } = fields(node);
  return { group: stringOf(group, scope), cancelInProgress: plainOf(cancel, scope) === true };
}

function oidcVariables({ idTokenUrl, idTokenRequestToken }: MintedToken): Record<string, string> {
  if (idTokenUrl === undefined || idTokenRequestToken === undefined) return {};
  return { ACTIONS_ID_TOKEN_REQUEST_URL: idTokenUrl, ACTIONS_ID_TOKEN_REQUEST_TOKEN: idTokenRequestToken };
}

function defaultsOf(node: Node | undefined, scope: Scope): JobContext['defaults'] {
  const run = fields(fields(node).run);
  return {
    ...(run.shell ? { shell: stringOf(run.shell, scope) } : {}),
    ...(run['working-directory'] ? { workingDirectory: stringOf(run['working-directory'], scope) } : {}),
  };
}

function refuseMachine(spec: JobSpec, scope: Scope): void {
  const node = fields(spec.fields['runs-on']).labels ?? spec.fields['runs-on'];
  const value = node?.kind === 'expression' ? plainOf(node, scope) : texts(node);
  const reason = whyNoMachine([value].flat().map(String));
  if (reason !== undefined) throw new InputError(`Job ${spec.id}: ${reason}`);
}

/** Why labels of `runs-on` are refused. */
export function whyNoMachine(labels: readonly string[]): string | undefined {
  const foreign = labels.find(
    (label) => /^(windows|macos)/i.test(label) && !(/^macos/i.test(label) && runnerOs === 'macOS'),
  );
  return foreign && `\`runs-on: ${foreign}\` is refused: jobs run on this machine, which is ${runnerOs}.`;
}

/** A name as a folder: what may be anything becomes letters, digits, dots and dashes. */
function folderName(name: string): string {
  return (
    name
      .replace(/[^\w.-]+/g, '-')
      .replace(/^[-.]+|-+$/g, '')
      .slice(0, 80) || 'job'
  );
}
