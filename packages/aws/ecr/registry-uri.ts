import { InputError } from '@ci-actions/errors/errors';
import { partitionOf } from '../region.ts';
import { checkRepositoryName } from './repository-name.ts';

/** A repository of a private registry; whatever is missing is that of the credentials and of the input `aws-region`. */
export interface PrivateRepository {
  registry: 'private';
  name: string;
  account?: string;
  region?: string;
  /** The host that was written, in lower case; a FIPS or a dual-stack one is to be talked to as such. */
  host?: string;
  /** Host and name, as it was written. */
  uri?: string;
}

/** A repository of ECR Public. */
export interface PublicRepository {
  registry: 'public';
  /** Whose gallery it is in. */
  alias: string;
  name: string;
  /** `public.ecr.aws/alias/name` */
  uri: string;
}

export type RegistryRepository = PrivateRepository | PublicRepository;

/** Where every registry of ECR Public is. */
export const publicHost = 'public.ecr.aws';

const looksLike =
  'It looks like app, team/app, 123456789012.dkr.ecr.eu-central-1.amazonaws.com/app or public.ecr.aws/alias/app';

/** What the names of dual-stack hosts end in, by partition: https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-requests.html */
const dualStackHosts: Record<string, string> = {
  aws: 'on.aws',
  'aws-us-gov': 'on.aws',
  'aws-cn': 'on.amazonwebservices.com.cn',
  'aws-eusc': 'on.amazonwebservices.eu',
};

/**
 * Which repository a text means: a name, or the address that ECR shows, with the FIPS and the dual-stack forms of its host.
 *
 * @param line one line of the input `repository`
 * @throws InputError where it is none of them; where it has a scheme, a tag or a digest
 */
export function parseRepository(line: string): RegistryRepository {
  const text = line.trim();
  const shown = `The input repository names ${JSON.stringify(text)}`;
  if (text === '') throw new InputError(`The input repository is empty. ${looksLike}.`);
  const scheme = /^[a-z][a-z0-9+.-]*:\/\//i.exec(text)?.[0];
  if (scheme) throw new InputError(`${shown}, which begins with ${scheme}; leave that out.`);
  if (text.includes('@')) throw new InputError(`${shown}, which has a digest; leave out the @ and all after it.`);
  const slash = text.indexOf('/');
  const first = (slash < 0 ? '' : text.slice(0, slash)).toLowerCase();
  const path = text.slice(slash + 1);
  const colon = path.lastIndexOf(':');
  if (colon >= 0) {
    const tag = path.slice(colon + 1);
    throw new InputError(
      `${shown}, which has the tag ${JSON.stringify(tag)}; leave it out and give it in the input tags.`,
    );
  }
  if (first === publicHost) return publicRepository(path, shown);
  if (isHost(first)) return privateRepository(first, path, shown);
  if (slash < 0 && (text === publicHost || /^\d+\.dkr[.-]ecr/.test(text))) {
    throw new InputError(`${shown}, which is a registry without a repository. ${looksLike}.`);
  }
  return { registry: 'private', name: checkRepositoryName(text) };
}

/**
 * The repositories of a text with one per line; empty lines are skipped.
 *
 * @throws InputError where a line is no repository, where one is there twice, or where there is none
 */
export function parseRepositories(text: string): RegistryRepository[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const all = lines.filter((line) => line !== '').map(parseRepository);
  if (all.length === 0) throw new InputError(`The input repository is empty. ${looksLike}.`);
  const seen = new Set<string>();
  for (const repository of all) {
    const key = repository.uri ?? repository.name;
    if (seen.has(key)) throw new InputError(`The input repository names ${key} twice; leave one of them out.`);
    seen.add(key);
  }
  return all;
}

/** The address of a private repository, as people write it and as AWS shows it. */
export function privateUri(account: string, region: string, name: string): string {
  return `${account}.dkr.ecr.${region}.${partitionOf(region).hosts}/${name}`;
}

/** The first part of a repository's own name may have dots too, but it does not end as a host does. */
function isHost(text: string): boolean {
  return text === 'localhost' || text.includes(':') || /^[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}$/.test(text);
}

function publicRepository(path: string, shown: string): PublicRepository {
  const [alias = '', ...rest] = path.split('/');
  if (rest.length === 0 || !/^[a-z0-9]+([._-][a-z0-9]+)*$/.test(alias) || alias.length > 50) {
    throw new InputError(
      `${shown}, which lacks the alias of its registry or its name. It looks like ${publicHost}/alias/app.`,
    );
  }
  const name = checkRepositoryName(rest.join('/'), 205);
  return { registry: 'public', alias, name, uri: `${publicHost}/${alias}/${name}` };
}

function privateRepository(host: string, path: string, shown: string): PrivateRepository {
  const [, account, kind, region, suffix] = /^(\d{12})\.(dkr[.-]ecr(?:-fips)?)\.([a-z0-9-]+)\.(.+)$/.exec(host) ?? [];
  if (account === undefined || kind === undefined || region === undefined) {
    const account12 = /^\d+\.dkr[.-]ecr/.test(host) ? ', because its account does not have 12 digits' : '';
    throw new InputError(
      `${shown}, and ${host} is no registry of ECR${account12}. ${looksLike}. A repository whose own name begins so is to be given with its registry.`,
    );
  }
  const partition = partitionOf(region);
  const wanted = kind.startsWith('dkr-') ? dualStackHosts[partition.id] : partition.hosts;
  if (suffix !== wanted) {
    const fit =
      wanted === undefined ? 'there is none of that form in its region' : `in its region the host ends in ${wanted}`;
    throw new InputError(`${shown}, and ${host} is no registry of ECR: ${fit}.`);
  }
  const name = checkRepositoryName(path);
  return { registry: 'private', account, region, name, host, uri: `${host}/${name}` };
}
