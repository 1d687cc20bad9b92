import type { UpdateFunctionConfigurationCommandInput } from '@aws-sdk/client-lambda';
import { withRetry } from '@ci-actions/http/retry';
import { type Alias, type FunctionState, readAlias, readFunction } from './function-state.ts';
import { isConflict, isMissing } from './lambda-error.ts';
import {
  type LayerVersion,
  latestLayerVersion,
  type NewLayerVersion,
  publishLayerVersion,
  s3Source,
  type ZipSource,
} from './layers.ts';
import { type Operation, operations } from './operations.ts';
import { type Subject, showPlace, subject } from './sentences.ts';
import { type LambdaOptions, openSession } from './session.ts';
import { waitUntilUpdated } from './wait.ts';

/** Where the code of a function is: a zip, or an image by its digest. */
export type CodeSource = ZipSource | { imageUri: string };

/** Of a function's configuration, what is set with its code; what is not given stays as it is. */
export interface Configuration {
  runtime?: string | undefined;
  handler?: string | undefined;
}

/** What an invocation came to. */
export interface Invocation {
  /** What the function answered, as text; of an error, what it says of it. Untrusted. */
  payload: string;
  /** `Unhandled` or `Handled` where the function ended with an error. */
  functionError: string | undefined;
  /** The last 4 KB of its log. Untrusted. */
  logTail: string;
}

/**
 * AWS Lambda, as far as publishing needs it: https://docs.aws.amazon.com/lambda/latest/api/welcome.html
 * Functions and layers are named by their name or ARN. Every refusal is a LambdaError, and its message a whole sentence.
 */
export interface LambdaClient {
  readonly region: string;
  /** @param qualifier a version or an alias; `$LATEST` where none is given. @returns undefined where there is none */
  getFunction(name: string, qualifier?: string): Promise<FunctionState | undefined>;
  /** @returns undefined where there is none */
  getAlias(name: string, alias: string): Promise<Alias | undefined>;
  /** The published versions, oldest first. */
  listVersions(name: string): Promise<readonly FunctionState[]>;
  /**
   * Gives `$LATEST` other code. While another update of the function is under way it waits for that.
   *
   * @param options `dryRun`: only asks whether AWS would do it; `revisionId`: only while the function has this one
   * @throws LambdaError, of which `isMoved` holds where the function has another revision
   */
  updateCode(
    name: string,
    code: CodeSource,
    options: { dryRun?: boolean; revisionId?: string; architecture?: string },
  ): Promise<FunctionState>;
  /** Sets what is given of the configuration of `$LATEST`; waits and throws as `updateCode`. */
  updateConfiguration(name: string, change: Configuration, options: { revisionId: string }): Promise<FunctionState>;
  /**
   * Looks until no update is under way.
   *
   * @param options `version`: one that is being made, instead of `$LATEST`; `orFailed`: an update that failed is an answer too
   * @throws Error that names AWS's reason where the update failed, and where it takes too long
   */
  waitUntilUpdated(name: string, options?: { version?: string; orFailed?: boolean }): Promise<FunctionState>;
  /**
   * Makes a version of what `$LATEST` is; Lambda answers with the one before where nothing has changed since. Waits as
   * `updateCode`.
   *
   * @throws LambdaError, of which `isMoved` holds where `$LATEST` has other code or another revision
   */
  publishVersion(
    name: string,
    held: { codeSha256: string; revisionId: string; description: string },
  ): Promise<FunctionState>;
  /** @throws LambdaError, of which `isConflict` holds where there is one of this name already */
  createAlias(name: string, alias: string, version: string): Promise<Alias>;
  /**
   * Moves an alias to a version, which gets all of its calls then.
   *
   * @throws LambdaError, of which `isMoved` holds where the alias has another revision
   */
  updateAlias(name: string, alias: Alias, version: string): Promise<Alias>;
  /**
   * Invokes a version and waits for its answer. One whose answer is lost is sent again, so that the function may run twice.
   *
   * @param payload JSON
   * @param timeoutSeconds how long it may run
   */
  invoke(name: string, version: string, payload: string, timeoutSeconds: number): Promise<Invocation>;
  /** @returns the newest version of a layer; undefined where there is none */
  latestLayerVersion(name: string): Promise<LayerVersion | undefined>;
  publishLayerVersion(name: string, version: NewLayerVersion): Promise<LayerVersion>;
  /** Ends the connections that are kept. */
  close(): void;
}

/** A list of more pages than this has no end. Lambda gives 50 versions a page. */
const maxPages = 400;

/**
 * A client over AWS's own, which is loaded when it is first needed.
 *
 * @throws InputError at once where an endpoint in the environment is no address
 */
export function createLambda(options: LambdaOptions): LambdaClient {
  const { region, log, retry, updateBudgetMs = 300_000 } = options;
  const sdk = () => import('@aws-sdk/client-lambda');
  const session = openSession(options);
  const { ask } = session;
  const fn = (name: string, part?: string): Subject => ({ kind: 'function', name, part });

  /** Lambda takes one update at a time. */
  const whenFree = <T>(operation: Operation, about: Subject, send: Parameters<typeof ask<T>>[2]): Promise<T> => {
    const what = subject({ operation, about, region });
    let told = false;
    return withRetry(
      what,
      () => ask(operation, about, send),
      (error) => {
        const retryIt = isConflict(error);
        if (retryIt && !told)
          log.info(`Another update of ${showPlace({ about, region })} is in progress; waiting for it.`);
        told ||= retryIt;
        return { retry: retryIt, cause: error instanceof Error ? error.message : String(error) };
      },
      { ...retry, budgetMs: updateBudgetMs },
    );
  };

  const getFunction = async (name: string, qualifier?: string) => {
    const { GetFunctionConfigurationCommand } = await sdk();
    const request = { FunctionName: name, ...(qualifier === undefined ? {} : { Qualifier: qualifier }) };
    const part = qualifier === undefined ? undefined : `version ${qualifier}`;
    return ask(operations.look, fn(name, part), async (client) =>
      readFunction(await client.send(new GetFunctionConfigurationCommand(request))),
    );
  };

  return {
    region,
    getFunction: (name, qualifier) => orMissing(getFunction(name, qualifier)),

    async getAlias(name, alias) {
      const { GetAliasCommand } = await sdk();
      const request = new GetAliasCommand({ FunctionName: name, Name: alias });
      return orMissing(
        ask(operations.alias, fn(name, `the alias ${alias}`), async (client) => readAlias(await client.send(request))),
      );
    },

    async listVersions(name) {
      const { ListVersionsByFunctionCommand } = await sdk();
      const versions: FunctionState[] = [];
      let marker: string | undefined;
      for (let page = 0; page < maxPages; page++) {
        const request = { FunctionName: name, MaxItems: 50, ...(marker === undefined ? {} : { Marker: marker }) };
        const answer = await ask(operations.versions, fn(name), (client) =>
          client.send(new ListVersionsByFunctionCommand(request)),
        );
        versions.push(...(answer.Versions ?? []).map(readFunction));
        marker = answer.NextMarker || undefined;
        if (marker === undefined) {
          return versions.filter(({ version }) => version !== '$LATEST').sort((a, b) => +a.version - +b.version);
        }
      }
      throw new Error(`The versions of the Lambda function ${name} do not end after ${maxPages} pages.`);
    },

    async updateCode(name, code, { dryRun = false, revisionId, architecture }) {
      const { UpdateFunctionCodeCommand } = await sdk();
      const request = new UpdateFunctionCodeCommand({
        FunctionName: name,
        ...codeOf(code),
        ...(dryRun ? { DryRun: true } : {}),
        ...(revisionId === undefined ? {} : { RevisionId: revisionId }),
        ...(architecture === undefined ? {} : { Architectures: [architecture as 'x86_64' | 'arm64'] }),
      });
      const about: Subject = { ...fn(name), code: showCode(code) };
      return whenFree(dryRun ? operations.dryRun : operations.code, about, async (client) =>
        readFunction(await client.send(request)),
      );
    },

    async updateConfiguration(name, { runtime, handler }, { revisionId }) {
      const { UpdateFunctionConfigurationCommand } = await sdk();
      const request: UpdateFunctionConfigurationCommandInput = {
        FunctionName: name,
        RevisionId: revisionId,
        ...(runtime === undefined ? {} : { Runtime: runtime as never }),
        ...(handler === undefined ? {} : { Handler: handler }),
      };
      return whenFree(operations.configuration, fn(name), async (client) =>
        readFunction(await client.send(new UpdateFunctionConfigurationCommand(request))),
      );
    },

    waitUntilUpdated(name, { version, orFailed = false } = {}) {
      const about = fn(name, version === undefined ? undefined : `version ${version}`);
      const place = showPlace({ about, region });
      return waitUntilUpdated(() => getFunction(name, version), {
        place,
        budgetMs: updateBudgetMs,
        log,
        retry,
        orFailed,
      });
    },

    async publishVersion(name, { codeSha256, revisionId, description }) {
      const { PublishVersionCommand } = await sdk();
      const request = new PublishVersionCommand({
        FunctionName: name,
        CodeSha256: codeSha256,
        RevisionId: revisionId,
        Description: description,
      });
      return whenFree(operations.publish, fn(name), async (client) => readFunction(await client.send(request)));
    },

    async createAlias(name, alias, version) {
      const { CreateAliasCommand } = await sdk();
      const request = new CreateAliasCommand({ FunctionName: name, Name: alias, FunctionVersion: version });
      return ask(operations.createAlias, fn(name, `the alias ${alias}`), async (client) =>
        readAlias(await client.send(request)),
      );
    },

    async updateAlias(name, { name: alias, revisionId, weights }, version) {
      const { UpdateAliasCommand } = await sdk();
      const request = new UpdateAliasCommand({
        FunctionName: name,
        Name: alias,
        FunctionVersion: version,
        RevisionId: revisionId,
        ...(Object.keys(weights).length > 0 ? { RoutingConfig: { AdditionalVersionWeights: {} } } : {}),
      });
      return ask(operations.updateAlias, fn(name, `the alias ${alias}`), async (client) =>
        readAlias(await client.send(request)),
      );
    },

    async invoke(name, version, payload, timeoutSeconds) {
      const { InvokeCommand } = await sdk();
      const request = new InvokeCommand({
        FunctionName: name,
        Qualifier: version,
        InvocationType: 'RequestResponse',
        LogType: 'Tail',
        Payload: Buffer.from(payload),
      });
      // A cold start comes before the time that the function has.
      const silenceMs = (timeoutSeconds + 30) * 1_000;
      const send: Parameters<typeof ask<Invocation>>[2] = async (client) => {
        const { Payload = [], FunctionError, LogResult = '' } = await client.send(request);
        return {
          payload: Buffer.from(Payload).toString(),
          functionError: FunctionError || undefined,
          logTail: Buffer.from(LogResult, 'base64').toString(),
        };
      };
      return ask(operations.invoke, fn(name, `version ${version}`), send, { silenceMs });
    },

    latestLayerVersion: (name) => latestLayerVersion(session, name),
    publishLayerVersion: (name, version) => publishLayerVersion(session, name, version),
    close: () => session.close(),
  };
}

function codeOf(code: CodeSource) {
  if ('imageUri' in code) return { ImageUri: code.imageUri };
  return 'zip' in code ? { ZipFile: code.zip } : s3Source(code);
}

function showCode(code: CodeSource): string | undefined {
  if ('imageUri' in code) return code.imageUri;
  return 'zip' in code ? undefined : `s3://${code.bucket}/${code.key}`;
}

async function orMissing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (thrown) {
    if (isMissing(thrown)) return undefined;
    throw thrown;
  }
}
