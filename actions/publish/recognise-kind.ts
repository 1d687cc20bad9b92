import { InputError } from '@ci-actions/errors/errors';
import { dagsSign } from './dags-sign.ts';
import { imageSign } from './image-sign.ts';
import { lambdaSign } from './lambda-sign.ts';
import { librarySigns } from './library-sign.ts';
import { lookAround } from './look-around.ts';
import type { Kind, Sign } from './sign.ts';

/** What a repository was taken for, or undefined where that is not sure, and what was seen. */
export type Recognised =
  | { kind: Kind; seen: readonly string[] }
  /** `may` is what the signs mean together; empty where none was seen. */
  | { kind: undefined; seen: readonly string[]; may: readonly Kind[] };

/** The inputs that say where the things lie that tell the kind, as `publish` has them. */
export interface Places {
  context?: string;
  file?: string;
  source?: string;
}

/**
 * Recognises what a repository is, by a glance: the names at the top and up to two folders below it, and the beginnings of a
 * few files. Where the signs do not agree, or one of them does not tell, nothing is guessed: what is published as the wrong
 * kind goes to the wrong place. Each module beside this one says what its sign is and what it means.
 *
 * Nothing in the repository makes it throw: what cannot be read, or lies behind a link, is not seen.
 *
 * @param workspace the checkout
 * @param inputs where to look for the Dockerfile (`file`, `context`), the DAGs and the functions (`source`)
 */
export function recogniseKind(workspace: string, inputs: Places = {}): Recognised {
  const glance = lookAround(workspace);
  const sources = (inputs.source ?? '')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  const signs = [
    imageSign(glance, { context: inputs.context?.trim() ?? '', file: inputs.file?.trim() ?? '' }),
    dagsSign(glance, sources.length > 0 ? sources : ['dags']),
    lambdaSign(glance, glance.filesIn('.'), sources),
    ...librarySigns(glance),
  ].filter((sign) => sign !== undefined);
  const clear = signs.filter(({ faint }) => !faint);
  return decide(clear.length > 0 ? clear : signs);
}

function decide(signs: readonly Sign[]): Recognised {
  const may = [...new Set(signs.flatMap(({ kinds }) => kinds))];
  const [kind] = may;
  if (may.length === 1 && kind !== undefined) return { kind, seen: signs.map(({ what }) => what) };
  return { kind: undefined, seen: signs.map((sign) => `${sign.what} (${sign.kinds.join(' or ')})`), may };
}

/** A line for the log: what was recognised, and by what. */
export function sayRecognised({ kind, seen }: { kind: Kind; seen: readonly string[] }): string {
  return `This repository is taken for kind ${kind}. Seen: ${seen.join('; ')}.`;
}

/** The error for a repository that was not recognised: what was seen, and which `kind` to choose from. */
export function askForKind({ seen, may }: { seen: readonly string[]; may: readonly Kind[] }): InputError {
  if (may.length === 0) {
    return new InputError(
      '`kind: auto` does not recognise this repository: it saw no Dockerfile, no `dags` folder that imports airflow, no handler or template of AWS Lambda, and no `pyproject.toml` or `package.json` of a library. Check that the repository is checked out before this step, or set `kind` to one of: application, data-task, dags, lambda, library.',
    );
  }
  return new InputError(
    `\`kind: auto\` is not sure what this repository is. Seen: ${seen.join('; ')}. Set \`kind\` to what is published here: ${may.join(' or ')}.`,
  );
}
