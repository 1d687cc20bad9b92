/** The engine could not build the image: the fault is the Dockerfile's, or something's that it needs. */
export class BuildFailed extends Error {
  override readonly name = 'BuildFailed';
  /** What the engine printed last, oldest first, without colours. Untrusted text. */
  readonly lastLines: readonly string[];

  /** @param sentence what is wrong, without the lines */
  constructor(sentence: string, lastLines: readonly string[]) {
    super(lastLines.length === 0 ? sentence : `${sentence} It printed at last:\n${lastLines.join('\n')}`);
    this.lastLines = lastLines;
  }
}

/** How many lines an error carries. BuildKit repeats the failed step, its output and its place in the Dockerfile in these. */
export const lastLinesKept = 30;
