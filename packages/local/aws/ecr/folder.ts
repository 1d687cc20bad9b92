import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { readManifest } from './manifest.ts';
import { fileContent, receiveFile } from './receive-file.ts';
import type { Registries, Service } from './registry.ts';
import type { Repository, Settings, StoredImage } from './repository.ts';
import type { Content, Receiver, Store } from './store.ts';

/** What `repository.json` holds: all that an OCI layout has no word for. */
interface Kept {
  service: Service;
  account: string;
  region: string;
  name: string;
  settings: Settings;
  accountSettings: Record<string, string>;
  images: Pick<StoredImage, 'digest' | 'mediaType' | 'pushedAt' | 'scan'>[];
  tags: [tag: string, digest: string][];
}

/**
 * Keeps each repository as an OCI image layout, which people and tools such as skopeo can read:
 *
 *     <root>/123456789012/eu-central-1/team+app/    the repository team/app; public ones are in `public`
 *         index.json, oci-layout, blobs/sha256/     https://github.com/opencontainers/image-spec/blob/v1.1.1/image-layout.md
 *         repository.json                           its settings, tags and times
 *
 * A blob in several repositories is one file with several names, where the disk can do that.
 */
export class FolderStore implements Store {
  readonly #root: string;

  constructor(root: string) {
    this.#root = path.resolve(root);
  }

  receive(): Receiver {
    return receiveFile(path.join(this.#root, 'uploads'), (repository, digest) => this.#blob(repository, digest));
  }

  share(content: Content, to: Repository): Content {
    const source = [...to.registry.repositories.values()].find(({ blobs }) => blobs.get(content.digest) === content);
    const target = this.#blob(to, content.digest);
    if (source && !existsSync(target)) {
      mkdirSync(path.dirname(target), { recursive: true });
      linkOrCopy(this.#blob(source, content.digest), target);
    }
    return fileContent(target, content.digest, content.size);
  }

  save(repository: Repository): void {
    const folder = this.#folder(repository);
    mkdirSync(path.join(folder, 'blobs/sha256'), { recursive: true });
    for (const { digest, bytes } of repository.images.values()) {
      const file = this.#blob(repository, digest);
      if (!existsSync(file)) write(file, bytes);
    }
    write(path.join(folder, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }));
    write(path.join(folder, 'index.json'), `${JSON.stringify(layoutIndex(repository), null, 2)}\n`);
    const { service, account, region, accountSettings } = repository.registry;
    const kept: Kept = {
      service,
      account,
      region,
      name: repository.name,
      settings: repository.settings,
      accountSettings: Object.fromEntries(accountSettings),
      images: [...repository.images.values()].map(({ digest, mediaType, pushedAt, scan }) => ({
        digest,
        mediaType,
        pushedAt,
        ...(scan ? { scan } : {}),
      })),
      tags: [...repository.tags],
    };
    write(path.join(folder, 'repository.json'), `${JSON.stringify(kept, null, 2)}\n`);
  }

  remove(repository: Repository): void {
    rmSync(this.#folder(repository), { recursive: true, force: true });
  }

  /** Puts what is in the folder into the registries. What was on its way in when it ended is gone. */
  load(registries: Registries): void {
    rmSync(path.join(this.#root, 'uploads'), { recursive: true, force: true });
    if (!existsSync(this.#root)) return;
    for (const account of readdirSync(this.#root)) {
      for (const region of readdirSync(path.join(this.#root, account))) {
        for (const name of readdirSync(path.join(this.#root, account, region))) {
          this.#restore(registries, path.join(this.#root, account, region, name));
        }
      }
    }
  }

  #restore(registries: Registries, folder: string): void {
    const about = path.join(folder, 'repository.json');
    if (!existsSync(about)) return;
    const kept: Kept = JSON.parse(readFileSync(about, 'utf8'));
    const registry = registries.find(kept.service, kept.account, kept.region);
    for (const [name, value] of Object.entries(kept.accountSettings)) registry.accountSettings.set(name, value);
    const blobs = path.join(folder, 'blobs/sha256');
    const files = readdirSync(blobs);
    const images = kept.images.map(({ digest, mediaType, pushedAt, scan }): StoredImage => {
      const bytes = readFileSync(path.join(blobs, digest.slice('sha256:'.length)));
      const facts = readManifest(bytes, mediaType);
      const begun = scan && { scan: { ...scan, startedAt: new Date(scan.startedAt) } };
      return { digest, mediaType, bytes, facts, pushedAt: new Date(pushedAt), ...begun };
    });
    const settings = { ...kept.settings, kmsKey: kept.settings.kmsKey, createdAt: new Date(kept.settings.createdAt) };
    const repository = registry.adopt(kept.name, settings);
    for (const image of images) repository.images.set(image.digest, image);
    for (const [tag, digest] of kept.tags) repository.tags.set(tag, digest);
    for (const file of files) {
      const digest = `sha256:${file}`;
      if (repository.images.has(digest) || !/^[0-9a-f]{64}$/.test(file)) continue;
      repository.addBlob(fileContent(path.join(blobs, file), digest, statSync(path.join(blobs, file)).size));
    }
  }

  #folder({ registry, name }: Repository): string {
    const region = registry.service === 'ecr' ? registry.region : 'public';
    // No repository has a plus sign in its name.
    return path.join(this.#root, registry.account, region, name.replaceAll('/', '+'));
  }

  #blob(repository: Repository, digest: string): string {
    return path.join(this.#folder(repository), 'blobs/sha256', digest.slice('sha256:'.length));
  }
}

/** The tagged images under their tags; and those without a tag that no other image points to. */
function layoutIndex({ images, tags }: Repository) {
  const pointedTo = new Set([...images.values()].flatMap(({ facts }) => facts.children.map(({ digest }) => digest)));
  const tagged = new Set(tags.values());
  const descriptor = ({ mediaType, digest, bytes }: StoredImage) => ({ mediaType, digest, size: bytes.length });
  const named = [...tags].flatMap(([tag, digest]) => {
    const image = images.get(digest);
    const annotations = { 'org.opencontainers.image.ref.name': tag };
    return image ? [{ ...descriptor(image), annotations }] : [];
  });
  const bare = [...images.values()].filter(({ digest }) => !tagged.has(digest) && !pointedTo.has(digest));
  return { schemaVersion: 2, manifests: [...named, ...bare.map(descriptor)] };
}

function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}

function write(file: string, content: string | Buffer): void {
  writeFileSync(`${file}.new`, content);
  renameSync(`${file}.new`, file);
}
