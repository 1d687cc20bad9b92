import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readContext } from '@ci-actions/kit/context';
import type { Host } from '@ci-actions/kit/host';
import type { Policy } from '@ci-actions/local/aws/policy';
import { run } from './main.ts';

export const commit = '0123456789abcdef0123456789abcdef01234567';
export const region = 'eu-central-1';
const account = '123456789012';

/** The policy of the README, for the function `orders`, the alias `live`, and the bucket `zips`. */
export const policy: Policy = [
  {
    actions: [
      'lambda:GetAlias',
      'lambda:GetFunctionConfiguration',
      'lambda:ListVersionsByFunction',
      'lambda:UpdateFunctionCode',
      'lambda:UpdateFunctionConfiguration',
      'lambda:PublishVersion',
      'lambda:CreateAlias',
      'lambda:UpdateAlias',
      'lambda:InvokeFunction',
    ],
    resources: ['orders', 'billing'].flatMap((name) => [
      `arn:aws:lambda:${region}:${account}:function:${name}`,
      `arn:aws:lambda:${region}:${account}:function:${name}:*`,
    ]),
  },
  { actions: ['lambda:ListLayerVersions'], resources: ['*'] },
  {
    actions: ['lambda:PublishLayerVersion', 'lambda:GetLayerVersion'],
    resources: [
      `arn:aws:lambda:${region}:${account}:layer:shared`,
      `arn:aws:lambda:${region}:${account}:layer:shared:*`,
    ],
  },
  { actions: ['s3:ListBucket'], resources: ['arn:aws:s3:::zips'] },
  { actions: ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'], resources: ['arn:aws:s3:::zips/lambda/*'] },
];

/** Writes files below a folder. */
export function writeTree(root: string, tree: Readonly<Record<string, string>>): void {
  for (const [file, content] of Object.entries(tree)) {
    const to = path.join(root, file);
    mkdirSync(path.dirname(to), { recursive: true });
    writeFileSync(to, content);
  }
}

/** Runs the action as a step of a job would. @param outputs filled also where it fails */
export async function step(
  workspace: string,
  inputs: Record<string, string>,
  env: Record<string, string | undefined>,
  outputs: Record<string, string> = {},
) {
  const lines: string[] = [];
  let markdown = '';
  const say = (line: string) => void lines.push(line);
  const all = {
    RUNNER_TEMP: path.join(workspace, '..', 'temp'),
    GITHUB_WORKSPACE: workspace,
    GITHUB_REPOSITORY: 'org/shop',
    GITHUB_SHA: commit,
    GITHUB_RUN_ID: '7',
    GITHUB_RUN_ATTEMPT: '1',
    ...env,
  };
  mkdirSync(all.RUNNER_TEMP, { recursive: true });
  const host: Host = {
    input: (name) => inputs[name] ?? '',
    output: (name, value) => {
      outputs[name] = String(value);
    },
    log: { info: say, notice: say, warning: say, debug() {}, group: (_title, work) => work() },
    annotate() {},
    mask() {},
    summarise: async (name, text) => {
      markdown = text;
      return `/summaries/${name}.md`;
    },
    idToken: async () => {
      throw new Error('There is no token here.');
    },
    context: readContext(all),
    env: all,
  };
  await run(host);
  return { outputs, lines, markdown };
}
