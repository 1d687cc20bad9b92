/** What a Python source is made of, as far as finding calls and imports needs it. */
export interface TokenVisitor {
  /** The first token of a logical line follows. @param indent blanks before it; a tab goes to the next multiple of 8 */
  line(indent: number): void;
  name(text: string, line: number): void;
  /** A string. @param value its text; undefined for an f-string, a t-string or bytes, whose value is not in the text */
  string(value: string | undefined, line: number): void;
  /** Anything else, character by character; numbers come as one `0`. */
  operator(mark: string, line: number): void;
}

/** What an ASCII character is: 1 starts a name, 2 is a digit, 0 is anything else. A table is faster than comparing. */
const kinds = Uint8Array.from({ length: 128 }, (_, code) => {
  if (code >= 48 && code <= 57) return 2;
  return /[A-Za-z_]/.test(String.fromCharCode(code)) ? 1 : 0;
});
const kindOf = (code: number) => (code < 128 ? kinds[code] : 1);

/**
 * Splits Python source into tokens, in one pass and in linear time, whatever the source holds; it never fails. Comments
 * and the inside of strings are no tokens. Where the source is no valid Python the tokens mean little, which does no
 * harm: Python itself judges the syntax.
 *
 * @see https://docs.python.org/3/reference/lexical_analysis.html
 */
export function tokenize(text: string, visit: TokenVisitor): void {
  const source = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
  const end = source.length;
  const backslash = finder(source, '\\');
  const newline = finder(source, '\n');
  let at = source.charCodeAt(0) === 0xfeff ? 1 : 0;
  let line = 1;
  let depth = 0;
  let atLineStart = true;
  let indent = 0;

  while (at < end) {
    const code = source.charCodeAt(at);
    if (code === 32 || code === 9 || code === 12) {
      if (atLineStart) indent = code === 9 ? (indent >> 3) * 8 + 8 : code === 12 ? 0 : indent + 1;
      at += 1;
    } else if (code === 10) {
      at += 1;
      line += 1;
      if (depth === 0) {
        atLineStart = true;
        indent = 0;
      }
    } else if (code === 35) {
      at = newline(at);
    } else if (code === 92) {
      // A backslash at the end of a line joins it with the next.
      const joins = source.charCodeAt(at + 1) === 10;
      if (joins) line += 1;
      at += joins ? 2 : 1;
    } else {
      if (atLineStart) {
        atLineStart = false;
        visit.line(indent);
      }
      readToken(code);
    }
  }

  function readToken(code: number): void {
    const kind = kindOf(code);
    if (code === 34 || code === 39) readString('');
    else if (kind !== 0) {
      const start = at;
      at += 1;
      while (at < end && kindOf(source.charCodeAt(at)) !== 0) at += 1;
      if (kind === 2) {
        visit.operator('0', line);
        return;
      }
      const word = source.slice(start, at);
      const quote = source.charCodeAt(at);
      if ((quote === 34 || quote === 39) && /^(?:[rubft]|br|rb|fr|rf|tr|rt)$/i.test(word))
        readString(word.toLowerCase());
      else visit.name(word, line);
    } else {
      if (code === 40 || code === 91 || code === 123) depth += 1;
      else if ((code === 41 || code === 93 || code === 125) && depth > 0) depth -= 1;
      visit.operator(source[at] as string, line);
      at += 1;
    }
  }

  /** Reads from the opening quote on. A string that is never closed ends with its line, so that the rest is still read as code. */
  function readString(prefix: string): void {
    const first = line;
    const mark = source[at] as string;
    const triple = source.startsWith(mark.repeat(3), at);
    const closing = triple ? mark.repeat(3) : mark;
    at += closing.length;
    const start = at;
    const closes = finder(source, closing);
    let stop = -1;
    while (stop < 0) {
      const close = closes(at);
      const escaped = backslash(at);
      const lineEnd = triple ? end : newline(at);
      if (escaped < close && escaped < lineEnd) {
        countLines(at, escaped + 2);
        at = Math.min(end, escaped + 2);
      } else {
        stop = Math.min(close, lineEnd);
        countLines(at, stop);
        at = stop === close ? Math.min(end, close + closing.length) : stop;
      }
    }
    if (/[fbt]/.test(prefix)) visit.string(undefined, first);
    else
      visit.string(prefix.includes('r') ? source.slice(start, stop) : resolveEscapes(source.slice(start, stop)), first);
  }

  function countLines(from: number, to: number): void {
    for (let next = newline(from); next < to && next < end; next = newline(next + 1)) line += 1;
  }
}

/** @returns a search for a mark, from a place that only goes forward; the end of the text where there is none */
function finder(source: string, mark: string): (from: number) => number {
  let next = -1;
  return (from) => {
    if (next < from) {
      const found = source.indexOf(mark, from);
      next = found < 0 ? source.length : found;
    }
    return next;
  };
}

const simple: Record<string, string> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v', '\n': '' };

/** Resolves the escapes of a string literal. */
function resolveEscapes(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(
    /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{1,3})|(\r\n|[\s\S]))/g,
    (whole, hex, short, long, octal, other) => {
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
      const code = Number.parseInt(hex ?? short ?? long ?? '', 16);
      if (!Number.isNaN(code)) return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
      if (other === '\r\n') return '';
      return simple[other] ?? (/[\\'"]/.test(other) ? other : whole);
    },
  );
}
