import type { Archive } from './archive.ts';
import type { Place } from './names.ts';

/** One version of a layer; it never changes. */
export interface LayerVersion {
  version: number;
  archive: Archive;
  /** Base64. */
  sha256: string;
  description: string;
  runtimes: readonly string[];
  architectures: readonly string[];
  license: string | undefined;
  created: Date;
}

/** All layers of all accounts and regions. */
export class Layers {
  readonly #all = new Map<string, LayerVersion[]>();

  /** All versions of a layer, oldest first. */
  versions({ account, region }: Place, name: string): readonly LayerVersion[] {
    return this.#all.get(`${account}/${region}/${name}`) ?? [];
  }

  find(place: Place, name: string, version: number): LayerVersion | undefined {
    return this.versions(place, name).find((one) => one.version === version);
  }

  add(place: Place, name: string, made: Omit<LayerVersion, 'version'>): LayerVersion {
    const before = this.versions(place, name);
    const version = { ...made, version: (before.at(-1)?.version ?? 0) + 1 };
    this.#all.set(`${place.account}/${place.region}/${name}`, [...before, version]);
    return version;
  }
}
