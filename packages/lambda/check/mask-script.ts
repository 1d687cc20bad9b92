/** After these a slash begins a regular expression; after anything else it divides. */
const beforeRegExp =
  /(?:^|[=([{},;:!&|?+\-*%^~<>\n]|=>|\b(?:return|typeof|case|in|of|do|else|void|delete|throw|new|yield|await))\s*$/;
const wordOnly = /^[\w$]*$/;

/**
 * JavaScript without its comments, and without what its strings, templates and regular expressions hold, so that a search
 * finds code only. A string that is one word stays, because it may be the name of a property.
 *
 * @returns `whole` is false where the text cannot be followed to its end
 */
export function maskScript(source: string): { text: string; whole: boolean } {
  const out: string[] = [];
  /** What the last bit of code was, for the question what a slash means. */
  let tail = '';
  const put = (code: string) => {
    out.push(code);
    tail = (tail + code).slice(-24);
  };
  /** How many braces are open in each `${…}` of a template that we are in. */
  const templates: number[] = [];
  let at = 0;
  const template = (): boolean => {
    for (; at < source.length; at++) {
      if (source[at] === '\\') at += 1;
      else if (source[at] === '`') {
        at += 1;
        put('``');
        return true;
      } else if (source[at] === '$' && source[at + 1] === '{') {
        at += 2;
        templates.push(0);
        put('(');
        return true;
      }
    }
    return false;
  };
  const plain = /[^"'`/{}\\]+/y;
  while (at < source.length) {
    plain.lastIndex = at;
    const code = plain.exec(source)?.[0];
    if (code !== undefined) {
      put(code);
      at += code.length;
      continue;
    }
    const letter = source[at] ?? '';
    const next = source[at + 1];
    if (letter === '/' && (next === '/' || next === '*')) {
      const end = next === '/' ? source.indexOf('\n', at) : source.indexOf('*/', at + 2);
      if (end < 0) return { text: out.join(''), whole: next === '/' };
      at = next === '/' ? end : end + 2;
      put(' ');
    } else if (letter === '"' || letter === "'") {
      const end = endOf(source, at + 1, letter);
      if (end === undefined) return { text: out.join(''), whole: false };
      const held = source.slice(at + 1, end);
      put(wordOnly.test(held) || held === 'use strict' ? `"${held}"` : '""');
      at = end + 1;
    } else if (letter === '`') {
      at += 1;
      if (!template()) return { text: out.join(''), whole: false };
    } else if (letter === '/' && beforeRegExp.test(tail)) {
      const end = endOfRegExp(source, at + 1);
      if (end === undefined) return { text: out.join(''), whole: false };
      put('0');
      at = end + 1;
    } else if (letter === '}' && templates.at(-1) === 0) {
      templates.pop();
      at += 1;
      put(')');
      if (!template()) return { text: out.join(''), whole: false };
    } else {
      const open = templates.length - 1;
      if (open >= 0 && letter === '{') templates[open] = (templates[open] ?? 0) + 1;
      if (open >= 0 && letter === '}') templates[open] = (templates[open] ?? 0) - 1;
      put(letter);
      at += 1;
    }
  }
  return { text: out.join(''), whole: templates.length === 0 };
}

function endOf(source: string, from: number, quote: string): number | undefined {
  for (let at = from; at < source.length; at++) {
    if (source[at] === '\\') at += 1;
    else if (source[at] === quote) return at;
    else if (source[at] === '\n') return undefined;
  }
  return undefined;
}

function endOfRegExp(source: string, from: number): number | undefined {
  let inClass = false;
  for (let at = from; at < source.length; at++) {
    const letter = source[at];
    if (letter === '\n') return undefined;
    if (letter === '\\') at += 1;
    else if (letter === '[') inClass = true;
    else if (letter === ']') inClass = false;
    else if (letter === '/' && !inClass) return at;
  }
  return undefined;
}
