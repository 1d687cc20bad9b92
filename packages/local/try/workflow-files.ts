import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '@ci-actions/errors/errors';
import { listed } from '@ci-actions/format/units';
import { fields, text, texts } from '../runner/node.ts';
import { readWorkflow, type WorkflowSpec } from '../runner/workflow-file.ts';

const folder = '.github/workflows';

/**
 * The workflow files of a repository, by their path in it.
 *
 * @param only the file name of the one that is wanted
 * @throws InputError when it is not there
 */
export function workflowsOf(work: string, only?: string): string[] {
  if (!existsSync(path.join(work, folder))) return [];
  const names = readdirSync(path.join(work, folder))
    .filter((name) => /\.ya?ml$/.test(name))
    .sort();
  const wanted = only === undefined ? names : names.filter((name) => name === path.basename(only));
  if (only !== undefined && wanted.length === 0) {
    throw new InputError(`There is no workflow ${only}; ${folder} has ${listed(names)}.`);
  }
  return wanted.map((name) => `${folder}/${name}`);
}

/** Whether workflows publish container images, by the actions that they use and how. */
export function publishesImages(work: string, files: readonly string[]): boolean {
  return files.some((file) =>
    /\/publish-image-to-ecr@|\bkind:\s*["']?(application|data-task)\b/.test(
      readFileSync(path.join(work, file), 'utf8'),
    ),
  );
}

/** Whether workflows publish Lambda functions, likewise. */
export function publishesFunctions(work: string, files: readonly string[]): boolean {
  return files.some((file) =>
    /\/zip-lambda@|\bkind:\s*["']?lambda\b/.test(readFileSync(path.join(work, file), 'utf8')),
  );
}

/** Whether workflows give a library its versions, likewise. */
export function publishesLibraries(work: string, files: readonly string[]): boolean {
  return files.some((file) =>
    /\/tag-library@|\bkind:\s*["']?library\b/.test(readFileSync(path.join(work, file), 'utf8')),
  );
}

/** One input that a workflow asks for when it is started by hand. */
export interface AskedInput {
  default: string | undefined;
  /** What a `choice` lets one choose from. */
  options: string[];
}

/**
 * What a workflow asks for when it is started by hand.
 *
 * @returns undefined for one that cannot be
 * @throws InputError for a file that is no workflow
 */
export async function askedInputs(work: string, file: string): Promise<Record<string, AskedInput> | undefined> {
  const on = (await read(work, file)).fields.on;
  if (on?.kind !== 'map') return texts(on).includes('workflow_dispatch') ? {} : undefined;
  const events = fields(on);
  if (!('workflow_dispatch' in events)) return undefined;
  return Object.fromEntries(
    Object.entries(fields(fields(events.workflow_dispatch).inputs)).map(([name, node]) => {
      const input = fields(node);
      return [name, { default: text(input.default), options: texts(input.options) }];
    }),
  );
}

/** The environments that workflows name: those that a person may choose, and those that a job has written out. */
export async function environmentsNamedBy(work: string, files: readonly string[]): Promise<string[]> {
  const named = await Promise.all(
    files.map(async (file) => {
      try {
        const { jobs } = await read(work, file);
        const ofJobs = jobs.map(({ fields: { environment } }) => text(fields(environment).name ?? environment));
        const choices = (await askedInputs(work, file))?.environment?.options ?? [];
        return [...choices, ...ofJobs.filter((name) => name !== undefined && name !== '')];
      } catch (thrown) {
        // Whoever runs the file says what is wrong with it.
        if (thrown instanceof InputError) return [];
        throw thrown;
      }
    }),
  );
  return [...new Set(named.flat().map(String))];
}

function read(work: string, file: string): Promise<WorkflowSpec> {
  return readWorkflow(readFileSync(path.join(work, file), 'utf8'), file);
}
