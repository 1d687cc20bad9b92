import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '@ci-actions/errors/errors';
import { type Action, loadAction } from './action-file.ts';
import { standIns } from './stand-ins/table.ts';

/** What `uses: owner/repository/path@ref` is made of. */
export interface ActionReference {
  repository: string;
  path: string;
  ref: string;
}

/** Takes `uses:` apart. @throws InputError for what is no `owner/repository[/path]@ref` */
export function parseReference(uses: string): ActionReference {
  const match = /^([\w.-]+\/[\w.-]+)((?:\/[\w.-]+)*)@([\w./-]+)$/.exec(uses);
  const [, repository = '', folder = '', ref = ''] = match ?? [];
  if (!match || folder.split('/').includes('..')) {
    throw new InputError(`\`uses: ${uses}\` is refused: this runner knows ./path and owner/repository/path@ref only.`);
  }
  return { repository, path: folder.slice(1), ref };
}

/**
 * Finds the action that a step uses: one of this machine's, or the stand-in for a third party's.
 *
 * @param actions `org/ci-actions` -> its folder
 * @throws InputError for one that is neither, which names what there is
 */
export function resolveAction(uses: string, actions: Record<string, string>): Action {
  if (uses.startsWith('docker://'))
    throw new InputError(`\`uses: ${uses}\` is refused: this runner has no container engine.`);
  if (uses.startsWith('$/')) {
    throw new InputError(
      `\`uses: ${uses}\` is refused: \`$/\` is behind a switch on GitHub. Write ./path or owner/repository/path@ref.`,
    );
  }
  const { repository, path: folder } = parseReference(uses);
  const mapped = Object.entries(actions).find(([name]) => name.toLowerCase() === repository.toLowerCase());
  if (mapped) return actionIn(path.join(mapped[1], folder), uses);
  const name = [repository, folder].filter(Boolean).join('/').toLowerCase();
  const standIn = standIns[name];
  if (standIn) {
    const inputs = Object.entries(standIn.inputs).map(([input, fallback]) => [
      input,
      { required: false, ...(fallback === null ? {} : { default: { kind: 'value', value: fallback } as const }) },
    ]);
    return { kind: 'stand-in', uses, standIn, inputs: Object.fromEntries(inputs) };
  }
  throw new InputError(
    `\`uses: ${uses}\` is refused: this runner cannot have a third party's action. It has ${[
      ...Object.keys(actions).map((known) => `${known}/*`),
      ...Object.keys(standIns).map((known) => `a stand-in for ${known}`),
    ].join(', ')}.`,
  );
}

/** The action in a folder of this machine. */
export function actionIn(folder: string, uses: string): Action {
  return loadAction(uses, folder, (file) => {
    const whole = path.join(folder, file);
    return existsSync(whole) ? readFileSync(whole, 'utf8') : undefined;
  });
}
