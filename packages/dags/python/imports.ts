/** `import a.b, c as d` and `from .a import (b, c)`, at the start of a line; a list in brackets may span lines. */
const statement =
  /[ \t]*(?:import[ \t]+([\w.][^\n#;]{0,2000})|from[ \t]+(\.*[\w.]*)[ \t]+import[ \t]*(?:\(([^)]{0,10000})\)|([^\n#;(]{1,2000})))/y;

/**
 * Finds what a Python file imports, well enough to send modules before the files that need them: an import that stands
 * in a docstring is found too, which costs nothing but order.
 *
 * @param source the text of the file
 * @param path where it is, relative to the DAG folder, which Airflow puts on Python's path
 * @param exists whether there is such a file
 * @returns the paths of the modules of this source that it imports
 */
export function findImports(source: string, path: string, exists: (path: string) => boolean): string[] {
  const found = new Set<string>();
  for (const [, modules, from, bracketed, plain] of statements(source)) {
    const names = (modules ?? bracketed ?? plain ?? '')
      .split(/[,\n]/)
      .map((item) => item.replace(/#.*/, '').trim().split(/\s/, 1)[0] ?? '')
      .filter((name) => /^[\w.]+$/.test(name));
    const base = from === undefined ? undefined : resolve(from, path);
    if (base === null) continue;
    if (base !== undefined) add(base);
    for (const name of names) add([...(base ?? []), ...name.split('.')]);
  }
  found.delete(path);
  return [...found];

  /** A module is a file or a package; importing `a.b` runs `a/__init__.py` too. */
  function add(parts: readonly string[]): void {
    for (let length = 1; length <= parts.length && length <= 20; length++) {
      const stem = parts.slice(0, length).join('/');
      for (const file of [`${stem}.py`, `${stem}/__init__.py`]) if (exists(file)) found.add(file);
    }
  }
}

/**
 * Goes from one `import` to the next and looks at the lines they stand in, at each line once: half the time of one
 * expression over all lines.
 */
function* statements(source: string): Generator<RegExpExecArray> {
  for (let done = 0; ; ) {
    const found = source.indexOf('import', done);
    if (found === -1) return;
    const line = source.lastIndexOf('\n', found) + 1;
    statement.lastIndex = line;
    // What is left of a line that a statement before ended in is no line.
    const match = line < done ? null : statement.exec(source);
    if (match) {
      done = Math.max(statement.lastIndex, found + 1);
      yield match;
    } else {
      done = source.indexOf('\n', found);
      if (done === -1) return;
    }
  }
}

/** @returns the parts of the module that `from` names; null where it leads out of the DAG folder */
function resolve(from: string, path: string): string[] | null {
  const dots = /^\.*/.exec(from)?.[0].length ?? 0;
  const named = from.slice(dots).split('.').filter(Boolean);
  if (dots === 0) return named;
  const folder = path.split('/').slice(0, -1);
  const up = dots - 1;
  return up > folder.length ? null : [...folder.slice(0, folder.length - up), ...named];
}
