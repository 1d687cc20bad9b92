/** The names that a module has at its top level. */
export interface Names {
  names: ReadonlySet<string>;
  /** Whether there can be no others; where only running the module could tell, false. */
  certain: boolean;
}

/** What gives a module names that are not written in it, wherever it stands, and what does so at the top level. */
const dynamic = /\b(?:globals|exec)\s*\(|\bsys\.modules\b/;
const dynamicAtTop = /\b(?:locals|vars|eval)\s*\(|\bdef\s+__getattr__\b|\bimport\s+\*/;
const block =
  /^(?:async\s+)?(?:if|elif|else|try|except|finally|for|while|with|match|case)\b(?!\s*(?:=(?!=)|[.,)\]+*/|&^-]))/;
/** A name of Python, in any alphabet. https://docs.python.org/3/reference/lexical_analysis.html#identifiers */
const word = '[\\p{L}_][\\p{L}\\p{N}\\p{M}_]*';
const definition = new RegExp(`^(?:async\\s+def|def|class)\\s+(${word})`, 'u');
const walrus = new RegExp(`(${word})\\s*:=`, 'gu');
const everyWord = new RegExp(word, 'gu');

/**
 * Reads which names a Python module defines, without running it: functions, classes, assignments and imports, also
 * those in the branches of an `if` or `try`.
 *
 * @param source its text
 */
export function pythonNames(source: string): Names {
  const { lines, whole } = logicalLines(source);
  const names = new Set<string>();
  let certain = whole;
  /** How far in the body of a function or class begins that is passed over; what is inside are no names of the module. */
  let inside: number | undefined;
  for (const { indent, text } of lines) {
    if (dynamic.test(text)) certain = false;
    if (inside !== undefined && indent > inside) {
      for (const [, global = ''] of text.matchAll(/^\s*global\s+(.+)/g)) words(global, names);
      continue;
    }
    inside = undefined;
    if (dynamicAtTop.test(text)) certain = false;
    const defined = definition.exec(text);
    if (defined?.[1] !== undefined) {
      names.add(defined[1]);
      inside = indent;
    } else addNames(text, names);
  }
  return { names, certain };
}

/** Adds what a statement binds; of a block on one line, its statements too. */
function addNames(text: string, names: Set<string>): void {
  for (const statement of split(text, ';')) {
    const line = statement.trim();
    for (const [, name = ''] of line.matchAll(walrus)) names.add(name);
    if (block.test(line)) {
      const colon = split(line, ':');
      const head = colon[0] ?? '';
      const bound = /\bfor\s+(.+?)\s+in\b|\bas\s+([^,)]+)|^case\s+(.+)/g;
      for (const [, each, as, pattern] of head.matchAll(bound)) words(each ?? as ?? pattern ?? '', names);
      if (colon.length > 1) addNames(colon.slice(1).join(':'), names);
      continue;
    }
    const imported = /^(?:from\s+(?:\S+\s+|\.+))?import(?=[\s(])\s*(.+)$/.exec(line)?.[1];
    if (imported !== undefined) {
      for (const part of imported.replace(/[()]/g, '').split(',')) {
        const [name = '', alias] = part.trim().split(/\s+as\s+/);
        if (name !== '') names.add(alias ?? name.split('.')[0] ?? '');
      }
      continue;
    }
    const targets = split(line, '=');
    // The last part is the value. `a: int` alone binds nothing, but is no reason to refuse.
    for (const target of targets.length > 1
      ? targets.slice(0, -1)
      : targets.filter((each) => /^[^\s()]+\s*:/.test(each))) {
      words(target.split(':')[0] ?? '', names);
    }
  }
}

function words(text: string, names: Set<string>): void {
  for (const [name] of text.matchAll(everyWord)) names.add(name);
}

/** Splits at a mark outside of brackets; `==`, `<=` and their like are no `=`. */
function split(text: string, mark: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] ?? '';
    if ('([{'.includes(letter)) depth += 1;
    else if (')]}'.includes(letter)) depth -= 1;
    else if (letter === mark && depth === 0) {
      if (mark === '=' && (text[at + 1] === '=' || /[=<>!:]/.test(text[at - 1] ?? ''))) continue;
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return [...parts, text.slice(from)];
}

/** A string with its prefix, a comment, a line that goes on, or one letter. */
const token =
  /(?:\b[rbuft]{1,2})?("""|'''|"|')|#[^\n]*|\\\r?\n|\r?\n|[([{]|[)\]}]|[^\S\n]+|[^"'#\\\r\n()[\]{}\s]+|./gisu;

/** @returns statements, each on one line, with every string replaced by `""`; `whole` is false where it cannot be read */
function logicalLines(source: string): { lines: { indent: number; text: string }[]; whole: boolean } {
  const lines: { indent: number; text: string }[] = [];
  let whole = true;
  let depth = 0;
  let line = '';
  const finish = () => {
    const text = line.trimStart();
    if (text.trim() !== '') lines.push({ indent: width(line.slice(0, line.length - text.length)), text: text.trim() });
    line = '';
  };
  token.lastIndex = 0;
  for (let match = token.exec(source); match !== null; match = token.exec(source)) {
    const [found, quote] = match;
    if (quote !== undefined) {
      const end = endOfString(source, token.lastIndex, quote);
      if (end === undefined) {
        whole = false;
        break;
      }
      token.lastIndex = end;
      line += '""';
    } else if (found.startsWith('#') || /^\\\r?\n$/.test(found)) {
      if (!found.startsWith('#')) line += ' ';
    } else if (/^\r?\n$/.test(found)) {
      if (depth === 0) finish();
      else line += ' ';
    } else {
      if ('([{'.includes(found)) depth += 1;
      else if (')]}'.includes(found)) depth -= 1;
      line += found;
    }
    if (depth < 0) {
      whole = false;
      depth = 0;
    }
  }
  finish();
  return { lines, whole: whole && depth === 0 };
}

/** @returns where a string ends, undefined for one that does not */
function endOfString(source: string, from: number, quote: string): number | undefined {
  for (let at = from; at < source.length; at++) {
    if (source[at] === '\\') at += 1;
    else if (source.startsWith(quote, at)) return at + quote.length;
    else if (quote.length === 1 && source[at] === '\n') return undefined;
  }
  return undefined;
}

/** @returns how far in a line begins, as Python counts tabs */
function width(space: string): number {
  let columns = 0;
  for (const letter of space) columns = letter === '\t' ? columns + 8 - (columns % 8) : columns + 1;
  return columns;
}
