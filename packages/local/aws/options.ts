import type { JsonWebKey, KeyObject } from 'node:crypto';
import type { Faults } from '../faults/faults.ts';
import type { EcrOptions, RepositoryOptions } from './ecr/options.ts';
import type { FunctionOptions, LambdaOptions } from './lambda/options.ts';
import type { Policy } from './policy.ts';

/** Long-lived keys, or temporary ones when they have a session token. */
export interface User {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  /** When temporary keys run out. */
  expires?: Date;
  /** The user's name in its ARN; `user` when left out. */
  name?: string;
  /** The account that the user belongs to; the server's when left out. */
  account?: string;
  policy?: Policy;
}

/** A role that can be assumed. */
export interface Role {
  /** Such as `arn:aws:iam::123456789012:role/publish-staging`. */
  arn: string;
  /** Who may assume it. What is left out is not asked, but a role without any trust is assumed by nobody. */
  trust?: {
    /** The audience that a web identity must have, such as `sts.amazonaws.com`. */
    aud?: string;
    /** What its subject must fit, with `*` and `?`: `repo:org/name:environment:staging`. One of them is enough. */
    sub?: string | readonly string[];
    /** ARNs, with `*` and `?`, of those who may assume it by AssumeRole. */
    principals?: readonly string[];
  };
  policy?: Policy;
  /** The longest session in seconds; 3,600 when left out. */
  maxSession?: number;
}

export interface BucketOptions {
  name: string;
  /** The bucket's region; the server's when left out. */
  region?: string;
  versioning?: 'Enabled' | 'Suspended';
  /** Objects are encrypted with SSE-KMS, so that no ETag is an MD5. */
  kms?: boolean;
  /** What may be done in this bucket, by whomever; on top of everybody's own policy. */
  policy?: Policy;
}

/** An OpenID Connect provider that the account trusts. */
export interface Issuer {
  /** The `iss` of its tokens. */
  url: string;
  /** Its public keys, or a function that has them when they are needed. */
  keys: readonly PublicKey[] | (() => readonly PublicKey[]);
  /** The audiences that the account registered for it; `sts.amazonaws.com` when left out. */
  audiences?: readonly string[];
}

/** A public key: JWK (its `kid` is heeded), PEM or a key object. */
export type PublicKey = (JsonWebKey & { kid?: string }) | string | KeyObject;

/** One answered request, as a test or a person wants to read it. */
export interface RequestRecord {
  /** `registry` is what speaks `/v2/`, for ECR and ECR Public alike. */
  service: 's3' | 'sts' | 'ecr' | 'ecr-public' | 'registry' | 'lambda';
  /** AWS's name of the operation; for registries a word such as `PutManifest`. */
  operation: string;
  bucket?: string;
  key?: string;
  /** Of a registry: the repository as the request names it, and a tag, a digest, or the id of an upload. */
  repository?: string;
  reference?: string;
  /** Of Lambda: the function or the layer, as the request names it; `reference` is an alias. */
  function?: string;
  /** The HTTP status; 0 when the connection was broken on purpose. */
  status: number;
  /** The error's code, where it was one. */
  code?: string;
  /** The ARN of whoever signed it, or whose login it was. */
  role?: string;
  /** Of a registry: how many bytes of bodies went in and out. */
  bytes?: number;
}

export interface AwsOptions {
  /** The region of the endpoint and of buckets that name none; `us-east-1` when left out. */
  region?: string;
  /** The account's number; `123456789012` when left out. */
  account?: string;
  users?: readonly User[];
  roles?: readonly Role[];
  buckets?: readonly BucketOptions[];
  /** Repositories of ECR and ECR Public. */
  repositories?: readonly RepositoryOptions[];
  ecr?: EcrOptions;
  /** Functions of Lambda: `{ name, runtime, handler, architecture, code, imageUri, aliases: { live: '1' } }` and more. */
  functions?: readonly FunctionOptions[];
  lambda?: LambdaOptions;
  /** Where the state is kept as files; in memory when left out. */
  folder?: string;
  issuer?: Issuer;
  faults?: Faults;
  /** What time it is, for signatures, sessions and timestamps. */
  clock?: () => Date;
  /** The port on 127.0.0.1; any free one when left out. */
  port?: number;
  onRequest?: (record: RequestRecord) => void;
}
