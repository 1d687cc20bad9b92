import { limits } from '../limits.ts';
import type { Sink } from '../model.ts';
import { CappedText } from './capped-text.ts';
import { ElementStack } from './element-stack.ts';
import type { Attributes, XmlFormat, XmlHandler } from './read-xml.ts';
import { TrxDefinitions } from './trx-definitions.ts';
import { type TrxResult, trxCase, trxOutcome } from './trx-result.ts';
import { TrxRun } from './trx-run.ts';

/**
 * TRX: MSTest, and whatever `dotnet test` runs.
 *
 * @see https://github.com/microsoft/vstest/tree/main/src/Microsoft.TestPlatform.Extensions.TrxLogger and the schema
 * `vstst.xsd` of Visual Studio
 */
export const trx: XmlFormat = {
  name: 'TRX',
  claims: (root) => root === 'TestRun',
  handler: (sink) => new TrxHandler(sink),
};

class TrxHandler implements XmlHandler {
  readonly #sink: Sink;
  readonly #elements = new ElementStack();
  readonly #results: TrxResult[] = [];
  #definitions: TrxDefinitions;
  #run: TrxRun;

  constructor(sink: Sink) {
    this.#sink = sink;
    this.#definitions = new TrxDefinitions(sink);
    this.#run = new TrxRun(sink);
  }

  open(name: string, attributes: Attributes): void {
    const parent = this.#elements.name();
    let into: CappedText | undefined;
    if (parent === 'Results' || parent === 'InnerResults') this.#openResult(attributes);
    else if (parent === 'ErrorInfo') into = this.#errorText(name);
    else if (parent === 'TestDefinitions') this.#definitions.open(attributes);
    else if (name === 'TestMethod') this.#definitions.method(attributes);
    else if (name === 'ResultSummary') this.#run.outcome = attributes.outcome;
    else if (name === 'RunInfo') into = this.#run.openInfo(attributes);
    this.#elements.push(name, into);
  }

  /** A `UnitTestResult`, or the result of a test of another kind. */
  #openResult(attributes: Attributes): void {
    const around = this.#results.at(-1);
    if (around) around.inner += 1;
    this.#results.push({
      attributes,
      ...trxOutcome(attributes.outcome),
      inner: 0,
      failedInside: false,
      message: new CappedText(limits.message),
      stack: new CappedText(limits.details),
    });
  }

  #errorText(name: string): CappedText | undefined {
    // `<UnitTestResult><Output><ErrorInfo>`
    const result = resultNames.test(this.#elements.name(2)) ? this.#results.at(-1) : undefined;
    if (name === 'Message') return result?.message;
    return name === 'StackTrace' ? result?.stack : undefined;
  }

  text(text: string): void {
    this.#elements.text(text);
  }

  close(name: string): void {
    this.#elements.pop();
    const parent = this.#elements.name();
    if (parent === 'Results' || parent === 'InnerResults') this.#closeResult();
    else if (parent === 'TestDefinitions') this.#definitions.close();
    else if (name === 'TestDefinitions') this.#definitions.complete();
    else if (name === 'RunInfo') this.#run.closeInfo();
    else if (this.#elements.depth === 0) this.#closeRoot();
  }

  /**
   * The rows of a data-driven test are the cases, and their parent is none. If it failed and none of them did, then
   * something around them failed.
   */
  #closeResult(): void {
    const result = this.#results.pop();
    if (!result) return;
    const failed = result.state === 'failed' || result.failedInside;
    const around = this.#results.at(-1);
    if (failed) {
      this.#run.hasFailures = true;
      if (around) around.failedInside = true;
    }
    if (result.inner === 0) this.#definitions.place(trxCase(result), result.attributes.testId ?? '');
    else if (result.state === 'failed' && !result.failedInside) {
      const { name, message, details } = trxCase(result);
      this.#sink.suiteFailure({
        suite: { path: [name], declaredMs: 0 },
        message: message || 'failed outside of its rows',
        details,
      });
    }
  }

  #closeRoot(): void {
    this.#definitions.release();
    this.#run.finish();
    this.#definitions = new TrxDefinitions(this.#sink);
    this.#run = new TrxRun(this.#sink);
  }
}

const resultNames = /Result(Aggregation)?$/;
