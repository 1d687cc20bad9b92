import { createHash } from 'node:crypto';
import { repositoryNotFound } from './errors.ts';
import type { EcrOptions } from './options.ts';
import { Repository, type Settings } from './repository.ts';
import type { Store } from './store.ts';

export type Service = 'ecr' | 'ecr-public';

/** One account's registry: of ECR in one region, or of ECR Public. */
export class Registry {
  readonly service: Service;
  readonly account: string;
  readonly region: string;
  /** In ECR Public: the first part of its repositories' addresses. */
  readonly alias: string;
  readonly repositories = new Map<string, Repository>();
  /** Account settings such as BLOB_MOUNTING. */
  readonly accountSettings = new Map<string, string>();
  readonly #all: Registries;

  constructor(all: Registries, service: Service, account: string, region: string, alias: string) {
    this.#all = all;
    this.service = service;
    this.account = account;
    this.region = region;
    this.alias = alias;
  }

  /** The host in the addresses of its images, as people write them. */
  get host(): string {
    return this.service === 'ecr'
      ? `${this.account}.dkr.ecr.${this.region}.amazonaws.com`
      : `public.ecr.aws/${this.alias}`;
  }

  arn(name: string): string {
    return `arn:aws:${this.service}:${this.service === 'ecr' ? this.region : ''}:${this.account}:repository/${name}`;
  }

  /** @throws AwsError RepositoryNotFoundException */
  get(name: string): Repository {
    const found = this.repositories.get(name);
    if (!found) throw repositoryNotFound(name, this.account);
    return found;
  }

  /** Adds a repository; that the name is free is for the caller to know. */
  create(name: string, settings: Settings): Repository {
    const repository = this.adopt(name, settings);
    repository.save();
    return repository;
  }

  /** The same for one that is written down already. */
  adopt(name: string, settings: Settings): Repository {
    const repository = new Repository(this, name, settings, this.#all.store, this.#all.pushes);
    this.repositories.set(name, repository);
    return repository;
  }

  delete(repository: Repository): void {
    this.repositories.delete(repository.name);
    this.#all.store.remove(repository);
  }
}

/** A tag that was set: what ECR tells EventBridge as "ECR Image Action", and what starts deployments. */
export interface Push {
  account: string;
  /** Empty for ECR Public. */
  region: string;
  repository: string;
  tag: string;
  digest: string;
  /** What the tag was on before. */
  previous?: string;
  time: Date;
}

/** All registries of this AWS. They are there as soon as somebody asks for them. */
export class Registries {
  readonly store: Store;
  /** In the order in which they happened. */
  readonly pushes: Push[] = [];
  readonly #account: string;
  readonly #publicAlias: string | undefined;
  readonly #all = new Map<string, Registry>();

  constructor(store: Store, account: string, { publicAlias }: EcrOptions) {
    this.store = store;
    this.#account = account;
    this.#publicAlias = publicAlias;
  }

  /** ECR Public has one registry for an account, whatever the region. */
  find(service: Service, account: string, region: string): Registry {
    const place = service === 'ecr' ? region : 'us-east-1';
    const name = `${service}/${account}/${place}`;
    let registry = this.#all.get(name);
    if (!registry) {
      registry = new Registry(this, service, account, place, this.#aliasOf(account));
      this.#all.set(name, registry);
    }
    return registry;
  }

  /** The public registry with this alias; undefined where there is none. */
  byAlias(alias: string): Registry | undefined {
    return this.all().find((registry) => registry.service === 'ecr-public' && registry.alias === alias);
  }

  all(): Registry[] {
    return [...this.#all.values()];
  }

  #aliasOf(account: string): string {
    if (account === this.#account && this.#publicAlias !== undefined) return this.#publicAlias;
    // AWS gives out a letter, a digit, a letter, and so on.
    return [...createHash('sha256').update(account).digest().subarray(0, 8)]
      .map((byte, index) => (index % 2 === 0 ? String.fromCharCode(97 + (byte % 26)) : String(byte % 10)))
      .join('');
  }
}
