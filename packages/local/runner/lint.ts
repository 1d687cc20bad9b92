import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { validate } from '@actions/languageservice';
import { LineCounter, parse, parseDocument } from 'yaml';
import { ownRules } from './lint-rules.ts';
import { standIns } from './stand-ins/table.ts';

export interface LintFinding {
  severity: 'error' | 'warning';
  /** In the file, from 1. */
  line: number;
  column: number;
  message: string;
}

export interface LintOptions {
  /** `org/ci-actions` -> the folder that has its actions as sub-folders; `with:` is held against their action.yml. */
  actions: Record<string, string>;
}

let documents = 0;

/**
 * Looks through a workflow as an editor would, by GitHub's own language service, and by our rules for shipped files.
 *
 * @param content the YAML
 * @returns what is wrong, in the order of the lines; empty for a good file
 */
export async function lintWorkflow(content: string, options: LintOptions): Promise<LintFinding[]> {
  const found = await languageService(content, 'workflow.yml', options.actions);
  const lines = new LineCounter();
  const document = parseDocument(content, { lineCounter: lines });
  if (document.errors.length > 0) return found;
  const own = ownRules(document, content, Object.keys(options.actions)).map(({ offset, message }): LintFinding => {
    const { line, col } = lines.linePos(offset);
    return { severity: 'error', line, column: col, message };
  });
  return [...found, ...own].sort((a, b) => a.line - b.line || a.column - b.column);
}

/** Looks through an action.yml by GitHub's own language service. */
export async function lintAction(content: string, options: LintOptions): Promise<LintFinding[]> {
  return languageService(content, 'action.yml', options.actions);
}

/** Findings as lines that a person can follow: `path:line:column: error: what`. */
export function renderFindings(file: string, findings: readonly LintFinding[]): string {
  return findings
    .map(({ line, column, severity, message }) => `${file}:${line}:${column}: ${severity}: ${message}`)
    .join('\n');
}

async function languageService(content: string, name: string, actions: Record<string, string>): Promise<LintFinding[]> {
  // Results are cached by address, so each document has its own.
  const uri = `file:///lint/${++documents}/${name}`;
  // All that `validate` reads of a document.
  const document = { uri, getText: () => content } as Parameters<typeof validate>[0];
  const diagnostics = await validate(document, {
    actionsMetadataProvider: {
      fetchActionMetadata: async ({ owner, name: repository, path: folder }) =>
        metadataOf([owner, repository].join('/'), folder ?? '', actions),
    },
  });
  return diagnostics.map(({ severity, range, message }) => ({
    severity: severity === undefined || severity === 1 ? 'error' : 'warning',
    line: range.start.line + 1,
    column: range.start.character + 1,
    message: typeof message === 'string' ? message : message.value,
  }));
}

type Metadata = Awaited<
  ReturnType<NonNullable<NonNullable<Parameters<typeof validate>[1]>['actionsMetadataProvider']>['fetchActionMetadata']>
>;

/** Of our own actions the action.yml; of a stood-in one the inputs that the real one has; any other is taken as it is. */
function metadataOf(repository: string, folder: string, actions: Record<string, string>): Metadata {
  const own = actions[repository];
  if (own !== undefined) {
    const file = path.join(own, folder, 'action.yml');
    return existsSync(file) ? (parse(readFileSync(file, 'utf8')) as NonNullable<Metadata>) : undefined;
  }
  const name = [repository, folder].filter(Boolean).join('/').toLowerCase();
  const standIn = standIns[name];
  if (!standIn) return { name, description: name };
  const inputs = [...Object.keys(standIn.inputs), ...standIn.refused].map((input) => [input, { description: input }]);
  return { name, description: name, inputs: Object.fromEntries(inputs) };
}
