import { existsSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '@ci-actions/errors/errors';
import type { JavaScriptAction } from './action-file.ts';
import { runStepProcess, type StepCall, type StepEnd } from './step-process.ts';

/**
 * Runs one stage of a JavaScript action, on the Node that runs this runner, whatever `using:` names.
 *
 * @param inputs evaluated, by name; each becomes INPUT_<NAME> with blanks as underscores
 */
export async function runJavaScript(
  action: JavaScriptAction,
  stage: 'pre' | 'main' | 'post',
  inputs: Record<string, string>,
  call: StepCall,
): Promise<StepEnd> {
  const file = path.join(action.folder, action[stage] ?? '');
  if (!existsSync(file)) {
    throw new InputError(
      `File not found: '${file}', the ${stage} of ${action.uses}. Build the action, or mend its action.yml.`,
    );
  }
  const env = Object.fromEntries(Object.entries(inputs).map(([name, value]) => [inputVariable(name), value]));
  return runStepProcess(call, { command: process.execPath, args: [file], cwd: call.job.folders.workspace, env });
}

const inputVariable = (name: string) => `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`;
