import { randomUUID } from 'node:crypto';
import type { EcrView } from '../ecr/view.ts';
import type { AwsOptions } from '../options.ts';
import type { Principals } from '../principals.ts';
import type { Buckets } from '../s3/buckets.ts';
import type { Ground } from './call.ts';
import { readCode, type Sources } from './code.ts';
import { CodeUrls } from './code-urls.ts';
import { changeConfig } from './config.ts';
import { LambdaFolder } from './folder.ts';
import { LambdaFunction } from './function.ts';
import { Functions } from './functions.ts';
import { Invoker } from './invoke.ts';
import { Layers } from './layers.ts';
import type { Place } from './names.ts';
import type { FunctionOptions } from './options.ts';
import { Lambda } from './service.ts';
import { storedZip } from './stored-zip.ts';
import { type LambdaView, viewOf } from './view.ts';

/** Lambda, before it listens. */
export interface LambdaParts {
  service: Lambda;
  urls: CodeUrls;
  view: LambdaView;
}

/**
 * Sets Lambda up: what the folder holds, then the functions of the options that are not there yet.
 *
 * @param home the account and region of functions that name none
 * @param port where archives can be had
 * @param root where the state is kept; in memory when left out
 * @throws AwsError for a function that Lambda would not take
 */
export function setUpLambda(
  options: AwsOptions,
  principals: Principals,
  home: Place,
  port: () => number,
  sources: { buckets: Buckets; images: Pick<EcrView, 'repositories' | 'image'> },
  root: string | undefined,
): LambdaParts {
  const { clock = () => new Date(), lambda = {} } = options;
  const [functions, layers, urls] = [new Functions(), new Layers(), new CodeUrls(port)];
  const invoker = new Invoker(lambda, layers);
  const folder = root === undefined ? undefined : new LambdaFolder(root);
  folder?.load(functions, layers, lambda);
  const save: Ground['save'] = (changed) => {
    if ('layer' in changed) folder?.saveLayer(changed, changed.layer, layers.versions(changed, changed.layer));
    else folder?.saveFunction(changed);
  };
  const ground = { functions, layers, sources, options: lambda, urls, invoker, save };
  const service = new Lambda(ground, principals);
  for (const one of options.functions ?? []) {
    const place = { account: one.account ?? home.account, region: one.region ?? home.region };
    const known = functions.find(place, one.name);
    const found = known ?? make(one, place, sources, clock(), lambda);
    if (!known) {
      functions.add(found);
      save(found);
    }
    const { answer, run } = one;
    invoker.tell(found, { ...(answer === undefined ? {} : { answer }), ...(run === undefined ? {} : { run }) });
  }
  return { service, urls, view: viewOf(functions, layers, invoker, home, service.writes) };
}

function make(
  { name, imageUri, aliases = {}, ...options }: FunctionOptions,
  place: Place,
  sources: Sources,
  now: Date,
  pace: NonNullable<AwsOptions['lambda']>,
): LambdaFunction {
  const isImage = imageUri !== undefined;
  if (!/^[a-zA-Z0-9-_]{1,64}$/.test(name)) throw new Error(`A function cannot be called ${name}.`);
  if (options.packageType !== undefined && options.packageType !== (isImage ? 'Image' : 'Zip')) {
    throw new Error(`The function ${name} is packed as ${options.packageType}, so its code must be that too.`);
  }
  const packageType = isImage ? 'Image' : 'Zip';
  const { runtime = 'python3.13', handler = 'index.handler' } = options;
  const config = changeConfig(
    {
      role: options.role ?? `arn:aws:iam::${place.account}:role/${name}`,
      handler: undefined,
      runtime: undefined,
      description: options.description ?? '',
      timeout: options.timeout ?? 3,
      memory: options.memory ?? 128,
      architecture: options.architecture ?? 'x86_64',
      environment: options.environment ?? {},
      layers: [],
      other: {},
    },
    isImage ? {} : { Runtime: runtime, Handler: handler },
    packageType,
  );
  const source = isImage ? { ImageUri: imageUri } : { ZipFile: options.code ?? emptyCode(runtime, handler) };
  const nobody = { arn: '', account: '', userId: '', accessKeyId: '', secretAccessKey: '', policies: [] };
  const code = readCode(source, packageType, sources, place, nobody);
  const made = new LambdaFunction(place, name, { code, config }, now, pace);
  for (const [alias, version] of Object.entries(aliases)) {
    if (version !== '$LATEST' && version !== '1') {
      throw new Error(`The alias ${alias} of ${name} can only be on $LATEST or on 1, the one version that there is.`);
    }
    if (version === '1') made.publish(undefined, now);
    made.aliases.set(alias, { name: alias, version, description: '', weights: {}, revisionId: randomUUID() });
  }
  made.finish();
  return made;
}

/** The code of a function that nobody gave any: a handler file without a handler. */
function emptyCode(runtime: string, handler: string): Buffer {
  const end = runtime.startsWith('nodejs') ? '.mjs' : '.py';
  return storedZip([{ name: `${handler.split('.')[0]}${end}`, content: '' }]);
}
