import { describe } from './describe.ts';
import { notFound } from './errors.ts';
import type { Alias, Failure, LambdaFunction, Version } from './function.ts';
import type { Functions } from './functions.ts';
import type { Invoker } from './invoke.ts';
import type { Layers, LayerVersion } from './layers.ts';
import type { Place } from './names.ts';
import type { FunctionOptions } from './options.ts';
import type { Write } from './service.ts';

/** `$LATEST` or a version, past all requests. */
export interface VersionView {
  version: string;
  codeSha256: string;
  /** The archive; undefined for an image. */
  code: Buffer | undefined;
  imageUri: string | undefined;
  /** The names in the archive. */
  files: readonly string[];
  /** A file of the archive as text. */
  text(name: string): string | undefined;
  revisionId: string;
  /** As GetFunctionConfiguration answers it, without counting as a question. */
  configuration: Readonly<Record<string, unknown>>;
}

/** A look into a function, past all requests, and a hand in it. */
export interface FunctionView {
  name: string;
  arn: string;
  latest: VersionView;
  /** The published ones, oldest first. */
  versions: readonly VersionView[];
  aliases: Readonly<Record<string, Alias>>;
  /** What an alias or a version is on. @throws AwsError ResourceNotFoundException */
  at(qualifier: string): VersionView;
  /** How many calls it had. */
  invocations: number;
  /** What it answers from now on. */
  answer(said: Pick<FunctionOptions, 'answer' | 'run'>): void;
  /** The next change is taken, and fails later: LastUpdateStatus is `Failed`, and the code before goes on running. */
  failNext(failure: Failure): void;
}

/** What a test or a person can look at. */
export interface LambdaView {
  functions(): FunctionView[];
  /** @throws AwsError ResourceNotFoundException */
  function(name: string, where?: Partial<Place>): FunctionView;
  /** All versions of a layer, oldest first. */
  layer(name: string, where?: Partial<Place>): readonly LayerVersion[];
  /** The requests that would have changed something, in order: those that were refused and dry runs too. */
  writes: readonly Write[];
}

/** @param home the account and region that are meant when none are named */
export function viewOf(
  functions: Functions,
  layers: Layers,
  invoker: Invoker,
  home: Place,
  writes: readonly Write[],
): LambdaView {
  return {
    functions: () => functions.all().map((one) => functionView(one, invoker)),
    function(name, where) {
      const found = functions.find({ ...home, ...where }, name);
      if (!found) throw notFound(`There is no function ${name} here.`);
      return functionView(found, invoker);
    },
    layer: (name, where) => layers.versions({ ...home, ...where }, name),
    writes,
  };
}

function functionView(found: LambdaFunction, invoker: Invoker): FunctionView {
  return {
    name: found.name,
    arn: found.arn(),
    get latest() {
      return versionView(found, found.latest);
    },
    get versions() {
      return [...found.versions.values()].map((version) => versionView(found, version));
    },
    get aliases() {
      return Object.fromEntries(found.aliases);
    },
    at: (qualifier) => versionView(found, found.find(qualifier)),
    get invocations() {
      return found.invocations;
    },
    answer: (said) => invoker.tell(found, said),
    failNext(failure) {
      found.nextFailure = failure;
    },
  };
}

function versionView(found: LambdaFunction, version: Version): VersionView {
  const { code } = version.deployed;
  const archive = code.packageType === 'Zip' ? code.archive : undefined;
  return {
    version: version.version,
    codeSha256: code.sha256,
    code: archive?.bytes,
    imageUri: code.packageType === 'Image' ? code.imageUri : undefined,
    files: archive?.entries.map(({ name }) => name) ?? [],
    text: (name) => archive?.text(name),
    revisionId: version.revisionId,
    configuration: describe(found, version) as Record<string, unknown>,
  };
}
