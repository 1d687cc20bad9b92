/** Where a stack trace leads, as it names it; the file is empty where it names none. */
export interface Place {
  file: string;
  line: number | undefined;
}

/** More than that is no frame that a test stands in, and no line of a stack trace. */
const maxLines = 200;
const maxLength = 1_000;

/**
 * Finds the source file in a stack trace of .NET (`at A.B() in C:\src\a.cs:line 12`, in any language, and as Mono writes
 * it) or Java (`at a.b.CTest.d(CTest.java:12)`, which gives `a/b/CTest.java`).
 *
 * @param className a frame of this class is preferred to the first one that names a file
 */
export function placeInStack(stack: string, className: string): Place {
  let first: Place | undefined;
  let at = 0;
  for (let count = 0; count < maxLines && at < stack.length; count++) {
    const end = stack.indexOf('\n', at);
    const frame = stack
      .slice(at, end === -1 ? undefined : Math.min(end, at + maxLength))
      .slice(0, maxLength)
      .trimEnd();
    at = end === -1 ? stack.length : end + 1;
    const place = dotnetPlace(frame) ?? javaPlace(frame);
    if (!place) continue;
    if (className === '' || frame.includes(`${className}.`)) return place;
    first ??= place;
  }
  return first ?? { file: '', line: undefined };
}

function dotnetPlace(frame: string): Place | undefined {
  // The word before the number is of the language of the machine: `line`, `Zeile`, `línea`; Mono writes none.
  const end = /:(?:\p{L}+ )?(\d{1,7})\.?$/u.exec(frame.slice(-40));
  if (!end) return undefined;
  const path = frame.slice(0, frame.length - end[0].length);
  const start = /\s(?:[A-Za-z]:[\\/]|\\\\|\/)/.exec(path);
  return start ? { file: path.slice(start.index + 1), line: lineOf(end[1]) } : undefined;
}

function javaPlace(frame: string): Place | undefined {
  const end = /\(([\w$.-]{1,200}\.(?:java|kt|groovy|scala)):(\d{1,7})\)$/.exec(frame.slice(-260));
  if (!end) return undefined;
  const [whole, file = '', line] = end;
  // `at module/a.b.CTest.d`: the package is what stands before the class and the method.
  const method = frame.slice(0, frame.length - whole.length);
  const start = Math.max(method.lastIndexOf(' '), method.lastIndexOf('/'), method.lastIndexOf('\t'));
  const folders = method
    .slice(start + 1)
    .split('.')
    .slice(0, -2);
  return { file: [...folders, file].join('/'), line: lineOf(line) };
}

function lineOf(digits: string | undefined): number | undefined {
  const line = Number(digits);
  return line > 0 ? line : undefined;
}
