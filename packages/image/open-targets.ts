import { repositoryUrl } from '@ci-actions/aws/console-url';
import type { CredentialProvider } from '@ci-actions/aws/credentials';
import { createEcr, type Ecr, type RepositoryDescription } from '@ci-actions/aws/ecr/ecr';
import { createEcrPublic } from '@ci-actions/aws/ecr/ecr-public';
import {
  type PrivateRepository,
  type PublicRepository,
  privateUri,
  type RegistryRepository,
} from '@ci-actions/aws/ecr/registry-uri';
import type { RepositorySettings } from '@ci-actions/aws/ecr/repository-settings';
import { InputError } from '@ci-actions/errors/errors';
import type { Retry } from '@ci-actions/http/retry';
import type { Log } from '@ci-actions/log/log';
import { openRepository } from '@ci-actions/oci/open-repository';
import type { ImageTarget } from './image-target.ts';
import type { ScanGate } from './scan/scan-gate.ts';

export interface OpenOptions {
  /** For repositories that name none. */
  region: string;
  credentials: CredentialProvider;
  env: NodeJS.ProcessEnv;
  log: Log;
  mask(secret: string): void;
  /** What a repository that is missing is created with; undefined where that was not asked for. */
  create: RepositorySettings | undefined;
  /** Judges the scan of an image in a repository; undefined where no gate was asked for. */
  gate: ScanGate | undefined;
  retry?: Retry;
}

/** The repositories of a publish, and what has to be closed when it is over. */
export interface OpenTargets {
  targets: readonly ImageTarget[];
  close(): void;
}

/**
 * Logs in to the registries of all repositories, each registry once.
 *
 * @throws InputError where a repository cannot be what was asked for: ECR Public scans no images
 */
export async function openTargets(
  repositories: readonly RegistryRepository[],
  options: OpenOptions,
): Promise<OpenTargets> {
  const { gate } = options;
  const inPublic = repositories.find(({ registry }) => registry === 'public');
  if (gate && inPublic) {
    throw new InputError(
      `The input fail-on-severity asks for a scan, and ECR Public, where ${inPublic.uri} is, scans no images; publish there in a step of its own without it.`,
    );
  }
  const closing: { close(): void }[] = [];
  const kept = new Map<string, Ecr | ReturnType<typeof createEcrPublic>>();
  const once = <E extends { close(): void } & (Ecr | ReturnType<typeof createEcrPublic>)>(
    key: string,
    make: () => E,
  ): E => {
    const ecr = (kept.get(key) as E | undefined) ?? make();
    if (!kept.has(key)) closing.push(ecr);
    kept.set(key, ecr);
    return ecr;
  };
  const close = () => {
    for (const one of closing) one.close();
  };
  try {
    const targets = await Promise.all(
      repositories.map((repository) =>
        repository.registry === 'public'
          ? openPublic(
              repository,
              once('public', () => createEcrPublic(options)),
              options,
            )
          : openPrivate(
              repository,
              once(`${repository.account} ${repository.region} ${repository.host}`, () =>
                createEcr({ ...options, ...repository, region: repository.region ?? options.region }),
              ),
              options,
            ),
      ),
    );
    closing.push(...targets.map(({ repository }) => repository));
    return { targets, close };
  } catch (thrown) {
    close();
    throw thrown;
  }
}

async function openPrivate(
  { name, account, uri }: PrivateRepository,
  ecr: Ecr,
  { create, gate, log, env, retry }: OpenOptions,
): Promise<ImageTarget> {
  const { endpoint, account: own = account ?? '' } = await ecr.login();
  const shown = uri ?? (own === '' ? name : privateUri(own, ecr.region, name));
  return {
    repository: openRepository({
      endpoint,
      path: name,
      name: shown,
      login: ecr.login,
      log,
      env,
      ...(retry ? { retry } : {}),
    }),
    ...(own === '' ? {} : { url: repositoryUrl(ecr.region, own, name) }),
    async state() {
      const found = await ecr.describeRepository(name);
      if (found === undefined) return 'missing';
      return found === 'not-permitted' ? 'unknown' : { isImmutable: (tag) => isImmutable(found, tag) };
    },
    create:
      create &&
      (async () => {
        const { created } = await ecr.createRepository(name, create);
        log.info(created ? `Created the repository ${shown}.` : `The repository ${shown} is there by now.`);
      }),
    scan: gate && ((digests) => gate({ ecr, repository: name, name: shown, digests })),
  };
}

async function openPublic(
  { alias, name, uri }: PublicRepository,
  ecr: ReturnType<typeof createEcrPublic>,
  { create, log, env, retry }: OpenOptions,
): Promise<ImageTarget> {
  const { endpoint } = await ecr.login();
  return {
    repository: openRepository({
      endpoint,
      path: `${alias}/${name}`,
      name: uri,
      login: ecr.login,
      log,
      env,
      ...(retry ? { retry } : {}),
    }),
    url: `https://gallery.ecr.aws/${alias}/${name}`,
    // ECR Public keeps no tag from being moved.
    state: async () => ({ isImmutable: () => false }),
    create:
      create &&
      (async () => {
        const { created } = await ecr.createRepository(name, create.tags);
        log.info(created ? `Created the repository ${uri}.` : `The repository ${uri} is there by now.`);
      }),
    scan: undefined,
  };
}

/** Whether a tag keeps its digest: https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html */
export function isImmutable(
  { mutability, exclusions }: Pick<RepositoryDescription, 'mutability' | 'exclusions'>,
  tag: string,
) {
  const excluded = exclusions.some((pattern) => fits(pattern, tag));
  return mutability.startsWith('IMMUTABLE') !== (mutability.endsWith('_WITH_EXCLUSION') && excluded);
}

function fits(pattern: string, tag: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(tag);
}
