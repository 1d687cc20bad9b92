import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';

export interface Shape {
  cases: number;
  /** How many files they are spread over. */
  files: number;
  /** How many cases a class has. */
  perClass: number;
  /** Whether each class is a suite; otherwise all stand in one. */
  suites: boolean;
}

/** Writes reports shaped as surefire's: 1 % failures and 0.2 % errors with a stack trace of 25 lines, 1 % skipped. */
export function writeReports(folder: string, { cases, files, perClass, suites }: Shape): void {
  mkdirSync(folder, { recursive: true });
  for (let file = 0; file < files; file++) {
    const descriptor = openSync(path.join(folder, `TEST-${file}.xml`), 'w');
    writeSync(descriptor, '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n');
    if (!suites) writeSync(descriptor, '  <testsuite name="all">\n');
    const end = ((file + 1) * cases) / files;
    for (let first = (file * cases) / files; first < end; first += perClass) {
      const className = `com.example.module${Math.floor(first / 5_000)}.feature${Math.floor(first / 500) % 10}.Generated${first / perClass}Test`;
      const rows = Array.from({ length: Math.min(perClass, end - first) }, (_, index) => row(className, first + index));
      const text = rows.join('\n');
      writeSync(descriptor, suites ? suite(className, text) : `${text}\n`);
    }
    writeSync(descriptor, `${suites ? '' : '  </testsuite>\n'}</testsuites>\n`);
    closeSync(descriptor);
  }
}

function suite(name: string, rows: string): string {
  return `  <testsuite name="${name}" timestamp="2026-01-01T00:00:00" hostname="runner">\n${rows}\n  </testsuite>\n`;
}

function row(className: string, index: number): string {
  const time = ((index % 97) / 1000).toFixed(3);
  const start = `    <testcase name="shouldHandleCase${index}WithInput[${index % 7}, &quot;value-${index % 13}&quot;]" classname="${className}" time="${time}"`;
  // A sign that looks like chance and is the same in every run.
  const chance = ((index * 2_654_435_761) % 4_294_967_296) % 1_000;
  if (chance < 10) {
    const failure = `<failure message="expected:&lt;${index}&gt; but was:&lt;${index + 1}&gt;" type="java.lang.AssertionError">${stack(className, index)}</failure>`;
    return `${start}>\n      ${failure}\n    </testcase>`;
  }
  if (chance < 12) {
    const error = `<error message="boom" type="java.lang.NullPointerException"><![CDATA[${stack(className, index)}]]></error>`;
    return `${start}>\n      ${error}\n    </testcase>`;
  }
  if (chance < 22) return `${start}>\n      <skipped message="disabled on linux"/>\n    </testcase>`;
  return `${start}/>`;
}

function stack(className: string, index: number): string {
  const lines = Array.from(
    { length: 24 },
    (_, at) =>
      `\tat com.example.mod${index % 37}.pkg${at}.Service${at}Impl.doSomething${at}(Service${at}Impl.java:${10 + at * 7})`,
  );
  return [`java.lang.AssertionError: ${index}`, ...lines, `\tat ${className}.test${index}(Test.java:20)`].join('\n');
}
