import { randomUUID } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '@ci-actions/errors/errors';
import { stepScope } from './job-context.ts';
import { stringOf } from './node.ts';
import { runStepProcess, type StepCall, type StepEnd } from './step-process.ts';
import type { StepSpec } from './workflow-file.ts';

/**
 * How a shell is called, as the runner does it: without a name it is `bash -e {0}`, and only `shell: bash` has pipefail.
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell
 */
const shells: Record<string, { template: string; extension: string }> = {
  '': { template: 'bash -e {0}', extension: '.sh' },
  bash: { template: 'bash --noprofile --norc -eo pipefail {0}', extension: '.sh' },
  sh: { template: 'sh -e {0}', extension: '.sh' },
  python: { template: 'python {0}', extension: '.py' },
};

/** Why a shell is refused; undefined for one that this runner has, or a command of one's own with `{0}`. */
export function whyNoShell(shell: string): string | undefined {
  if (shells[shell] || (shell.includes('{0}') && !/["'\\]/.test(shell))) return undefined;
  return `\`shell: ${shell}\` is refused: this runner has bash, sh, python and a command of your own with {0}.`;
}

/** Runs a `run:` step. @throws InputError for a shell or a folder that is not there */
export async function runScript(spec: StepSpec, call: StepCall): Promise<StepEnd> {
  const { job, log } = call;
  const scope = stepScope(job, call.frame, call.env, call.github);
  const composite = call.frame.composite !== undefined;
  // The workflow's `defaults:` do not reach into an action.
  const shell = stringOf(spec.fields.shell, scope) || (composite ? '' : (job.defaults.shell ?? ''));
  const reason = whyNoShell(shell);
  if (reason !== undefined) throw new InputError(reason);
  const { template, extension } = shells[shell] ?? { template: shell, extension: '' };
  const script = stringOf(spec.fields.run, scope);
  const given =
    stringOf(spec.fields['working-directory'], scope) || (composite ? '' : (job.defaults.workingDirectory ?? ''));
  const cwd = path.resolve(job.folders.workspace, given);
  if (!existsSync(cwd))
    throw new InputError(`The working-directory ${given} is not there. Is there a checkout before it?`);

  const file = path.join(job.folders.temp, `${randomUUID()}${extension}`);
  writeFileSync(file, script.endsWith('\n') ? script : `${script}\n`);
  const [command = '', ...args] = template.split(/\s+/).map((word) => word.replaceAll('{0}', file));
  log.line('group', `Run ${firstLine(script)}`);
  for (const line of script.replace(/\n$/, '').split('\n')) log.line('output', line);
  log.line('output', `shell: ${template}`);
  log.line('endgroup', '');
  return runStepProcess(call, { command: command === 'python' ? pythonOf(call) : command, args, cwd });
}

/** A machine may have `python3` only; setup-python's folder, which has both, comes first on the path. */
function pythonOf({ job }: StepCall): string {
  const folders = [...job.path, ...(process.env.PATH ?? '').split(path.delimiter)];
  return folders.some((folder) => existsSync(path.join(folder, 'python'))) ? 'python' : 'python3';
}

/** The first line that says something, for the step's name. */
export function firstLine(script: string): string {
  return script.trim().split('\n')[0] ?? '';
}
