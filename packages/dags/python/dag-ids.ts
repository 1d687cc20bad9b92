import { blockTracker, type Place } from './blocks.ts';
import { type DagCall, dagCall } from './dag-call.ts';
import { tokenize } from './tokens.ts';

/** A DAG whose id stands in the source. */
export interface DagDefinition extends Place {
  id: string;
  /** From 1. */
  line: number;
}

/**
 * Finds the DAGs that a Python file defines by a literal id: `DAG("x")`, `models.DAG(dag_id="x")`, `@dag("x")`,
 * `@dag(dag_id="x")`, and `@dag` over `def x`. Ids from variables and f-strings are not known here and are left out, and
 * so is what stands in comments and strings. Runs in linear time and without Python.
 */
export function findDagIds(source: string): DagDefinition[] {
  const found: DagDefinition[] = [];
  const classes = new Set(['DAG']);
  const decorators = new Set(['dag']);
  const blocks = blockTracker();
  /** The open brackets; those of a call that makes a DAG read its arguments. */
  const open: (DagCall | undefined)[] = [];
  /** The token before the current one, and the one before that. */
  let last = '';
  let before = '';
  let indent: number | undefined;
  let decorator = false;
  let line = 0;
  /** A `@dag` that takes its id from the function below it. It stands outside of that function. */
  let unnamed: ({ line: number } & Place) | undefined;

  const here = (at: number) => ({ line: at, ...blocks.place() });

  const startLine = (word: string) => {
    if (indent === undefined) return;
    blocks.line(indent, word);
    indent = undefined;
    decorator = word === '@';
    if (!decorator && word !== 'def' && word !== 'async') unnamed = undefined;
  };
  const endLine = () => {
    if (decorator && decorators.has(last)) unnamed ??= here(line);
    decorator = false;
  };
  const step = (token: string, at: number) => {
    before = last;
    last = token;
    line = at;
  };

  tokenize(source, {
    line(blanks) {
      endLine();
      indent = blanks;
    },
    name(word, at) {
      startLine(word);
      open.at(-1)?.name(word);
      if (last === 'def' && unnamed !== undefined) {
        found.push({ id: word, ...unnamed });
        unnamed = undefined;
      } else if (last === 'as') {
        if (classes.has(before)) classes.add(word);
        if (decorators.has(before)) decorators.add(word);
      }
      step(word, at);
    },
    string(value, at) {
      startLine('');
      open.at(-1)?.string(value);
      step('', at);
    },
    operator(mark, at) {
      startLine(mark);
      if (mark === '(' || mark === '[' || mark === '{') {
        open.at(-1)?.operator(mark);
        const decorates = decorator && open.length === 0 && decorators.has(last);
        const constructs = classes.has(last) && before !== 'class' && before !== 'def';
        open.push(mark === '(' && (decorates || constructs) ? dagCall(decorates, line) : undefined);
      } else if (mark === ')' || mark === ']' || mark === '}') {
        const call = open.pop();
        if (call) {
          const { id, dynamic } = call.end();
          if (id !== undefined) found.push({ id, ...here(call.line) });
          else if (call.decorator && !dynamic) unnamed = here(call.line);
        }
      } else {
        open.at(-1)?.operator(mark);
      }
      step(mark, at);
    },
  });
  return found;
}
