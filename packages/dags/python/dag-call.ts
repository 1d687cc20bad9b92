/**
 * What one argument is so far. `text` is a literal in first place or anywhere; `id=` is `dag_id=` with nothing after it,
 * `id text` with a literal after it, `id other` with anything else.
 */
type Argument = 'start' | 'text' | 'word' | 'dag_id' | 'id=' | 'id text' | 'id other' | 'keyword' | 'other';

/** The arguments of one call that makes a DAG, read token by token. */
export interface DagCall {
  /** `@dag(…)` rather than `DAG(…)`. */
  decorator: boolean;
  line: number;
  name(word: string): void;
  string(value: string | undefined): void;
  operator(mark: string): void;
  /** The call ends. @returns the id, where it is a literal; `dynamic` where it may come from a variable */
  end(): { id: string | undefined; dynamic: boolean };
}

/** Starts reading the arguments of a call. */
export function dagCall(decorator: boolean, line: number): DagCall {
  let argument: Argument = 'start';
  let text = '';
  let place = 0;
  let id: string | undefined;
  let dynamic = false;

  const endArgument = () => {
    if (argument === 'id text' || (argument === 'text' && place === 0)) id = text;
    else if (argument === 'id=' || argument === 'id other') dynamic = true;
    else if (place === 0 && argument !== 'start' && argument !== 'keyword') dynamic = true;
    argument = 'start';
    text = '';
    place += 1;
  };
  const anything = () => {
    if (argument.startsWith('id')) argument = 'id other';
    else if (argument !== 'keyword') argument = 'other';
  };

  return {
    decorator,
    line,
    name(word) {
      if (argument === 'start') argument = word === 'dag_id' ? 'dag_id' : 'word';
      else anything();
    },
    string(value) {
      const next = argument === 'start' || argument === 'text' ? 'text' : 'id text';
      if (value === undefined || !['start', 'text', 'id=', 'id text'].includes(argument)) return anything();
      argument = next;
      text += value;
    },
    operator(mark) {
      if (mark === ',') endArgument();
      else if (mark === '=' && argument === 'dag_id') argument = 'id=';
      else if (mark === '=' && argument === 'word') argument = 'keyword';
      else {
        // `*args` and `**kwargs` may hold the id.
        if (mark === '*' && argument === 'start') dynamic = true;
        anything();
      }
    },
    end() {
      endArgument();
      return { id, dynamic };
    },
  };
}
