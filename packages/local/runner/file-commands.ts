import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The most that GitHub takes of a step's summary, in bytes. */
export const summaryLimit = 1024 * 1024;

const files = {
  output: 'GITHUB_OUTPUT',
  env: 'GITHUB_ENV',
  path: 'GITHUB_PATH',
  state: 'GITHUB_STATE',
  summary: 'GITHUB_STEP_SUMMARY',
};
type FileCommand = keyof typeof files;

/** What a process asked for through its files. */
export interface FileCommands {
  outputs: Record<string, string>;
  env: Record<string, string>;
  /** Folders for the front of PATH, the last one foremost. */
  path: string[];
  state: Record<string, string>;
  summary: string;
  /** Why a file was not taken; any but the summary's fails the step. */
  errors: { file: FileCommand; message: string }[];
}

export interface CommandFiles {
  /** The variables that tell a process where its files are. */
  env: Record<string, string>;
  /** Reads what the process wrote, and removes the files. */
  read(): FileCommands;
}

/** Makes empty files for one process. @param folder where they go, @param key a name that nothing else there has */
export function createCommandFiles(folder: string, key: string): CommandFiles {
  mkdirSync(folder, { recursive: true });
  const paths = Object.fromEntries(Object.keys(files).map((name) => [name, path.join(folder, `${name}_${key}`)]));
  const pathOf = (name: FileCommand) => paths[name] ?? '';
  for (const file of Object.values(paths)) writeFileSync(file, '');
  return {
    env: Object.fromEntries(Object.entries(files).map(([name, variable]) => [variable, pathOf(name as FileCommand)])),
    read() {
      const errors: FileCommands['errors'] = [];
      const attempt = <T>(file: FileCommand, work: (content: string) => T, otherwise: T): T => {
        try {
          return work(readFileSync(pathOf(file), 'utf8').replace(/^\ufeff/, ''));
        } catch (error) {
          // A process may remove its files; then it asks for nothing.
          if ((error as NodeJS.ErrnoException).code === 'ENOENT') return otherwise;
          errors.push({ file, message: error instanceof Error ? error.message : String(error) });
          return otherwise;
        }
      };
      const result = {
        outputs: attempt('output', parseKeyValues, {}),
        env: attempt('env', parseEnvironment, {}),
        path: attempt('path', (content) => content.split(/\r?\n/).filter((line) => line !== ''), []),
        state: attempt('state', parseKeyValues, {}),
        summary: attempt('summary', (content) => limited(content, pathOf('summary')), ''),
        errors,
      };
      for (const file of Object.values(paths)) rmSync(file, { force: true });
      return result;
    },
  };
}

/**
 * Reads `name=value` lines and here-documents, `name<<DELIMITER`, by the runner's rules.
 *
 * @throws Error with the runner's sentence when a line is neither, or a here-document does not end
 */
export function parseKeyValues(content: string): Record<string, string> {
  const result: Record<string, string> = {};
  const lines = content.split('\n');
  for (let at = 0; at < lines.length; at++) {
    const line = (lines[at] ?? '').replace(/\r$/, '');
    if (line === '') continue;
    const equals = line.indexOf('=');
    const heredoc = line.indexOf('<<');
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
      if (equals === 0) throw new Error(`Invalid format '${line}'. Name must not be empty`);
      result[line.slice(0, equals)] = line.slice(equals + 1);
      continue;
    }
    if (heredoc < 0) throw new Error(`Invalid format '${line}'`);
    const name = line.slice(0, heredoc);
    const delimiter = line.slice(heredoc + 2);
    if (name === '' || delimiter === '') {
      throw new Error(`Invalid format '${line}'. Name must not be empty and delimiter must not be empty`);
    }
    const value: string[] = [];
    for (at++; (lines[at] ?? '').replace(/\r$/, '') !== delimiter; at++) {
      if (at >= lines.length) throw new Error(`Invalid value. Matching delimiter not found '${delimiter}'`);
      value.push(lines[at] ?? '');
    }
    result[name] = value.join('\n').replace(/\r$/, '');
  }
  return result;
}

function parseEnvironment(content: string): Record<string, string> {
  const env = parseKeyValues(content);
  if (Object.keys(env).some((name) => name.toUpperCase() === 'NODE_OPTIONS')) {
    throw new Error("Can't store NODE_OPTIONS output parameter using '$GITHUB_ENV' command.");
  }
  return env;
}

function limited(content: string, file: string): string {
  const { size } = statSync(file);
  if (size <= summaryLimit) return content;
  throw new Error(
    `$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of 1024k, got ${Math.ceil(size / 1024)}k.`,
  );
}
