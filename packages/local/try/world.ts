import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { LambdaOptions } from '../aws/lambda/options.ts';
import { startAws } from '../aws/server.ts';
import type { Faults } from '../faults/faults.ts';
import { type Fault as GitHubFault, type LoopbackGitHub, type SeenRequest, startGitHub } from '../github/server.ts';
import type { RunnerOptions, Values } from '../runner/options.ts';
import { functionsNamedBy, type NamedFunction } from './functions-named-by.ts';
import { pythonUserBase } from './python-user-base.ts';
import type { LocalRepository } from './repository.ts';
import { workflowsOf } from './workflow-files.ts';

export const owner = 'org';
export const region = 'eu-central-1';
const account = '123456789012';

/** On a runner the actions run as node24; the SDK's advice to upgrade says nothing about them here. */
const quietSdk = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };

/** One environment of the repository: what GitHub keeps for it, its bucket, its image repository and its functions. */
export interface Environment {
  name: string;
  bucket: string;
  /** The name of its repository in ECR. */
  imageRepository: string;
  /** The Lambda functions that its workflows publish to, which are there from the beginning, without an alias. */
  functions: readonly NamedFunction[];
  /** The ARN of the role that its jobs may assume. */
  role: string;
  values: Values;
}

/** A GitHub and an AWS on this machine, set up for one repository as a platform team would. */
export interface World {
  /** The bare repository. */
  remote: string;
  github: LoopbackGitHub;
  aws: Awaited<ReturnType<typeof startAws>>;
  environments: readonly Environment[];
  /** What the runner is told of it, for every run. */
  runner: Pick<RunnerOptions, 'environments' | 'variables' | 'secrets' | 'actions' | 'env' | 'urls' | 'tokens'>;
  /** Keys with which a person may read everything back. */
  reader: { accessKeyId: string; secretAccessKey: string };
  close(): Promise<void>;
}

export interface WorldOptions {
  /** The built actions. */
  dist: string;
  /** Where AWS keeps its objects, as files that a person can look at. */
  state: string;
  faults: Faults;
  /** Variables and secrets of the repository; the variables also stand before those of the environments. */
  variables?: Record<string, string>;
  secrets?: Record<string, string>;
  /**
   * The roles may write anywhere in their bucket and do anything with their image repository and their functions, not only
   * what the README of the action asks for.
   */
  anyKey?: boolean;
  /** How long changes of functions take, and more. */
  lambda?: LambdaOptions;
}

/**
 * Starts both, with a bucket, an image repository, functions and a role per environment. A role trusts the jobs of its own environment only, and may do
 * no more than the README of the action asks for.
 *
 * @param names the environments
 */
export async function startWorld(
  repository: LocalRepository,
  names: readonly string[],
  { dist, state, faults, variables = {}, secrets = {}, anyKey = false, lambda = {} }: WorldOptions,
): Promise<World> {
  Object.assign(process.env, quietSdk);
  const [github, userBase] = await Promise.all([
    startGitHub({
      owner,
      repo: repository.name,
      folder: repository.remote,
      environments: names,
      onRequest: (request) => githubFault(faults, request),
    }),
    pythonUserBase(),
  ]);
  const files = workflowsOf(repository.work);
  const environments = names.map((name) => ({
    ...environmentOf(repository.name, name, variables),
    functions: functionsNamedBy(repository.work, files, { repository: repository.name, environment: name, variables }),
  }));
  const reader = { accessKeyId: 'AKIAREADSEVERYTHING0', secretAccessKey: 'a secret of this machine only' };
  const aws = await startAws({
    region,
    account,
    folder: state,
    faults,
    users: [{ ...reader, name: 'reader' }],
    issuer: { url: github.issuer, keys: [github.publicKey] },
    buckets: environments.map(({ bucket }) => ({ name: bucket, versioning: 'Enabled' as const })),
    // What has been published under a tag stays; the environment's own tag moves.
    repositories: environments.map(({ name, imageRepository }) => ({
      name: imageRepository,
      mutability: 'IMMUTABLE_WITH_EXCLUSION' as const,
      exclusions: [name],
    })),
    functions: environments.flatMap(({ name: environment, functions }) =>
      functions.map(({ name, runtime, handler, architecture }) => ({
        ...{ name, runtime, handler, architecture },
        environment: { ENVIRONMENT: environment },
      })),
    ),
    // What the smoke event of a workflow asks is asked of the code that it has published.
    lambda: { run: true, ...lambda },
    roles: environments.map((environment) => roleOf(repository.name, environment, anyKey)),
  });
  return {
    remote: repository.remote,
    github,
    aws,
    environments,
    reader,
    runner: {
      environments: Object.fromEntries(environments.map(({ name, values }) => [name, values])),
      variables,
      secrets,
      actions: Object.fromEntries(collections(repository.work).map((collection) => [collection, dist])),
      env: { AWS_ENDPOINT_URL: aws.url, ...(userBase ? { PYTHONUSERBASE: userBase } : {}), ...quietSdk },
      urls: { server: github.url, api: github.apiUrl },
      tokens: {
        mint({ permissions, environment, event }) {
          const job = { ref: event.ref, sha: event.sha, ...(environment === undefined ? {} : { environment }) };
          const { token, idToken } = github.mintToken({ permissions, job });
          return { token, ...(idToken ? { idTokenUrl: idToken.url, idTokenRequestToken: idToken.token } : {}) };
        },
      },
    },
    async close() {
      await Promise.all([github.close(), aws.close()]);
    },
  };
}

function environmentOf(
  repository: string,
  name: string,
  variables: Record<string, string>,
): Omit<Environment, 'functions'> {
  // A bucket has at most 63 characters; the environment's name must not be what is cut off.
  const plain = (text: string, length: number) =>
    text
      .toLowerCase()
      .replace(/[^a-z0-9-]+/g, '-')
      .slice(0, length)
      .replace(/^-+|-+$/g, '') || 'x';
  const both = `${plain(repository, 33)}-${plain(name, 24)}`;
  const bucket = `${owner}-${both}`;
  // ECR takes no two hyphens in a row.
  const imageRepository = both.replace(/-+/g, '-');
  const role = `arn:aws:iam::${account}:role/publish-${both}`;
  const own = {
    ...{ AWS_REGION: region, AWS_ROLE: role },
    ...{ DAGS_BUCKET: bucket, ECR_REPOSITORY: imageRepository, LAMBDA_BUCKET: bucket },
  };
  return { name, bucket, imageRepository, role, values: { variables: { ...own, ...variables }, secrets: {} } };
}

/** What `publish-image-to-ecr` asks for, on the repository alone. */
const publishImages = [
  'BatchCheckLayerAvailability',
  'BatchGetImage',
  'CompleteLayerUpload',
  'DescribeImageScanFindings',
  'DescribeRepositories',
  'GetDownloadUrlForLayer',
  'InitiateLayerUpload',
  'PutImage',
  'UploadLayerPart',
].map((operation) => `ecr:${operation}`);

/** What the README of `zip-lambda` asks for, on the functions alone. */
export const publishFunctions: readonly string[] = [
  'CreateAlias',
  'GetAlias',
  'GetFunctionConfiguration',
  'InvokeFunction',
  'ListVersionsByFunction',
  'PublishVersion',
  'UpdateAlias',
  'UpdateFunctionCode',
  'UpdateFunctionConfiguration',
].map((operation) => `lambda:${operation}`);

function roleOf(repository: string, { name, bucket, imageRepository, functions, role }: Environment, anyKey: boolean) {
  const arn = `arn:aws:s3:::${bucket}`;
  const images = `arn:aws:ecr:${region}:${account}:repository/${imageRepository}`;
  const code = functions.map((one) => `arn:aws:lambda:${region}:${account}:function:${one.name}`);
  const write = ['s3:GetObject', 's3:PutObject'];
  return {
    arn: role,
    trust: { aud: 'sts.amazonaws.com', sub: `repo:${owner}/${repository}:environment:${name}` },
    policy: [
      { actions: ['s3:ListBucket'], resources: [arn] },
      { actions: [...write, 's3:DeleteObject'], resources: [anyKey ? `${arn}/*` : `${arn}/dags/*`] },
      {
        actions: write,
        resources: [`${arn}/.ci-actions/dags*`, `${arn}/requirements.txt`, `${arn}/plugins.zip`],
      },
      // Lambda itself reads the zip as whoever names it, by its version.
      { actions: [...write, 's3:GetObjectVersion'], resources: [`${arn}/lambda/*`] },
      {
        actions: anyKey ? ['lambda:*'] : publishFunctions,
        resources: code.flatMap((one) => [one, `${one}:*`]),
      },
      { actions: ['ecr:GetAuthorizationToken'], resources: ['*'] },
      { actions: anyKey ? ['ecr:*'] : publishImages, resources: [images] },
    ],
  };
}

/** Under which names the workflows use this collection: `org/ci-actions`, or the name of a copy of it. */
function collections(work: string): string[] {
  const names = new Set([`${owner}/ci-actions`]);
  for (const file of workflowsOf(work)) {
    const text = readFileSync(path.join(work, file), 'utf8');
    for (const [, name = ''] of text.matchAll(/\buses:\s*["']?([\w.-]+\/ci-actions)\//g)) names.add(name);
  }
  return [...names];
}

/** GitHub asks the same faults as AWS does. */
async function githubFault(
  faults: Faults,
  { part, method, path: target }: SeenRequest,
): Promise<GitHubFault | undefined> {
  if (part !== 'api') return undefined;
  const fault = faults.next({ method, path: target.split('?')[0] ?? target, operation: 'github' });
  if (fault?.kind === 'reset' || fault?.kind === 'lost') return fault.kind;
  if (fault?.kind === 'call') {
    // Whoever is killed here has not asked yet.
    await fault.call();
    return 'reset';
  }
  if (fault?.kind !== 'status') return undefined;
  const headers: Record<string, string> =
    fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) };
  return { status: fault.status, headers, body: { message: 'The service is busy (a fault that was asked for).' } };
}
