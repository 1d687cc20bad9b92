import { maskScript } from './mask-script.ts';
import type { Names } from './python-names.ts';

const name = '[A-Za-z_$][\\w$]*';
const statements: readonly RegExp[] = [
  new RegExp(`\\bexport\\s+(?:const|let|var|class|(?:async\\s+)?function\\s*\\*?)\\s*(${name})`, 'g'),
  new RegExp(`\\bexport\\s+\\*\\s+as\\s+["']?(${name})`, 'g'),
  /\bexport\s+(default)\b/g,
  new RegExp(`(?:\\bmodule\\s*\\.\\s*|(?<![.\\w$]))exports\\s*\\.\\s*(${name})\\s*=(?![=])`, 'g'),
  new RegExp(`(?:\\bmodule\\s*\\.\\s*|(?<![.\\w$]))exports\\s*\\[\\s*["'](${name})["']\\s*\\]\\s*=(?![=])`, 'g'),
  new RegExp(`\\bdefineProperty\\s*\\(\\s*(?:module\\s*\\.\\s*)?exports\\s*,\\s*["'](${name})["']`, 'g'),
];
/** `module.exports = {`, and lists of `export { a as b }`. */
const objects = /(?:\bmodule\s*\.\s*|(?<![.\w$]))exports\s*=\s*(?:(?:module\s*\.\s*)?exports\s*=\s*)?\{/g;
const lists = /\bexport\s*\{/g;
/** Names that come from elsewhere, or from what is only known when it runs. */
const dynamic = /\bexport\s*\*\s*from\b|\b(?:eval|Function)\s*\(|\bexport\s+(?:const|let|var)\s*[[{]/;
/** Words about exports that say nothing of names. */
const harmless = /\b(?:Object\s*\.\s*)?defineProperty\s*\(\s*exports\s*,\s*["']__esModule["'][^)]*\)|"use strict"/g;

/**
 * Reads which names a JavaScript module exports, without running it: the forms of ES modules and of CommonJS.
 *
 * @param source its text
 */
export function nodeNames(source: string): Names {
  const { text, whole } = maskScript(source);
  const names = new Set<string>();
  let certain = whole && !dynamic.test(text);
  let rest = text.replace(harmless, ' ');
  for (const { index, 0: found } of rest.matchAll(/\bexport\s+(?:const|let|var)\b/g)) {
    if (severalNames(rest, index + found.length)) certain = false;
  }
  for (const statement of statements) {
    rest = rest.replace(statement, (_found, exported: string) => {
      names.add(exported);
      return ' ';
    });
  }
  for (const opening of [objects, lists]) {
    for (const match of rest.matchAll(opening)) {
      const body = inBraces(rest, match.index + match[0].length);
      if (body === undefined || !addKeys(body, names, opening === lists)) certain = false;
    }
    rest = rest.replace(opening, ' ');
  }
  // `exports` that none of these forms explains: given to a function, or assigned as a whole.
  if (/\bexports\b|\bmodule\b\s*(?![.:\w]|["'])/.test(rest)) certain = false;
  return { names, certain };
}

/** @returns whether a declaration may go on to another name: there is a comma in it, outside of brackets */
function severalNames(text: string, from: number): boolean {
  let depth = 0;
  const mark = /[({[]|[)}\]]|[,;]|\b(?:export|import|const|let|var|class|function)\b/g;
  mark.lastIndex = from;
  for (let match = mark.exec(text); match !== null; match = mark.exec(text)) {
    const [found] = match;
    if ('({['.includes(found)) depth += 1;
    else if (')}]'.includes(found)) depth -= 1;
    else if (depth <= 0) return found === ',';
  }
  return false;
}

/** @returns the text up to the brace that closes; undefined where none does */
function inBraces(text: string, from: number): string | undefined {
  let depth = 1;
  for (let at = from; at < text.length; at++) {
    if ('({['.includes(text[at] ?? '')) depth += 1;
    else if (')}]'.includes(text[at] ?? '')) depth -= 1;
    if (depth === 0) return text.slice(from, at);
  }
  return undefined;
}

/** Adds the names of an object's keys, or of a list of exports. @returns false where there are names that cannot be read */
function addKeys(body: string, names: Set<string>, isList: boolean): boolean {
  let all = true;
  let depth = 0;
  let from = 0;
  for (let at = 0; at <= body.length; at++) {
    const letter = body[at] ?? ',';
    if ('({['.includes(letter)) depth += 1;
    else if (')}]'.includes(letter)) depth -= 1;
    if (letter !== ',' || depth !== 0) continue;
    const part = body.slice(from, at).trim();
    from = at + 1;
    if (part === '') continue;
    const key = isList
      ? /(?:\bas\s+)?["']?([A-Za-z_$][\w$]*)["']?$/.exec(part)
      : /^(?:(?:async|get|static)\s+)?(?:\*\s*)?["']?([A-Za-z_$][\w$]*)["']?\s*(?=[:(]|$)/.exec(part);
    if (key?.[1] === undefined) all = false;
    else names.add(key[1]);
  }
  return all;
}
