import { ECRClient, GetAuthorizationTokenCommand, type ImageDetail, paginateDescribeImages } from '@aws-sdk/client-ecr';
import { recordsOf } from './recorded.ts';
import { region, type World } from './world.ts';

/** One image that an environment's repository holds, as AWS, the registry and GitHub say themselves. */
export interface HeldImage {
  environment: string;
  repository: string;
  /** Empty where the repository holds no image. */
  digest: string;
  tags: string[];
  /** What its labels say; empty where they do not. */
  version: string;
  commit: string;
  pushed: Date | undefined;
  /** Whether a successful deployment of the environment names this digest in this repository. */
  recorded: boolean;
}

/** Whom the registry is asked as, and where. */
interface Door {
  url: string;
  authorization: string;
}

/**
 * Reads every environment's repository back with AWS's own client, and the labels of the images from the registry; nothing
 * here comes from the memory of the runner.
 *
 * @returns for each environment a row per image that has a tag, the newest last, or one that holds nothing
 */
export async function readImages(world: World): Promise<HeldImage[]> {
  const { aws, environments, reader } = world;
  const ecr = new ECRClient({ region, endpoint: aws.url, credentials: reader });
  try {
    const door = await openDoor(ecr);
    const all = await Promise.all(
      environments.map(async ({ name: environment, imageRepository: repository }): Promise<HeldImage[]> => {
        const images = (await tagged(ecr, repository)).sort((a, b) => pushedAt(a) - pushedAt(b));
        if (images.length === 0) return [{ environment, repository, ...nothing }];
        return Promise.all(images.map((image) => held(world, environment, repository, image, door)));
      }),
    );
    return all.flat();
  } finally {
    ecr.destroy();
  }
}

const nothing = { digest: '', tags: [], version: '', commit: '', pushed: undefined, recorded: false };
const pushedAt = ({ imagePushedAt }: ImageDetail) => imagePushedAt?.getTime() ?? 0;

async function tagged(client: ECRClient, repositoryName: string): Promise<ImageDetail[]> {
  const found: ImageDetail[] = [];
  const pages = paginateDescribeImages({ client }, { repositoryName, filter: { tagStatus: 'TAGGED' } });
  for await (const { imageDetails = [] } of pages) found.push(...imageDetails);
  return found;
}

async function held(
  world: World,
  environment: string,
  repository: string,
  { imageDigest: digest = '', imageTags: tags = [], imagePushedAt: pushed }: ImageDetail,
  door: Door,
): Promise<HeldImage> {
  const labels = await labelsOf(door, repository, digest);
  const recorded = recordsOf(world, environment).some(
    (record) => record.digest === digest && isOf(record.target, repository),
  );
  return {
    environment,
    repository,
    digest,
    tags: [...tags].sort(),
    version: labels['org.opencontainers.image.version'] ?? '',
    commit: labels['org.opencontainers.image.revision'] ?? '',
    pushed,
    recorded,
  };
}

/** Whether a record's target is this repository, by its name or its address, with a tag or without; there may be several. */
function isOf(target: unknown, repository: string): boolean {
  return String(target)
    .split(/,\s*/)
    .some((place) => `/${place.replace(/:[^/:]*$/, '')}`.endsWith(`/${repository}`));
}

async function openDoor(ecr: ECRClient): Promise<Door> {
  const { authorizationData: [data] = [] } = await ecr.send(new GetAuthorizationTokenCommand({}));
  return { url: data?.proxyEndpoint ?? '', authorization: `Basic ${data?.authorizationToken}` };
}

const image = ['application/vnd.oci.image.manifest.v1+json', 'application/vnd.docker.distribution.manifest.v2+json'];
const list = ['application/vnd.oci.image.index.v1+json', 'application/vnd.docker.distribution.manifest.list.v2+json'];

interface Manifest {
  config?: { digest: string };
  manifests?: { digest: string }[];
}

/** The labels in the config of an image; of an index those of its first image. */
async function labelsOf(door: Door, repository: string, digest: string): Promise<Record<string, string>> {
  const manifest = await get<Manifest>(door, `${repository}/manifests/${digest}`);
  if (manifest.config) {
    const config = await get<{ config?: { Labels?: Record<string, string> } }>(
      door,
      `${repository}/blobs/${manifest.config.digest}`,
    );
    return config.config?.Labels ?? {};
  }
  const [first] = manifest.manifests ?? [];
  return first ? labelsOf(door, repository, first.digest) : {};
}

/** https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pull */
async function get<T>({ url, authorization }: Door, path: string): Promise<T> {
  const answer = await fetch(`${url}/v2/${path}`, {
    headers: { authorization, accept: [...image, ...list].join(', ') },
  });
  if (!answer.ok) throw new Error(`The registry answers ${answer.status} to ${path}: ${await answer.text()}`);
  return (await answer.json()) as T;
}
