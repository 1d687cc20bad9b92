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

const isDigit = (code: number) => code >= 48 && code <= 57;
const isNameStart = (code: number) =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code >= 128;

/**
 * Splits Python source into tokens, in one pass and in linear time, whatever the source holds; it never fails. Comments
 * and the inside of strings are no tokens. Where the source is no valid Python the tokens mean little, which does no
 * harm: Python itself judges the syntax.
 *
 * @see https://docs.python.org/3/reference/lexical_analysis.html
 */
export function tokenize(source: string, visit: TokenVisitor): void {
  const end = source.length;
  let at = source.charCodeAt(0) === 0xfeff ? 1 : 0;
  let line = 1;
  let depth = 0;
  let atLineStart = true;
  let indent = 0;

  const begin = () => {
    if (!atLineStart) return;
    atLineStart = false;
    visit.line(indent);
  };

  while (at < end) {
    const code = source.charCodeAt(at);
    if (code === 32 || code === 9 || code === 12) {
      if (atLineStart) indent = code === 9 ? (indent >> 3) * 8 + 8 : code === 12 ? 0 : indent + 1;
      at += 1;
    } else if (code === 10 || code === 13) {
      at += code === 13 && source.charCodeAt(at + 1) === 10 ? 2 : 1;
      line += 1;
      if (depth === 0) {
        atLineStart = true;
        indent = 0;
      }
    } else if (code === 35) {
      while (at < end && source.charCodeAt(at) !== 10 && source.charCodeAt(at) !== 13) at += 1;
    } else if (code === 92) {
      // A backslash at the end of a line joins it with the next.
      const next = source.charCodeAt(at + 1);
      at += next === 13 && source.charCodeAt(at + 2) === 10 ? 3 : 2;
      if (next === 10 || next === 13) line += 1;
    } else if (code === 34 || code === 39) {
      begin();
      readString('');
    } else if (isNameStart(code)) {
      begin();
      const start = at;
      while (at < end && (isNameStart(source.charCodeAt(at)) || isDigit(source.charCodeAt(at)))) at += 1;
      const quote = source.charCodeAt(at);
      const prefixed = at - start <= 2 && (quote === 34 || quote === 39);
      const text = source.slice(start, at);
      if (prefixed && /^(?:[rubft]|br|rb|fr|rf|tr|rt)$/i.test(text)) readString(text.toLowerCase());
      else visit.name(text, line);
    } else if (isDigit(code)) {
      begin();
      while (at < end && (isDigit(source.charCodeAt(at)) || isNameStart(source.charCodeAt(at)))) at += 1;
      visit.operator('0', line);
    } else {
      begin();
      const mark = source[at] as string;
      if (mark === '(' || mark === '[' || mark === '{') depth += 1;
      else if ((mark === ')' || mark === ']' || mark === '}') && depth > 0) depth -= 1;
      visit.operator(mark, line);
      at += 1;
    }
  }

  function readString(prefix: string): void {
    const first = line;
    const quote = source.charCodeAt(at);
    const triple = source.charCodeAt(at + 1) === quote && source.charCodeAt(at + 2) === quote;
    at += triple ? 3 : 1;
    const start = at;
    let stop = end;
    while (at < end) {
      const code = source.charCodeAt(at);
      if (code === 92) {
        if (source.charCodeAt(at + 1) === 10) line += 1;
        at += 2;
      } else if (
        code === quote &&
        (!triple || (source.charCodeAt(at + 1) === quote && source.charCodeAt(at + 2) === quote))
      ) {
        stop = at;
        at += triple ? 3 : 1;
        break;
      } else if (code === 10) {
        if (!triple) {
          // Never closed: the line ends it, so that the rest of the file is still read as code.
          stop = at;
          break;
        }
        line += 1;
        at += 1;
      } else {
        at += 1;
      }
    }
    if (/[fbt]/.test(prefix)) visit.string(undefined, first);
    else
      visit.string(prefix.includes('r') ? source.slice(start, stop) : resolveEscapes(source.slice(start, stop)), first);
  }
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
