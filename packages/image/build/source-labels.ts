import { InputError } from '@ci-actions/errors/errors';
import { labelNames } from '../labels.ts';

/** What the labels say of the source. */
export interface SourceFacts {
  /** The commit. */
  revision: string;
  /** Of the commit, not of the build: a build of the same source is the same image. */
  committed?: Date;
  /** The address of the repository. */
  source?: string;
  version?: string;
  title?: string;
}

/**
 * The labels of an image, also its annotations.
 *
 * @see https://github.com/opencontainers/image-spec/blob/v1.1.1/annotations.md
 */
export function sourceLabels({ revision, committed, source, version, title }: SourceFacts): Record<string, string> {
  const values = { title, source, revision, version, created: committed?.toISOString().replace(/\.\d+Z$/, 'Z') };
  return Object.fromEntries(
    Object.entries(labelNames).flatMap(([key, name]) => {
      const value = values[key as keyof typeof labelNames];
      return value ? [[name, value]] : [];
    }),
  );
}

/**
 * Reads the input `labels`: `name=value`, one a line; a later line of a name wins.
 *
 * @throws InputError for a line that is not such
 */
export function readLabels(lines: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    lines.map((line) => {
      const [, name, value] = /^([^\s="]+)=(.*)$/.exec(line) ?? [];
      if (name === undefined || value === undefined) {
        throw new InputError(
          `The input \`labels\` has the line ${JSON.stringify(line)}; write each label as name=value.`,
        );
      }
      return [name, value];
    }),
  );
}
