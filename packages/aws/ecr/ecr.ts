import type { Repository } from '@aws-sdk/client-ecr';
import { EcrError, isDenied } from './ecr-error.ts';
import { ensureLifecycle } from './lifecycle.ts';
import { type EcrLogin, isLoopback, keepLogin, readToken, registryEndpoint } from './login.ts';
import { operations } from './operations.ts';
import type { RepositorySettings } from './repository-settings.ts';
import { readReport, type ScanReport } from './scan-report.ts';
import { type EcrOptions, openSession } from './session.ts';

/** A repository as ECR describes it. */
export interface RepositoryDescription {
  uri: string;
  /** Whose registry it is in. */
  account: string;
  /** `MUTABLE`, `IMMUTABLE`, `MUTABLE_WITH_EXCLUSION` or `IMMUTABLE_WITH_EXCLUSION`. */
  mutability: string;
  /** Patterns of the tags for which the opposite holds. */
  exclusions: readonly string[];
  scanOnPush: boolean;
  /** `AES256`, `KMS` or `KMS_DSSE`. */
  encryption: string;
}

/** What creating a repository came to. */
export interface RepositoryCreated {
  /** False where it was there already. */
  created: boolean;
  /** Whether this call set its lifecycle policy. */
  lifecycleSet: boolean;
}

/** The control plane of one private registry: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/ */
export interface Ecr {
  readonly region: string;
  /** @param options `refused`: the login that the registry did not take; then it is a new one */
  login(options?: { refused?: { password: string } | undefined }): Promise<EcrLogin>;
  /** @returns undefined where there is none; `not-permitted` where the role may not look, which is usual for one that publishes */
  describeRepository(name: string): Promise<RepositoryDescription | 'not-permitted' | undefined>;
  /**
   * Creates a repository unless it is there; one that is there keeps its settings. Interrupted and called again, it
   * finishes: see `ensureLifecycle`.
   */
  createRepository(name: string, settings: RepositorySettings): Promise<RepositoryCreated>;
  /** All that was found in an image. @returns undefined where no scan of it has begun */
  scanFindings(name: string, digest: string): Promise<ScanReport | undefined>;
  /** Begins a scan by hand. @throws EcrError where it is not allowed, where the image was scanned today, where it cannot be */
  startScan(name: string, digest: string): Promise<void>;
  /** Ends the connections that are kept. */
  close(): void;
}

/** A list of more pages than this has no end. */
const maxPages = 200;

/**
 * @param options `host`: the FIPS or dual-stack host that somebody wrote; AWS's login names the ordinary one
 * @throws InputError at once where an endpoint in the environment is no address
 */
export function createEcr(options: EcrOptions & { host?: string | undefined }): Ecr {
  const { region, account, host, log, mask } = options;
  const sdk = () => import('@aws-sdk/client-ecr');
  const fips = /^\d+\.dkr[.-]ecr-fips\./.test(host ?? '');
  const session = openSession('private', options, async (config) => {
    const { ECRClient } = await sdk();
    // A client takes one or the other.
    return new ECRClient({ ...config, ...(fips && !config.endpoint ? { useFipsEndpoint: true } : {}) });
  });
  const registry = account === undefined ? {} : { registryId: account };
  const { ask } = session;

  const login = keepLogin(async () => {
    const { GetAuthorizationTokenCommand } = await sdk();
    // The parameter is deprecated and still the only way to the address of another account's registry.
    const request = account === undefined ? {} : { registryIds: [account] };
    const answer = await ask(operations.login, undefined, (client) =>
      client.send(new GetAuthorizationTokenCommand(request)),
    );
    const [data] = answer.authorizationData ?? [];
    const token = readToken(data, mask);
    const told = registryEndpoint(data?.proxyEndpoint, 'The proxyEndpoint that AWS answered');
    const special = host !== undefined && /^\d+\.dkr(-ecr|\.ecr-fips)/.test(host) && !isLoopback(told);
    const owner = account ?? /^(\d{12})\.dkr/.exec(told.hostname)?.[1];
    const endpoint = special ? new URL(`https://${host}`) : told;
    return {
      login: { ...token, endpoint, ...(owner === undefined ? {} : { account: owner }) },
      expiresAt: data?.expiresAt,
    };
  }, session.awsTime);

  return {
    region,
    login,

    async describeRepository(name) {
      const { DescribeRepositoriesCommand } = await sdk();
      try {
        const { repositories = [] } = await ask(operations.describe, name, (client) =>
          client.send(new DescribeRepositoriesCommand({ ...registry, repositoryNames: [name] })),
        );
        const found = repositories.find(({ repositoryName }) => repositoryName === name);
        return found && describe(found);
      } catch (error) {
        if (error instanceof EcrError && error.code === 'RepositoryNotFoundException') return undefined;
        if (isDenied(error)) return 'not-permitted';
        throw error;
      }
    },

    async createRepository(name, settings) {
      const { CreateRepositoryCommand } = await sdk();
      const { mutability, exclusions, scanOnPush, encryption, tags } = settings;
      const filters = exclusions.map((filter) => ({ filterType: 'WILDCARD' as const, filter }));
      const resourceTags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
      const request = {
        ...registry,
        repositoryName: name,
        imageTagMutability: filters.length > 0 ? (`${mutability}_WITH_EXCLUSION` as const) : mutability,
        ...(filters.length > 0 ? { imageTagMutabilityExclusionFilters: filters } : {}),
        imageScanningConfiguration: { scanOnPush },
        encryptionConfiguration: {
          encryptionType: encryption.type,
          ...(encryption.kmsKey === undefined ? {} : { kmsKey: encryption.kmsKey }),
        },
        ...(resourceTags.length > 0 ? { tags: resourceTags } : {}),
      };
      let created = true;
      try {
        const operation = resourceTags.length > 0 ? operations.createTagged : operations.create;
        await ask(operation, name, (client) => client.send(new CreateRepositoryCommand(request)));
      } catch (error) {
        if (!(error instanceof EcrError && error.code === 'RepositoryAlreadyExistsException')) throw error;
        created = false;
      }
      const { lifecyclePolicy } = settings;
      const lifecycleSet =
        lifecyclePolicy !== undefined &&
        (await ensureLifecycle({ session, sdk, registry, log }, name, lifecyclePolicy, created));
      return { created, lifecycleSet };
    },

    async scanFindings(name, digest) {
      const { DescribeImageScanFindingsCommand } = await sdk();
      const imageId = { imageDigest: digest };
      const pages = [];
      let nextToken: string | undefined;
      try {
        do {
          const token = nextToken === undefined ? {} : { nextToken };
          const request = { ...registry, repositoryName: name, imageId, maxResults: 1_000, ...token };
          const page = await ask(operations.findings, name, (client) =>
            client.send(new DescribeImageScanFindingsCommand(request)),
          );
          pages.push(page);
          nextToken = page.nextToken || undefined;
        } while (nextToken !== undefined && pages.length < maxPages);
      } catch (error) {
        if (error instanceof EcrError && error.code === 'ScanNotFoundException') return undefined;
        throw error;
      }
      if (nextToken !== undefined) {
        throw new Error(
          `The scan findings of ${name} do not end after ${maxPages} pages, so that they cannot be judged.`,
        );
      }
      return readReport(pages);
    },

    async startScan(name, digest) {
      const { StartImageScanCommand } = await sdk();
      const request = { ...registry, repositoryName: name, imageId: { imageDigest: digest } };
      await ask(operations.startScan, name, (client) => client.send(new StartImageScanCommand(request)));
    },

    close: () => session.close(),
  };
}

function describe(repository: Repository): RepositoryDescription {
  return {
    uri: repository.repositoryUri ?? '',
    account: repository.registryId ?? '',
    mutability: repository.imageTagMutability ?? 'MUTABLE',
    exclusions: (repository.imageTagMutabilityExclusionFilters ?? []).map(({ filter = '' }) => filter),
    scanOnPush: repository.imageScanningConfiguration?.scanOnPush ?? false,
    encryption: repository.encryptionConfiguration?.encryptionType ?? 'AES256',
  };
}
