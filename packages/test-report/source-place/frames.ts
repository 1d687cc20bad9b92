/** A place that a stack trace names. */
export interface Frame {
  /** What it calls the file, untrusted: a path of any machine, or a bare name. */
  file: string;
  /** From 1. */
  line: number;
}

/** The place where a test failed stands near the top; more lines than this are some library's. */
const maxLines = 300;
/** So many lines are remembered. */
const mostKnown = 5_000;
/** A line that is longer holds something else than a place. In characters. */
const maxLength = 1_000;

/**
 * The places that a stack trace names, in its order: those of Python, JavaScript, the JVM, .NET, Go, Ruby, PHP, Rust, C++
 * and whatever else writes `path:line`. Each line is looked at in linear time, and once only: the frames of libraries and
 * runners stand in one trace after the other.
 *
 * @returns a function of a trace, which is untrusted
 */
export function createFrames(): (trace: string) => Generator<Frame> {
  const known = new Map<string, Frame | undefined>();
  const frameOfLine = (line: string) => {
    const before = known.get(line);
    if (before !== undefined || known.has(line)) return before;
    const frame = frameOf(line.trimEnd());
    if (known.size === mostKnown) known.clear();
    known.set(line, frame);
    return frame;
  };
  return (trace) => framesOf(trace, frameOfLine);
}

function* framesOf(trace: string, frameOfLine: (line: string) => Frame | undefined): Generator<Frame> {
  let start = 0;
  for (let lines = 0; lines < maxLines && start < trace.length; lines++) {
    const end = trace.indexOf('\n', start);
    const line = trace.slice(start, end < 0 ? undefined : end);
    start = end < 0 ? trace.length : end + 1;
    if (line.length > maxLength || !/\d/.test(line)) continue;
    const frame = frameOfLine(line);
    if (frame) yield frame;
  }
}

/** @returns the first place that a line names; undefined where there is none */
function frameOf(line: string): Frame | undefined {
  for (const read of [python, jvm, javascript, dotnet, dart]) {
    const frame = read(line);
    if (frame) return frame;
  }
  // Go, Ruby, PHP, Rust, pytest's short form, compilers: a word that ends in a line number.
  for (const word of line.split(/[\s"'`()[\]{}<>|,;]+(?!\d+\))/)) {
    const found = /^(.+\.[A-Za-z]\w{0,9})(?::line |:|\()(\d{1,7})(?![\w.])/.exec(word);
    const frame = found && framed(found[1], found[2]);
    if (frame) return frame;
  }
  return undefined;
}

/** `File "tests/test_a.py", line 3, in test` */
function python(line: string): Frame | undefined {
  if (!line.includes('File "')) return undefined;
  const found = /\bFile "([^"]+)", line (\d{1,7})/.exec(line);
  return found ? framed(found[1], found[2]) : undefined;
}

/** `at com.acme.FooTest.test(FooTest.java:12)`, with the module or class loader before it in newer versions. */
function jvm(line: string): Frame | undefined {
  const found = /^\s*at ([^\s()]+)\(([\w$.-]+\.(?:java|kt|kts|scala|groovy|clj)):(\d{1,7})\)/.exec(line);
  if (!found) return undefined;
  const [, method = '', name = '', number] = found;
  const parts = method.slice(method.lastIndexOf('/') + 1).split('.');
  // The last two are the class and the method.
  return framed([...parts.slice(0, -2), name].join('/'), number);
}

/** `at test (/src/a.test.ts:3:5)`, `at /src/a.test.ts:3:5`, `at async file:///src/a.test.ts:3:5` */
function javascript(line: string): Frame | undefined {
  const found =
    /\(([^()]+):(\d{1,7}):\d{1,7}\)$/.exec(line) ?? /^\s*at (?:async )?([^()]+):(\d{1,7}):\d{1,7}$/.exec(line);
  return found ? framed(found[1], found[2]) : undefined;
}

/** `at Acme.FooTests.Test() in C:\src\FooTests.cs:line 12` */
function dotnet(line: string): Frame | undefined {
  const at = line.lastIndexOf(':line ');
  const before = at < 0 ? -1 : line.lastIndexOf(' in ', at);
  const number = /^\d{1,7}/.exec(line.slice(at + 6))?.[0];
  return before < 0 ? undefined : framed(line.slice(before + 4, at), number);
}

/** `test/a_test.dart 12:5  main.<fn>` */
function dart(line: string): Frame | undefined {
  const found = /^\s*(\S+\.dart) (\d{1,7}):\d{1,7}/.exec(line);
  return found ? framed(found[1], found[2]) : undefined;
}

function framed(file: string | undefined, number: string | undefined): Frame | undefined {
  const line = Number(number);
  return file && line > 0 ? { file, line } : undefined;
}
