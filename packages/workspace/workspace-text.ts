import { readFileSync } from 'node:fs';
import { InputError } from '@ci-actions/errors/errors';
import { insideWorkspace } from './inside-workspace.ts';

/** What a person has written by hand is not longer. In bytes. */
const longest = 1_000_000;

/**
 * Reads a small text that an input names.
 *
 * @param workspace the checkout
 * @param given the text of the input, relative to the workspace
 * @param input its name, for messages
 * @returns the text without a byte order mark
 * @throws InputError when it is not there, is no file, is too long, is no UTF-8, or is outside the workspace, also by a link
 */
export function workspaceText(workspace: string, given: string, input: string): string {
  const shown = `The input \`${input}\` is ${JSON.stringify(given)}`;
  const { file, stats } = insideWorkspace(workspace, given, input);
  if (!stats.isFile()) throw new InputError(`${shown}, which is no file; set it to the path of one.`);
  if (stats.size > longest) throw new InputError(`${shown}, which is larger than 1 MB; is it the right file?`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch (cause) {
    throw new InputError(`${shown}, which is no text in UTF-8; is it the right file?`, { cause });
  }
}
