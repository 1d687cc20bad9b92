import type { AwsOptions, RequestRecord } from '../options.ts';
import type { Principals } from '../principals.ts';
import { DownloadUrls } from './download-urls.ts';
import { FolderStore } from './folder.ts';
import type { RepositoryOptions } from './options.ts';
import { Registries } from './registry.ts';
import { policyText } from './repository-policy.ts';
import { Ecr } from './service.ts';
import { MemoryStore } from './store.ts';
import { Tokens } from './tokens.ts';
import { Plane } from './v2/plane.ts';
import { type EcrView, viewOf } from './view.ts';

/** ECR and ECR Public, before they listen. */
export interface EcrParts {
  control: Ecr;
  plane: Plane;
  view: Omit<EcrView, 'publicUrl'>;
}

/**
 * Sets ECR up: what the folder holds, then the repositories of the options that are not there yet.
 *
 * @param home the account and region of repositories that name none
 * @param port where the private registry and the downloads will answer
 * @param folder where the state is kept; in memory when left out
 */
export function setUpEcr(
  options: AwsOptions,
  principals: Principals,
  home: { account: string; region: string },
  port: () => number,
  folder: string | undefined,
  record: (record: RequestRecord) => void,
): EcrParts {
  const { clock = () => new Date(), faults, ecr = {} } = options;
  const store = folder === undefined ? new MemoryStore() : new FolderStore(folder);
  const registries = new Registries(store, home.account, ecr);
  if (store instanceof FolderStore) store.load(registries);
  for (const repository of options.repositories ?? []) add(registries, repository, home, clock());
  const tokens = new Tokens(registries, ecr);
  const downloads = new DownloadUrls(registries, port);
  const proxyEndpoint = () => `http://127.0.0.1:${port()}`;
  const ground = { registries, tokens, options: ecr, downloads, proxyEndpoint };
  return {
    control: new Ecr(ground, principals),
    plane: new Plane({ ground, home, clock, faults, record }),
    view: viewOf(registries, home, clock),
  };
}

function add(
  registries: Registries,
  options: RepositoryOptions,
  home: { account: string; region: string },
  now: Date,
): void {
  const { name, account = home.account, region = home.region, exclusions = [], tags = {}, allow } = options;
  const registry = registries.find(options.public ? 'ecr-public' : 'ecr', account, region);
  const repository =
    registry.repositories.get(name) ??
    registry.create(name, {
      createdAt: now,
      mutability: options.mutability ?? (exclusions.length > 0 ? 'IMMUTABLE_WITH_EXCLUSION' : 'MUTABLE'),
      exclusions,
      scanOnPush: options.scanOnPush ?? false,
      kmsKey: options.kmsKey,
      tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      ...(allow ? { policy: policyText(allow) } : {}),
    });
  for (const [reference, scan] of Object.entries(options.scans ?? {})) repository.scans.set(reference, scan);
}
