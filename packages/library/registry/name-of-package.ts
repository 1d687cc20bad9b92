import { existsSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '@ci-actions/errors/errors';
import { workspaceText } from '@ci-actions/workspace/workspace-text';
import { json, toml } from '../version-files/formats.ts';
import { type Format, type Keys, valueAt } from '../version-files/version-file.ts';

/** Where a package says its name. */
const places: readonly { file: string; format: Format; ways: readonly Keys[] }[] = [
  {
    file: 'pyproject.toml',
    format: toml,
    ways: [
      ['project', 'name'],
      ['tool', 'poetry', 'name'],
    ],
  },
  { file: 'package.json', format: json, ways: [['name']] },
];

/**
 * The name of the package in a folder, by its `pyproject.toml` or its `package.json`.
 *
 * @param workspace the checkout
 * @param registry the input `check-registry`, which says what to read first: for `npm` it is the `package.json`
 * @returns undefined where none of the two is there, or none has a name
 * @throws InputError where one is broken, or outside the workspace by a link
 */
export async function nameOfPackage(workspace: string, registry?: string): Promise<string | undefined> {
  for (const { file, format, ways } of registry === 'npm' ? places.toReversed() : places) {
    if (!existsSync(path.join(workspace, file))) continue;
    const document = parse(format, workspaceText(workspace, file, 'package'), file);
    const name = ways.map((keys) => valueAt(document, keys)).find((value) => typeof value === 'string' && value !== '');
    if (typeof name === 'string') return name;
  }
  return undefined;
}

function parse(format: Format, text: string, file: string): unknown {
  try {
    return format.parse(text);
  } catch (cause) {
    throw new InputError(`${file} is no valid ${format.name}, so the name of the package cannot be read; mend it.`, {
      cause,
    });
  }
}
