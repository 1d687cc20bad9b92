/** `import a.b, c as d` and `from .a import (b, c)`, at the start of a line; a list in brackets may span lines. */
const statement =
  /[ \t]*(?:import[ \t]+([\w.][^\n#;]{0,2000})|from[ \t]+(\.*[\w.]*)[ \t]+import[ \t]*(?:\(([^)]{0,10000})\)|([^\n#;(]{1,2000})))/y;

/** @returns the paths of the modules of a source that one of its files imports */
export type FindImports = (source: string, path: string) => string[];

/**
 * Finds what a Python file imports, well enough to send modules before the files that need them: an import that stands
 * in a docstring is found too, which costs nothing but order.
 *
 * @param exists whether there is such a file, relative to the DAG folder, which Airflow puts on Python's path
 * @returns a function of the text of a file and of where it is in that folder; it remembers what a name leads to
 */
export function createFindImports(exists: (path: string) => boolean): FindImports {
  const known = new Map<string, readonly string[]>();
  const filesOf = (module: string) => {
    const files = known.get(module) ?? lookUp(module, exists);
    known.set(module, files);
    return files;
  };
  return (source, path) => {
    const found = new Set<string>();
    for (const [, modules, from, bracketed, plain] of statements(source)) {
      const names = (modules ?? bracketed ?? plain ?? '')
        .split(/[,\n]/)
        .map((item) => item.replace(/#.*/, '').trim().split(/\s/, 1)[0] ?? '')
        .filter((name) => /^[\w.]+$/.test(name));
      const base = from === undefined ? undefined : resolve(from, path);
      if (base === null) continue;
      if (base) for (const file of filesOf(base)) found.add(file);
      for (const name of names) {
        const module = name.replaceAll('.', '/');
        for (const file of filesOf(base ? `${base}/${module}` : module)) found.add(file);
      }
    }
    found.delete(path);
    return [...found];
  };
}

/** A module is a file or a package; importing `a.b` runs `a/__init__.py` too. */
function lookUp(module: string, exists: (path: string) => boolean): string[] {
  const parts = module.split('/').slice(0, 20);
  const stems = parts.map((_, index) => parts.slice(0, index + 1).join('/'));
  return stems.flatMap((stem) => [`${stem}.py`, `${stem}/__init__.py`].filter(exists));
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

/** @returns the path of the module that `from` names, without an ending; null where it leads out of the DAG folder */
function resolve(from: string, path: string): string | null {
  const dots = /^\.*/.exec(from)?.[0].length ?? 0;
  const named = from.slice(dots).split('.').filter(Boolean);
  if (dots === 0) return named.join('/');
  const folder = path.split('/').slice(0, -1);
  const up = dots - 1;
  return up > folder.length ? null : [...folder.slice(0, folder.length - up), ...named].join('/');
}
