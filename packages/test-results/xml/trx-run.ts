import { limits } from '../limits.ts';
import type { Sink } from '../model.ts';
import { CappedText } from './capped-text.ts';
import type { Attributes } from './read-xml.ts';

/** So many messages of a run are kept. */
const maxInfos = 100;

const fine = /^(Completed|Passed|Warning|NotExecuted|Inconclusive|Pending)$/i;
const failedInfo = /^(Error|Failed|Aborted|Timeout|Disconnected)$/i;

/**
 * What a TRX file says of the run as a whole: a test host that crashed, or an adapter that could not start, stands here
 * and in no test.
 */
export class TrxRun {
  /** Of the `<ResultSummary>`. */
  outcome: string | undefined;
  /** Whether a test of the file failed. */
  hasFailures = false;
  readonly #sink: Sink;
  readonly #infos: string[] = [];
  #dropped = 0;
  #info: CappedText | undefined;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  /** @returns where the text of a `<RunInfo>` goes; undefined if it tells of no failure */
  openInfo(attributes: Attributes): CappedText | undefined {
    if (failedInfo.test(attributes.outcome?.trim() ?? '')) this.#info = new CappedText(limits.message);
    return this.#info;
  }

  closeInfo(): void {
    if (this.#info) {
      if (this.#infos.length < maxInfos) this.#infos.push(this.#info.value || 'the run failed, and does not say why');
      else this.#dropped += 1;
    }
    this.#info = undefined;
  }

  /** To be called when all of the file is read: the summary may stand before the results. */
  finish(): void {
    // xUnit.net says each failed test again as an error of the run.
    const infos = this.#infos.filter((text) => !(this.hasFailures && isEcho(text)));
    for (const message of infos) this.#fail(message);
    if (this.#dropped > 0) this.#fail(`${this.#dropped} more errors of the run`);
    if (infos.length > 0 || this.outcome === undefined || fine.test(this.outcome.trim())) return;
    const failedOnly = this.outcome.trim().toLowerCase() === 'failed';
    if (!(failedOnly && this.hasFailures)) this.#fail(`the run ended with the outcome ${this.outcome.slice(0, 60)}`);
  }

  #fail(message: string): void {
    this.#sink.suiteFailure({ suite: { path: [], declaredMs: 0 }, message, details: '' });
  }
}

function isEcho(text: string): boolean {
  return text.startsWith('[xUnit.net ') && text.endsWith('[FAIL]') && !text.includes('\n');
}
