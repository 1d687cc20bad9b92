import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openArchive } from './archive.ts';
import type { Code } from './code.ts';
import type { Config } from './config.ts';
import { type Alias, LambdaFunction, type Pace, type Version } from './function.ts';
import type { Functions } from './functions.ts';
import type { Layers, LayerVersion } from './layers.ts';
import type { Place } from './names.ts';

/** The code of a version: the name of a file beside it, or where the image is. */
type KeptCode = { zip: string; sha256: string } | (Code & { packageType: 'Image' });

interface KeptVersion extends Pick<Version, 'version' | 'revisionId'> {
  lastModified: string;
  config: Config;
  code: KeptCode;
}

/** What `function.json` holds. */
interface KeptFunction {
  tags: Readonly<Record<string, string>>;
  latest: KeptVersion;
  versions: KeptVersion[];
  aliases: Alias[];
}

/** What `layer.json` holds, version by version. */
type KeptLayer = (Omit<LayerVersion, 'archive' | 'created'> & { zip: string; created: string })[];

/**
 * Keeps functions and layers as files that a person can read:
 *
 *     <root>/123456789012/eu-central-1/functions/app/function.json    and its archives, by their SHA-256
 *     <root>/123456789012/eu-central-1/layers/deps/layer.json         the same for a layer
 *
 * The memory is what requests are answered from; the folder is read once, at the start. A change that was under way is done then.
 */
export class LambdaFolder {
  readonly #root: string;

  constructor(root: string) {
    this.#root = path.resolve(root);
  }

  saveFunction({ place, name, tags, latest, versions, aliases }: LambdaFunction): void {
    const folder = this.#folder(place, 'functions', name);
    const keep = ({ version, deployed, revisionId, lastModified }: Version): KeptVersion => ({
      version,
      revisionId,
      lastModified: lastModified.toISOString(),
      config: deployed.config,
      code: keepCode(folder, deployed.code),
    });
    const kept: KeptFunction = {
      tags,
      latest: keep(latest),
      versions: [...versions.values()].map(keep),
      aliases: [...aliases.values()],
    };
    write(path.join(folder, 'function.json'), `${JSON.stringify(kept, null, 2)}\n`);
  }

  saveLayer(place: Place, name: string, versions: readonly LayerVersion[]): void {
    const folder = this.#folder(place, 'layers', name);
    const kept: KeptLayer = versions.map(({ archive, created, ...version }) => ({
      ...version,
      zip: keepZip(folder, archive.bytes, version.sha256),
      created: created.toISOString(),
    }));
    write(path.join(folder, 'layer.json'), `${JSON.stringify(kept, null, 2)}\n`);
  }

  /** Puts what is in the folder into the memory. @throws AwsError for an archive that somebody has broken */
  load(functions: Functions, layers: Layers, pace: Pace): void {
    for (const account of list(this.#root)) {
      for (const region of list(path.join(this.#root, account))) {
        const place = { account, region };
        for (const name of list(this.#folder(place, 'functions', ''))) {
          functions.add(loadFunction(place, name, this.#folder(place, 'functions', name), pace));
        }
        for (const name of list(this.#folder(place, 'layers', ''))) {
          const folder = this.#folder(place, 'layers', name);
          for (const { zip, created, version: _, ...rest } of readJson<KeptLayer>(path.join(folder, 'layer.json'))) {
            const archive = openArchive(readFileSync(path.join(folder, zip)));
            layers.add(place, name, { ...rest, archive, created: new Date(created) });
          }
        }
      }
    }
  }

  /** Accounts, regions and names were checked when they came: none leads out. */
  #folder({ account, region }: Place, kind: 'functions' | 'layers', name: string): string {
    return path.join(this.#root, account, region, kind, name);
  }
}

function loadFunction(place: Place, name: string, folder: string, pace: Pace): LambdaFunction {
  const kept = readJson<KeptFunction>(path.join(folder, 'function.json'));
  const codes = new Map<string, Code>();
  const load = ({ version, revisionId, lastModified, config, code }: KeptVersion): Version => {
    const loaded = 'zip' in code ? (codes.get(code.zip) ?? loadZip(folder, code)) : code;
    if ('zip' in code) codes.set(code.zip, loaded);
    return { version, revisionId, lastModified: new Date(lastModified), deployed: { code: loaded, config } };
  };
  const latest = load(kept.latest);
  const made = new LambdaFunction(place, name, latest.deployed, latest.lastModified, pace, kept.tags);
  made.latest.revisionId = latest.revisionId;
  for (const version of kept.versions) made.versions.set(version.version, load(version));
  for (const alias of kept.aliases) made.aliases.set(alias.name, alias);
  return made;
}

function loadZip(folder: string, { zip, sha256 }: { zip: string; sha256: string }): Code {
  return { packageType: 'Zip', sha256, archive: openArchive(readFileSync(path.join(folder, zip))) };
}

function keepCode(folder: string, code: Code): KeptCode {
  if (code.packageType === 'Image') return code;
  return { zip: keepZip(folder, code.archive.bytes, code.sha256), sha256: code.sha256 };
}

/** @returns the name of the file; the same bytes are written once */
function keepZip(folder: string, bytes: Buffer, sha256: string): string {
  const name = `${Buffer.from(sha256, 'base64').toString('hex')}.zip`;
  mkdirSync(folder, { recursive: true });
  if (!existsSync(path.join(folder, name))) write(path.join(folder, name), bytes);
  return name;
}

const list = (folder: string) => (existsSync(folder) ? readdirSync(folder).sort() : []);
const readJson = <T>(file: string): T => JSON.parse(readFileSync(file, 'utf8'));

function write(file: string, content: string | Buffer): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, content);
  renameSync(`${file}.new`, file);
}
