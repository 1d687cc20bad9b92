import { randomUUID } from 'node:crypto';
import { isDigest } from '@ci-actions/oci/descriptor';
import { may } from '../access.ts';
import type { Repository } from '../repository.ts';
import type { Receiver, Store } from '../store.ts';
import type { Exchange, Reply } from './exchange.ts';
import type { ReadBody } from './read-body.ts';
import { RegistryError } from './refusal.ts';

interface Upload {
  repository: Repository;
  receiver: Receiver;
  patches: number;
}

/** Blobs on their way in. */
export class Uploads {
  readonly #store: Store;
  readonly #all = new Map<string, Upload>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** POST: a place to upload to, or the blob of another repository where that can be mounted. */
  start(exchange: Exchange): Reply {
    const repository = exchange.open('InitiateLayerUpload');
    const mount = exchange.query.get('mount');
    if (mount !== null && mounted(exchange, repository, mount)) return created(exchange, mount);
    const id = randomUUID();
    this.#all.set(id, { repository, receiver: this.#store.receive(), patches: 0 });
    return { status: 202, headers: { ...place(exchange, id), range: '0-0' } };
  }

  /**
   * PATCH, with ECR's own ways: it answers 201, not 202, and of all chunks but the first it drops the bytes without a word.
   * https://github.com/aws/containers-roadmap/issues/2831
   */
  async patch(exchange: Exchange): Promise<Reply> {
    const [id, upload] = this.#find(exchange, 'UploadLayerPart');
    upload.patches += 1;
    if (upload.patches === 1) await this.#receive(upload, exchange.readBody);
    else await exchange.readBody(() => {});
    return { status: 201, headers: { ...place(exchange, id), range: rangeOf(upload) } };
  }

  /** PUT: the whole blob, or the end of it, and the digest that it must have. */
  async put(exchange: Exchange): Promise<Reply> {
    const [id, upload] = this.#find(exchange, 'UploadLayerPart');
    exchange.demand('CompleteLayerUpload');
    const digest = exchange.query.get('digest') ?? '';
    if (!isDigest(digest)) {
      throw new RegistryError(
        400,
        'DIGEST_INVALID',
        'The digest in the query must be sha256: and 64 hexadecimal digits',
      );
    }
    await this.#receive(upload, exchange.readBody);
    const { repository, receiver } = upload;
    const actual = await receiver.close();
    this.#all.delete(id);
    if (actual !== digest) {
      await receiver.discard();
      throw new RegistryError(
        400,
        'DIGEST_INVALID',
        `The digest of the uploaded bytes is '${actual}', not '${digest}'`,
      );
    }
    repository.addBlob(receiver.keepIn(repository, digest));
    return created(exchange, digest);
  }

  /** GET: how far it is. */
  status(exchange: Exchange): Reply {
    const [id, upload] = this.#find(exchange, 'UploadLayerPart');
    return { status: 204, headers: { ...place(exchange, id), range: rangeOf(upload) } };
  }

  /** DELETE */
  async cancel(exchange: Exchange): Promise<Reply> {
    const [id, upload] = this.#find(exchange, 'UploadLayerPart');
    this.#all.delete(id);
    await upload.receiver.discard();
    return { status: 204 };
  }

  /** Lets go of all that never came to an end. */
  async close(): Promise<void> {
    await Promise.all([...this.#all.values()].map(({ receiver }) => receiver.discard()));
    this.#all.clear();
  }

  #find(exchange: Exchange, action: string): [id: string, upload: Upload] {
    const repository = exchange.open(action);
    const id = exchange.route.reference ?? '';
    const upload = this.#all.get(id);
    if (upload?.repository === repository) return [id, upload];
    throw new RegistryError(404, 'BLOB_UPLOAD_UNKNOWN', `There is no upload with the id '${id}' in '${exchange.name}'`);
  }

  /** Takes a body in. When it breaks off the upload is as new: half a body counts for nothing. */
  async #receive(upload: Upload, readBody: ReadBody): Promise<void> {
    try {
      await readBody((chunk) => upload.receiver.write(chunk));
    } catch (broken) {
      await upload.receiver.discard();
      upload.receiver = this.#store.receive();
      upload.patches = 0;
      throw broken;
    }
  }
}

/**
 * Mounts a blob, if the account has that on (it is off at first), both repositories are encrypted alike, a manifest of the source
 * refers to it and the sender may read it there. Otherwise nothing is done, and that is no fault.
 */
function mounted({ registry, principal, query }: Exchange, target: Repository, digest: string): boolean {
  const source = registry.repositories.get(query.get('from') ?? '');
  const content = source?.blobs.get(digest);
  if (!source || !content || !principal || registry.accountSettings.get('BLOB_MOUNTING') !== 'ENABLED') return false;
  if (source.settings.kmsKey !== target.settings.kmsKey || !source.references(digest)) return false;
  if (!may(principal, registry, 'ecr:GetDownloadUrlForLayer', source.name)) return false;
  if (source !== target) target.mount(content);
  return true;
}

function created({ base, route }: Exchange, digest: string): Reply {
  const location = `${base}/v2/${route.repository}/blobs/${digest}`;
  return { status: 201, headers: { location, 'docker-content-digest': digest } };
}

function place({ base, route }: Exchange, id: string) {
  return { location: `${base}/v2/${route.repository}/blobs/uploads/${id}`, 'docker-upload-uuid': id };
}

const rangeOf = ({ receiver }: Upload) => `0-${Math.max(receiver.size - 1, 0)}`;
