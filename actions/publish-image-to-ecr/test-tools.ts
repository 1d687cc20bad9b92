import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readContext } from '@ci-actions/kit/context';
import type { Host } from '@ci-actions/kit/host';
import type { AwsOptions } from '@ci-actions/local/aws/options';
import type { Policy } from '@ci-actions/local/aws/policy';
import { type Aws, startAws } from '@ci-actions/local/aws/server';
import { type ImageRecipe, layoutFiles, makeImage, writeTar } from '@ci-actions/oci/archive/testing';
import { run } from './main.ts';

export const commit = '0123456789abcdef0123456789abcdef01234567';
export const account = '123456789012';
export const region = 'eu-central-1';
export const uri = `${account}.dkr.ecr.${region}.amazonaws.com/app`;

/** The policy of the README. */
export const policy: Policy = [
  { actions: ['ecr:GetAuthorizationToken'], resources: ['*'] },
  {
    actions: [
      'ecr:BatchGetImage',
      'ecr:GetDownloadUrlForLayer',
      'ecr:BatchCheckLayerAvailability',
      'ecr:InitiateLayerUpload',
      'ecr:UploadLayerPart',
      'ecr:CompleteLayerUpload',
      'ecr:PutImage',
      'ecr:DescribeRepositories',
      'ecr:DescribeImageScanFindings',
    ],
    resources: [`arn:aws:ecr:${region}:${account}:repository/app`],
  },
];

export interface Step {
  outputs: Record<string, string>;
  lines: string[];
  masked: string[];
  markdown: string;
}

/** A workspace, an AWS, and the action as a step of a job runs it. */
export interface Bench {
  aws: Aws;
  root: string;
  /** Writes the image as an OCI archive into the workspace. @returns its digest */
  archive(name: string, recipe?: ImageRecipe): Promise<string>;
  step(inputs: Record<string, string>, env?: Record<string, string>): Promise<Step>;
  /** The same, of a step that fails. @returns its message, and what it left behind */
  fails(inputs: Record<string, string>, env?: Record<string, string>): Promise<Step & { message: string }>;
  close(): Promise<void>;
}

export async function openBench(options: AwsOptions = {}): Promise<Bench> {
  const root = mkdtempSync(path.join(tmpdir(), 'publish-image-'));
  const aws = await startAws({
    region,
    account,
    users: [{ accessKeyId: 'AKIATEST000000000000', secretAccessKey: 'for tests only', name: 'publisher', policy }],
    repositories: [{ name: 'app' }],
    ...options,
  });
  const attempt = async (inputs: Record<string, string>, env: Record<string, string>) => {
    const step: Step = { outputs: {}, lines: [], masked: [], markdown: '' };
    const say = (line: string) => void step.lines.push(line);
    const all = {
      PATH: process.env.PATH ?? '',
      GITHUB_WORKSPACE: root,
      GITHUB_SHA: commit,
      GITHUB_REF_NAME: 'main',
      GITHUB_REF_TYPE: 'branch',
      GITHUB_RUN_ID: '7',
      GITHUB_RUN_ATTEMPT: '1',
      RUNNER_TEMP: root,
      AWS_ACCOUNT_ID: account,
      ...aws.environment(),
      ...env,
    };
    const host: Host = {
      input: (name) => ({ environment: 'staging', repository: 'app', image: 'image.tar', ...inputs })[name] ?? '',
      output: (name, value) => {
        step.outputs[name] = String(value);
      },
      log: { info: say, notice: say, warning: say, debug() {}, group: (_title, work) => work() },
      annotate() {},
      mask: (secret) => void step.masked.push(secret),
      summarise: async (name, text) => {
        step.markdown = text;
        return `/summaries/${name}.md`;
      },
      idToken: async () => '',
      context: readContext(all),
      env: all,
    };
    const thrown = await run(host).then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
    );
    return { step, thrown };
  };
  return {
    aws,
    root,
    async archive(name, recipe = {}) {
      const image = await makeImage({ labels: { 'org.opencontainers.image.revision': commit }, ...recipe });
      await writeTar(path.join(root, name), layoutFiles(image));
      return image.root.digest;
    },
    async step(inputs, env = {}) {
      const { step, thrown } = await attempt(inputs, env);
      if (thrown) throw thrown;
      return step;
    },
    async fails(inputs, env = {}) {
      const { step, thrown } = await attempt(inputs, env);
      if (!thrown) throw new Error(`The step did not fail: ${step.lines.join('\n')}`);
      return { ...step, message: thrown.message };
    },
    async close() {
      await aws.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
