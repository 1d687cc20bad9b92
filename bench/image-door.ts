import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { measure, type Run } from './measure.ts';

export const benchUser = { accessKeyId: 'bench', secretAccessKey: 'bench' };

/** The repositories that ECR has: each run has one of its own, where nothing is yet. */
export const repositoryNames = Array.from({ length: 64 }, (_, index) => `bench/${index}`);

const folder = 'dist/publish-image-to-ecr';

/** Whether the action is in dist/. */
export const hasDoor = () => existsSync(path.join(folder, 'index.js'));

/**
 * Our own door, as the runner starts it.
 *
 * @param url of ECR
 * @param inputs those that differ from their defaults
 * @param env what the engine needs besides, where one builds
 */
export function runDoor(
  out: string,
  url: string,
  workspace: string,
  inputs: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
): Run {
  return measure([process.execPath, path.join(folder, 'index.js')], {
    PATH: process.env.PATH ?? '',
    AWS_ACCESS_KEY_ID: benchUser.accessKeyId,
    AWS_SECRET_ACCESS_KEY: benchUser.secretAccessKey,
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: url,
    GITHUB_WORKSPACE: path.resolve(workspace),
    GITHUB_REPOSITORY: 'org/bench',
    GITHUB_SHA: 'a'.repeat(40),
    GITHUB_REF: 'refs/heads/main',
    GITHUB_RUN_ID: '1',
    RUNNER_TEMP: path.resolve(out),
    ...env,
    ...asVariables({ ...defaults(), environment: 'bench', 'github-token': '', ...inputs }),
  });
}

/** The runner, and not the action, fills in the defaults of action.yml. */
function defaults(): Record<string, string> {
  const { inputs } = parse(readFileSync(path.join(folder, 'action.yml'), 'utf8')) as {
    inputs: Record<string, { default?: string }>;
  };
  return Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, String(input.default ?? '')]));
}

function asVariables(inputs: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]));
}
