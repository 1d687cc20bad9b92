import { EcrError, isDenied } from './ecr-error.ts';
import { type EcrLogin, keepLogin, readToken, registryEndpoint } from './login.ts';
import { publicOperations } from './operations.ts';
import { publicHost } from './registry-uri.ts';
import { type EcrOptions, openSession } from './session.ts';

/** The control plane of ECR Public: https://docs.aws.amazon.com/AmazonECRPublic/latest/APIReference/ */
export interface EcrPublic {
  /** @param options `refused`: the login that the registry did not take; then it is a new one */
  login(options?: { refused?: { password: string } | undefined }): Promise<EcrLogin>;
  /** @returns undefined where there is none; `not-permitted` where the role may not look */
  describeRepository(name: string): Promise<{ uri: string; account: string } | 'not-permitted' | undefined>;
  /** The aliases of the registry of the credentials' account: a repository is created there, and nowhere else. */
  aliases(): Promise<readonly string[]>;
  /** Creates a repository in the registry of the credentials' account, unless it is there. It has no settings but tags. */
  createRepository(name: string, tags?: Readonly<Record<string, string>>): Promise<{ created: boolean }>;
  /** Ends the connections that are kept. */
  close(): void;
}

/** The one region whose control plane takes writes, wherever the images are pulled. */
const region = 'us-east-1';

/**
 * @param options its account is always that of the credentials
 * @throws InputError at once where an endpoint in the environment is no address
 */
export function createEcrPublic(options: Omit<EcrOptions, 'region' | 'account'>): EcrPublic {
  const { mask, env = process.env } = options;
  const sdk = () => import('@aws-sdk/client-ecr-public');
  const elsewhere = env.CI_ACTIONS_ECR_PUBLIC_REGISTRY_URL;
  const endpoint = registryEndpoint(elsewhere || `https://${publicHost}`, 'CI_ACTIONS_ECR_PUBLIC_REGISTRY_URL');
  const session = openSession('public', { ...options, region }, async (config) => {
    const { ECRPUBLICClient } = await sdk();
    return new ECRPUBLICClient(config);
  });
  const { ask } = session;

  const login = keepLogin(async () => {
    const { GetAuthorizationTokenCommand } = await sdk();
    const { authorizationData } = await ask(publicOperations.login, undefined, (client) =>
      client.send(new GetAuthorizationTokenCommand({})),
    );
    const token = readToken(authorizationData, mask);
    return { login: { ...token, endpoint }, expiresAt: authorizationData?.expiresAt };
  }, session.awsTime);

  return {
    login,

    async describeRepository(name) {
      const { DescribeRepositoriesCommand } = await sdk();
      try {
        const { repositories = [] } = await ask(publicOperations.describe, name, (client) =>
          client.send(new DescribeRepositoriesCommand({ repositoryNames: [name] })),
        );
        const found = repositories.find(({ repositoryName }) => repositoryName === name);
        return found && { uri: found.repositoryUri ?? '', account: found.registryId ?? '' };
      } catch (error) {
        if (error instanceof EcrError && error.code === 'RepositoryNotFoundException') return undefined;
        if (isDenied(error)) return 'not-permitted';
        throw error;
      }
    },

    async aliases() {
      const { DescribeRegistriesCommand } = await sdk();
      const { registries = [] } = await ask(publicOperations.registries, undefined, (client) =>
        client.send(new DescribeRegistriesCommand({})),
      );
      return registries.flatMap(({ aliases = [] }) => aliases.flatMap(({ name }) => name ?? []));
    },

    async createRepository(name, tags = {}) {
      const { CreateRepositoryCommand } = await sdk();
      const resourceTags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
      const tagged = resourceTags.length > 0;
      const request = { repositoryName: name, ...(tagged ? { tags: resourceTags } : {}) };
      const operation = tagged ? publicOperations.createTagged : publicOperations.create;
      try {
        await ask(operation, name, (client) => client.send(new CreateRepositoryCommand(request)));
        return { created: true };
      } catch (error) {
        if (error instanceof EcrError && error.code === 'RepositoryAlreadyExistsException') return { created: false };
        throw error;
      }
    },

    close: () => session.close(),
  };
}
