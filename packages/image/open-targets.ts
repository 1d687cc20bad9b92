import { repositoryUrl } from '@ci-actions/aws/console-url';
import type { CredentialProvider } from '@ci-actions/aws/credentials';
import { createEcr, type Ecr, type RepositoryDescription } from '@ci-actions/aws/ecr/ecr';
import { createEcrPublic, type EcrPublic } from '@ci-actions/aws/ecr/ecr-public';
import type { EcrLogin } from '@ci-actions/aws/ecr/login';
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
import { type OpenRepository, openRepository } from '@ci-actions/oci/open-repository';
import type { RegistryLogin } from './build/registry-logins.ts';
import type { ImageTarget } from './image-target.ts';
import type { ScanGate } from './scan/scan-gate.ts';

/** With the one that looks at what is live, as many as a plan and the upload of a small image need at once. */
const connections = 3;

export interface OpenOptions {
  /** For repositories that name none. */
  region: string;
  /** Of the credentials, where it is known; the address of the registry tells it too. */
  account: string | undefined;
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
  /** The logins of the registries, for base images and caches in them. They are masked. */
  logins(): Promise<RegistryLogin[]>;
  /** Makes connections while there is time for it, such as during a build. */
  connect(): void;
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
  const closing: OpenRepository[] = [];
  const registries = new Map<string, Ecr>();
  let gallery: EcrPublic | undefined;
  const registryOf = ({ account, region = options.region, host }: PrivateRepository): Ecr => {
    const key = `${account} ${region} ${host}`;
    const ecr = registries.get(key) ?? createEcr({ ...options, account, region, host });
    registries.set(key, ecr);
    return ecr;
  };
  const close = () => {
    for (const one of [...closing, ...registries.values(), ...(gallery ? [gallery] : [])]) one.close();
  };
  try {
    const opened = await Promise.all(
      repositories.map((repository) => {
        if (repository.registry === 'private') return openPrivate(repository, registryOf(repository), options);
        gallery ??= createEcrPublic(options);
        return openPublic(repository, gallery, options);
      }),
    );
    closing.push(...opened.map(({ repository }) => repository));
    return {
      targets: opened.map(({ target }) => target),
      logins: () =>
        Promise.all(
          opened.map(async ({ target, login }) => {
            const { username, password } = await login();
            return { host: target.repository.registry, username, password };
          }),
        ),
      connect() {
        for (const { repository } of opened) void repository.connect(connections);
      },
      close,
    };
  } catch (thrown) {
    close();
    throw thrown;
  }
}

interface Opened {
  target: ImageTarget;
  repository: OpenRepository;
  login: () => Promise<EcrLogin>;
}

async function openPrivate(
  { name, account, uri }: PrivateRepository,
  ecr: Ecr,
  { account: home = '', create, gate, log, env, retry }: OpenOptions,
): Promise<Opened> {
  const { endpoint, account: own = account ?? home } = await ecr.login();
  const shown = uri ?? (own === '' ? name : privateUri(own, ecr.region, name));
  const { login } = ecr;
  const repository = openRepository({
    endpoint,
    path: name,
    name: shown,
    login,
    log,
    env,
    ...(retry ? { retry } : {}),
  });
  const target: ImageTarget = {
    repository,
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
  return { target, repository, login };
}

async function openPublic(
  { alias, name, uri }: PublicRepository,
  ecr: EcrPublic,
  { create, log, env, retry }: OpenOptions,
): Promise<Opened> {
  const { endpoint } = await ecr.login();
  if (create)
    log.notice(`ECR Public has no immutable tags, scans or lifecycle policies, so ${uri} gets none if it is created.`);
  const { login } = ecr;
  const path = `${alias}/${name}`;
  const repository = openRepository({ endpoint, path, name: uri, login, log, env, ...(retry ? { retry } : {}) });
  const target: ImageTarget = {
    repository,
    url: `https://gallery.ecr.aws/${alias}/${name}`,
    // ECR Public keeps no tag from being moved.
    state: async () => ({ isImmutable: () => false }),
    create:
      create &&
      (async () => {
        const aliases = await ecr.aliases();
        if (!aliases.includes(alias)) {
          throw new InputError(
            `The repository ${uri} cannot be created: the registry of these credentials is ${aliases.map((own) => `public.ecr.aws/${own}`).join(', ') || 'none'}. Correct the alias in \`repository\`, or the role.`,
          );
        }
        const { created } = await ecr.createRepository(name, create.tags);
        log.info(created ? `Created the repository ${uri}.` : `The repository ${uri} is there by now.`);
      }),
    scan: undefined,
  };
  return { target, repository, login };
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
