import { stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '@ci-actions/errors/errors';

/** A secret of a build, as the input names it: with its value, the variable that holds it, or the file. */
export type Secret = { id: string } & ({ value: string } | { env: string } | { src: string });

/** A secret as an engine gets it. */
export interface SecretFile {
  id: string;
  /** Absolute. */
  file: string;
}

/**
 * Reads the input `build-secrets`, one a line: `NAME=value`, or as docker's `--secret` has it `id=NAME,env=VARIABLE` and
 * `id=NAME,src=FILE`. A value never gets into a message, because it may not be masked.
 *
 * @throws InputError for a line that is none of these, and for a name that comes twice
 * @see https://docs.docker.com/build/building/secrets/
 */
export function readSecrets(lines: readonly string[]): Secret[] {
  const secrets = lines.map((line, index) => {
    const { id, kind, from } = /^id=(?<id>[^,=]+),(?<kind>env|src|source)=(?<from>.+)$/.exec(line)?.groups ?? {};
    const [, name, value] = /^([^=,]+)=(.+)$/.exec(line) ?? [];
    const named = id ?? name ?? '';
    if (!/^[\w.-]+$/.test(named) || (id === undefined && name === 'id')) {
      throw new InputError(
        `Line ${index + 1} of the input \`build-secrets\` is no secret; write NAME=value, id=NAME,env=VARIABLE or id=NAME,src=FILE.`,
      );
    }
    if (kind === 'env') return { id: named, env: from ?? '' };
    return kind === undefined ? { id: named, value: value ?? '' } : { id: named, src: from ?? '' };
  });
  const twice = secrets.find(({ id }, index) => secrets.findIndex((other) => other.id === id) !== index);
  if (twice)
    throw new InputError(`The input \`build-secrets\` has the secret ${twice.id} twice; keep one of the lines.`);
  return secrets;
}

export interface SecretOptions {
  /** Private; the values are written to files in it that only this user reads. */
  folder: string;
  /** What the files are relative to. */
  workspace: string;
  env: Readonly<Record<string, string | undefined>>;
  /** Hides a value in the log from now on. */
  mask(value: string): void;
}

/**
 * Makes files of the secrets: every engine reads those, and nothing is left in the command line or the environment of the
 * programs that the engine starts.
 *
 * @throws InputError for a variable that is not set, and a file that is not there
 */
export async function secretFiles(
  secrets: readonly Secret[],
  { folder, workspace, env, mask }: SecretOptions,
): Promise<SecretFile[]> {
  return Promise.all(
    secrets.map(async (secret, index) => {
      if ('src' in secret) {
        const file = path.resolve(workspace, secret.src);
        if ((await stat(file).catch(() => undefined))?.isFile()) return { id: secret.id, file };
        throw new InputError(
          `The file ${secret.src} of the secret ${secret.id} is not there; it is looked for from the workspace.`,
        );
      }
      const value = 'value' in secret ? secret.value : env[secret.env];
      if (value === undefined) {
        throw new InputError(
          `The variable ${'env' in secret ? secret.env : ''} of the secret ${secret.id} is not set; give it to the step in \`env\`.`,
        );
      }
      mask(value);
      const file = path.join(folder, `secret-${index}`);
      await writeFile(file, value, { mode: 0o600, flag: 'wx' });
      return { id: secret.id, file };
    }),
  );
}
