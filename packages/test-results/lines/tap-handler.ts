import { limits } from '../limits.ts';
import type { Sink } from '../model.ts';
import { BoundedText } from './bounded-text.ts';
import type { LineHandler } from './line-format.ts';
import { type TapDiagnosis, tapDiagnosis, tapDuration } from './tap-diagnosis.ts';
import { type OpenPoint, TapLevel } from './tap-level.ts';
import { type TapLine, type TestPoint, tapLine } from './tap-line.ts';

/** Deeper than any report; a file that nests further is an attack on the reader. */
const maxDepth = 100;

/** A test point with the document that it stands in, and the subtest that it stands for. */
interface Pending extends OpenPoint {
  level: TapLevel;
  child: TapLevel | undefined;
}

/** Reads TAP line by line: documents in documents, each line indented by four blanks for each. */
export class TapHandler implements LineHandler {
  readonly #sink: Sink;
  readonly #refuse: (reason: string) => never;
  /** From the document itself to the innermost subtest that is open. */
  #levels: [TapLevel, ...TapLevel[]] = [new TapLevel()];
  #pending: Pending | undefined;
  /** How deep the YAML block is indented that is read now. */
  #yamlIndent: number | undefined;
  #bailedOut = false;

  constructor(sink: Sink, refuse: (reason: string) => never) {
    this.#sink = sink;
    this.#refuse = refuse;
  }

  line(line: string): void {
    if (this.#yamlIndent !== undefined && this.#yamlLine(line, this.#yamlIndent)) return;
    const indent = line.search(/[^ ]/);
    if (indent === -1) return;
    if (this.#pending && !this.#pending.yaml && indent > 0 && line.trim() === '---') {
      this.#yamlIndent = indent;
      this.#pending.yaml = new BoundedText();
      return;
    }
    const known = indent % 4 === 0 ? tapLine(line.slice(indent)) : undefined;
    if (known) this.#take(known, indent / 4);
    else if (line[indent] === '#') this.#comment(line.slice(indent));
  }

  /** @returns whether the line belongs to the block */
  #yamlLine(line: string, indent: number): boolean {
    const depth = line.search(/\S/);
    if (depth !== -1 && depth < indent) {
      // Its end is missing: the line is one of the document again.
      this.#yamlIndent = undefined;
      return false;
    }
    if (depth === indent && line.trim() === '...') this.#yamlIndent = undefined;
    else this.#pending?.yaml?.add(`${line.slice(indent)}\n`);
    return true;
  }

  #comment(text: string): void {
    if (!this.#pending) return;
    this.#pending.comments ??= new BoundedText();
    this.#pending.comments.add(`${text}\n`);
  }

  #take(line: TapLine, depth: number): void {
    if (line.kind === 'comment') {
      this.#comment(line.text);
      return;
    }
    if (depth > maxDepth) this.#refuse(`nests subtests deeper than ${maxDepth}`);
    if (line.kind === 'open') this.#openBraces(depth);
    this.#flush();
    if (line.kind === 'subtest') this.#announce(line.name, depth);
    else if (line.kind === 'bail') this.#bail(line.reason);
    else if (line.kind === 'close') this.#closeBraces(depth);
    else if (line.kind === 'plan') this.#levelAt(depth).plan(line.count);
    else if (line.kind === 'version') this.#version(depth);
    else if (line.kind === 'point') this.#point(line.point, depth);
  }

  /** The document at a depth; those around it are opened where they are not. Deeper ones stay open. */
  #levelAt(depth: number): TapLevel {
    for (let at = this.#levels.length; at <= depth; at++) {
      const parent = this.#levels[at - 1] as TapLevel;
      this.#levels.push(parent.subtest());
    }
    return this.#levels[depth] as TapLevel;
  }

  /** `# Subtest: name` stands in the parent's document, before the subtest; of older Perl in the subtest itself. */
  #announce(name: string, depth: number): void {
    const inside = this.#levels.length === depth ? this.#levels[depth - 1] : undefined;
    if (inside && inside.announced === undefined && !inside.opened) inside.announced = name;
    else this.#levelAt(depth).announced = name;
  }

  #point(point: TestPoint, depth: number): void {
    if (depth === 0 && this.#levels[0].isFollowedBy(point)) this.#finish(true);
    const level = this.#levelAt(depth);
    if (level.opened) this.#closeBraces(depth);
    const child = this.#closeBelow(depth);
    if (point.description === '') point.description = level.announced ?? '';
    level.announced = undefined;
    const id = level.count(point);
    if (point.opens && !child) level.opened = { point, id, yaml: undefined, comments: undefined };
    else this.#pending = { point, id, yaml: undefined, comments: undefined, level, child };
  }

  #version(depth: number): void {
    if (depth > 0) this.#levelAt(depth);
    else if (!this.#levels[0].isEmpty) this.#finish(true);
  }

  /** A brace on a line of its own, below the diagnostics: the subtest of the last test point follows. */
  #openBraces(depth: number): void {
    const pending = this.#pending;
    if (!pending || pending.child || pending.level !== this.#levels[depth]) return;
    pending.level.opened = pending;
    this.#pending = undefined;
  }

  /** The end of a subtest in braces, whose test point stood before it. */
  #closeBraces(depth: number): void {
    const level = this.#levels[depth];
    const opened = level?.opened;
    if (!level || !opened) return;
    const child = this.#closeBelow(depth);
    level.opened = undefined;
    this.#pending = { ...opened, level, child };
    this.#flush();
  }

  /** Closes the subtests below a depth. @returns the outermost of them */
  #closeBelow(depth: number): TapLevel | undefined {
    let closed: TapLevel | undefined;
    while (this.#levels.length > depth + 1) {
      this.#closeBraces(this.#levels.length - 1);
      closed = this.#levels.pop() as TapLevel;
      const problem = closed.problem();
      if (problem !== undefined && !this.#bailedOut) this.#fail(closed, problem);
      const parent = this.#levels.at(-1) as TapLevel;
      parent.rows += closed.rows;
      parent.failures += closed.failures;
    }
    return closed;
  }

  #bail(reason: string): void {
    // node-tap says it again at each level.
    if (!this.#bailedOut) this.#fail(this.#levels[0], `Bail out! ${reason}`.trim());
    this.#bailedOut = true;
  }

  #fail(level: TapLevel, message: string, details = ''): void {
    level.failures += 1;
    this.#sink.suiteFailure({ suite: level.suite, message: message.slice(0, limits.message), details });
  }

  /** Hands over the last test point: all that is said of it has come. */
  #flush(): void {
    const pending = this.#pending;
    this.#pending = undefined;
    if (!pending) return;
    const { level, child, point } = pending;
    const failed = !point.ok && point.directive === undefined;
    if (child === undefined || child.rows === 0) this.#row(pending, failed);
    else if (failed && child.failures === 0) {
      const { message, details } = diagnosis(pending);
      this.#fail(child, message || `the subtest ${point.description} failed`, details);
      level.failures += 1;
    }
  }

  #row(pending: Pending, failed: boolean): void {
    const { level, point, id } = pending;
    const said = failed ? diagnosis(pending) : nothing;
    level.rows += 1;
    if (failed) level.failures += 1;
    this.#sink.testCase({
      suite: level.suite,
      name: level.names.of('', (point.description || `test ${id}`).slice(0, limits.name)),
      className: '',
      state: failed ? 'failed' : point.directive === undefined ? 'passed' : 'skipped',
      attempts: 1,
      flaky: false,
      message: failed ? said.message : point.reason.slice(0, limits.message),
      details: said.details,
      file: said.file,
      line: said.line,
      durationMs: point.durationMs || tapDuration(pending.yaml?.text ?? ''),
    });
  }

  /** The end of a document; `followed` where the next one begins in the same file. */
  #finish(followed: boolean): void {
    this.#flush();
    const [root] = this.#levels;
    if (root.opened) this.#closeBraces(0);
    else if (this.#closeBelow(0) && !this.#bailedOut) this.#fail(root, 'the file ends inside a subtest');
    const problem = root.problem(followed);
    if (problem !== undefined && !this.#bailedOut) this.#fail(root, problem);
    this.#levels = [root.next()];
    this.#bailedOut = false;
  }

  end(): void {
    const inYaml = this.#yamlIndent !== undefined;
    const [root] = this.#levels;
    this.#finish(false);
    if (inYaml) this.#fail(root, 'the file ends inside the diagnostics of a test');
  }
}

const nothing: TapDiagnosis = { message: '', details: '', file: '', line: undefined };

function diagnosis({ yaml, comments }: Pending) {
  return tapDiagnosis(yaml?.text ?? '', comments?.text ?? '');
}
