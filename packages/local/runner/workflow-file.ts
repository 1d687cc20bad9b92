import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import { parseAction } from '@actions/workflow-parser/actions/action-parser';
import { InputError } from '@ci-actions/errors/errors';
import { isMap, isScalar, isSeq, parseDocument } from 'yaml';
import { fields, fromToken, type Node, text, texts } from './node.ts';

export interface StepSpec {
  id?: string;
  uses?: string;
  /** Every key of the step, by name. */
  fields: Record<string, Node>;
}

export interface JobSpec {
  id: string;
  needs: string[];
  steps: StepSpec[];
  /** A reusable workflow, where the job is a call of one. */
  uses?: string;
  fields: Record<string, Node>;
}

export interface WorkflowSpec {
  path: string;
  name: string;
  jobs: JobSpec[];
  fields: Record<string, Node>;
}

/**
 * Reads a workflow by GitHub's own parser and schema.
 *
 * @param content the YAML; @param path its path in the repository, for messages
 * @throws InputError with everything that GitHub's parser finds wrong
 */
export async function readWorkflow(content: string, path: string): Promise<WorkflowSpec> {
  const trace = new NoOperationTraceWriter();
  // The converter drops `with`, `shell`, `defaults`, `permissions` and more: it is run for its errors only.
  const original = parseWorkflow({ name: path, content }, trace);
  if (original.value) await convertWorkflowTemplate(original.context, original.value);
  refuseErrors(path, original.context.errors.getErrors());
  const root = fields(nodeOf(parseWorkflow({ name: path, content: onOneLine(content) }, trace).value, path));
  const jobs = Object.entries(fields(root.jobs)).map(([id, job]) => jobOf(id, fields(job)));
  return { path, name: text(root.name) ?? path, jobs, fields: root };
}

/** Reads an action.yml by GitHub's own parser and schema. @throws InputError as `readWorkflow` does */
export function readAction(content: string, path: string): Record<string, Node> {
  const trace = new NoOperationTraceWriter();
  const original = parseAction({ name: path, content }, trace);
  refuseErrors(path, original.context.errors.getErrors());
  return fields(nodeOf(parseAction({ name: path, content: onOneLine(content) }, trace).value, path));
}

/** The steps of a `steps:` list. */
export function stepsOf(node: Node | undefined): StepSpec[] {
  if (node?.kind !== 'list') return [];
  return node.items.map((item) => {
    const step = fields(item);
    const id = text(step.id);
    const uses = text(step.uses);
    return { fields: step, ...(id === undefined ? {} : { id }), ...(uses === undefined ? {} : { uses }) };
  });
}

function jobOf(id: string, job: Record<string, Node>): JobSpec {
  const uses = text(job.uses);
  return {
    id,
    needs: texts(job.needs),
    steps: stepsOf(job.steps),
    fields: job,
    ...(uses === undefined ? {} : { uses }),
  };
}

function nodeOf(token: Parameters<typeof fromToken>[0] | undefined, path: string): Node {
  if (!token) throw new InputError(`${path} is empty. Write a workflow or an action there.`);
  return fromToken(token);
}

function refuseErrors(path: string, errors: { message: string }[]): void {
  if (errors.length === 0) return;
  const list = errors.map(({ message }) => `  ${message.includes(path) ? message : `${path}: ${message}`}`);
  throw new InputError(`${path} is not valid by GitHub's own parser. Mend this:\n${list.join('\n')}`);
}

/**
 * The same document with every text on one line. Where a text of several lines holds an expression, the parser
 * (0.3.61) takes the file's own characters instead of the text's value: a `run: |` keeps its YAML indentation, which
 * breaks Python and here-documents, `>` is not folded, and quotes stay. On one line it takes the value.
 */
function onOneLine(content: string): string {
  const write = (node: unknown): string => {
    if (isMap(node)) return `{${node.items.map(({ key, value }) => `${keyOf(key)}: ${write(value)}`).join(', ')}}`;
    if (isSeq(node)) return `[${node.items.map(write).join(', ')}]`;
    const value = isScalar(node) ? node.value : null;
    // A number keeps its own spelling, which the parser judges; a text becomes a JSON string.
    return typeof value === 'string' ? JSON.stringify(value) : String(value);
  };
  const keyOf = (key: unknown) => JSON.stringify(String(isScalar(key) ? key.value : key));
  const document = parseDocument(content);
  const resolved = document.createNode(document.toJS({ mapAsMap: true }), { aliasDuplicateObjects: false });
  return `${write(resolved)}\n`;
}
