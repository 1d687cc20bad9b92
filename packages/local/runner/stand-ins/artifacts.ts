import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { filterPattern } from '../filter-patterns.ts';
import { findFiles } from '../hash-files.ts';
import { insideWorkspace } from './inside-workspace.ts';
import type { StandIn, StandInStep } from './stand-in.ts';

/** actions/upload-artifact: files go to a folder of the run, `artifacts/<name>`. */
export const uploadArtifact: StandIn = {
  does: 'keeps the files in a folder of this run',
  inputs: {
    name: 'artifact',
    path: null,
    'if-no-files-found': 'warn',
    'retention-days': null,
    'compression-level': '6',
    overwrite: 'false',
    'include-hidden-files': 'false',
  },
  refused: ['archive'],
  async run({ inputs, workspace, artifacts, attempt, repository, log, warning }) {
    const name = artifactName(inputs.name || 'artifact');
    const patterns = inputs.path ?? '';
    if (patterns.trim() === '') throw new Error('Input required and not supplied: path');
    const files = findFiles(workspace, [patterns], {
      hidden: inputs['include-hidden-files'] === 'true',
      outside: true,
    });
    if (files.length === 0) {
      const message = `No files were found with the provided path: ${patterns}. No artifacts will be uploaded.`;
      if (inputs['if-no-files-found'] === 'error') throw new Error(message);
      if (inputs['if-no-files-found'] === 'ignore') log(message);
      else warning(message);
      return {};
    }
    const all = path.join(artifacts, String(attempt));
    const folder = path.join(all, name);
    if (existsSync(folder)) {
      if (inputs.overwrite !== 'true') {
        throw new Error(
          `Failed to CreateArtifact: an artifact with the name ${name} already exists on the workflow run.`,
        );
      }
      rmSync(folder, { recursive: true });
    }
    const root = commonFolder(files);
    const digest = createHash('sha256');
    for (const file of files) {
      cpSync(file, path.join(folder, path.relative(root, file)), { dereference: true });
      digest.update(path.relative(root, file)).update('\0').update(readFileSync(file));
    }
    const id = `${attempt}${readdirSync(all).length}`;
    log(`Artifact ${name} has ${files.length} files.`);
    const url = `${repository.server}/${repository.name}/artifacts/${id}`;
    return { 'artifact-id': id, 'artifact-url': url, 'artifact-digest': digest.digest('hex') };
  },
};

/**
 * actions/download-artifact: from the folder of the run, one by name or all of them. Of another run with `run-id`, which
 * the real one honours only with a `github-token`, and that token needs `actions: read`.
 */
export const downloadArtifact: StandIn = {
  does: 'takes the files from a folder of a run',
  inputs: { name: null, path: null, pattern: null, 'merge-multiple': 'false', 'github-token': null, 'run-id': null },
  refused: ['artifact-ids', 'repository', 'skip-decompress', 'digest-mismatch'],
  async run(step) {
    const { inputs, workspace, log } = step;
    const target = insideWorkspace(workspace, inputs.path ?? '');
    mkdirSync(target, { recursive: true });
    const found = inputs['github-token'] ? await artifactsOfRun(step) : artifactsOf(step.artifacts, step.attempt);
    const there = [...found.keys()].sort();
    if (inputs.name) {
      if (!there.includes(inputs.name)) {
        throw new Error(
          `Unable to download artifact(s): Artifact not found for name: ${inputs.name}. The run has ${there.join(', ') || 'none'}.`,
        );
      }
      cpSync(found.get(inputs.name) ?? '', target, { recursive: true });
      log(`Artifact ${inputs.name} is in ${target}.`);
      return { 'download-path': target };
    }
    const wanted = inputs.pattern ? there.filter((name) => filterPattern(inputs.pattern ?? '').test(name)) : there;
    for (const name of wanted) {
      cpSync(found.get(name) ?? '', inputs['merge-multiple'] === 'true' ? target : path.join(target, name), {
        recursive: true,
      });
    }
    log(`${wanted.length} artifacts are in ${target}.`);
    return { 'download-path': target };
  },
};

/** The folders of the artifacts of the run that is named, for a token that may know of them. */
async function artifactsOfRun(step: StandInStep): Promise<Map<string, string>> {
  const { inputs, repository, env, artifacts, attempt, artifactsOf: other } = step;
  const url = `${env.GITHUB_API_URL}/repos/${repository.name}/actions/artifacts?per_page=1`;
  const headers = { authorization: `token ${inputs['github-token']}`, 'user-agent': 'stand-in' };
  const { status } = await fetch(url, { headers });
  if (status !== 200) throw new Error(`Unable to download artifact(s): GitHub answers ${status} to the github-token.`);
  if (!inputs['run-id']) return artifactsOf(artifacts, attempt);
  const folder = other(Number(inputs['run-id']));
  return folder === undefined ? new Map() : artifactsOf(folder, existsSync(folder) ? readdirSync(folder).length : 0);
}

/** The folders of the artifacts by name: of this attempt, and those of earlier ones that it did not make again. */
function artifactsOf(artifacts: string, attempt: number): Map<string, string> {
  const found = new Map<string, string>();
  for (let number = 1; number <= attempt; number++) {
    const all = path.join(artifacts, String(number));
    for (const name of existsSync(all) ? readdirSync(all) : []) found.set(name, path.join(all, name));
  }
  return found;
}

function artifactName(name: string): string {
  if (/[":<>|*?\r\n\\/]/.test(name) || name === '.' || name === '..') {
    throw new Error(
      `The artifact name is not valid: ${name}. It may not hold any of " : < > | * ? \\ / and line ends.`,
    );
  }
  return name;
}

/** The folder that all files share; of one file its own. */
function commonFolder(files: readonly string[]): string {
  const [first = [], ...rest] = files.map((file) => path.dirname(file).split(path.sep));
  const parts = rest.reduce((common, folder) => {
    const end = common.findIndex((part, at) => folder[at] !== part);
    return end < 0 ? common : common.slice(0, end);
  }, first);
  return parts.join(path.sep) || path.sep;
}
