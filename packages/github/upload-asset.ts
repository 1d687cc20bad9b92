import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { InputError } from '@ci-actions/errors/errors';
import type { Api } from './api.ts';
import { assetName } from './asset-name.ts';
import { GitHubError } from './errors.ts';
import type { Call } from './explain-failure.ts';
import type { Send } from './octokit.ts';
import { readFailure } from './read-failure.ts';
import { type AssetAnswer, toAsset } from './release-answer.ts';

/** A file that is to be sent to a release. */
export interface AssetFile {
  /** What it is to be called there; GitHub makes dots of special characters. */
  name: string;
  /** Where it is on this machine. */
  file: string;
  /** In bytes. */
  size: number;
  /** As in `application/zip`. */
  contentType: string;
}

const assets = '/repos/{owner}/{repo}/releases/{release_id}/assets';

/**
 * Sends a file to a release, as `Releases.uploadAsset` says.
 *
 * @param to where it goes
 * @throws InputError where the file is not there, is empty, or has another size than was said
 */
export async function uploadAsset(api: Api, call: Call, release: number, to: URL, wanted: AssetFile): Promise<void> {
  await checkFile(wanted);
  const { name, file, size, contentType } = wanted;
  const attempt = async (send: Send) => {
    const hash = createHash('sha256');
    const body = { size, open: () => readWhole(wanted, hash) };
    const made = toAsset((await api.sendFile(to, { 'content-type': contentType }, body)).data as AssetAnswer);
    const digest = `sha256:${hash.digest('hex')}`;
    if (made.size === size && (made.digest ?? digest) === digest) return;
    await send('DELETE /repos/{owner}/{repo}/releases/assets/{asset_id}', { asset_id: made.id });
    const got = `${made.size} bytes, ${made.digest}, and not ${size} bytes, ${digest}`;
    throw new GitHubError(
      `GitHub has got other bytes of ${name} than were sent (${got}), so they are deleted.`,
      undefined,
    );
  };
  await api.tryUntilDone(`Uploading ${name}`, call, async (send, n) => {
    // Nobody knows what an attempt has done that broke off: all of it, or a half that is in the way.
    if (n > 1 && (await isThere(send))) return;
    try {
      await attempt(send);
    } catch (thrown) {
      if (!alreadyExists(thrown)) throw thrown;
      if (!(await isThere(send))) await attempt(send);
    }
  });

  /** Whether it has these bytes already; a half is deleted. */
  async function isThere(send: Send): Promise<boolean> {
    const found = await find(send, release, name);
    if (!found) return false;
    if (!found.complete) {
      await send('DELETE /repos/{owner}/{repo}/releases/assets/{asset_id}', { asset_id: found.id });
      return false;
    }
    const digest = `sha256:${await digestOf(wanted)}`;
    if (found.size === size && (found.digest ?? digest) === digest) return true;
    const has = `${found.size.toLocaleString('en-US')} bytes${found.digest ? `, ${found.digest}` : ''}`;
    throw new GitHubError(
      `The release has a file ${found.name} already, with other bytes (${has}) than ${file} (${size.toLocaleString('en-US')} bytes, ${digest}): delete it there, or give this one another name.`,
      422,
    );
  }
}

/** The file of that name that a release has, its upload complete or not. */
async function find(send: Send, release: number, name: string) {
  const kept = assetName(name);
  for (let page = 1; ; page++) {
    const { data, headers } = await send(`GET ${assets}`, { release_id: release, per_page: 100, page });
    const found = (data as AssetAnswer[]).find((asset) => asset.name === kept || asset.name === name);
    if (found || !/rel="next"/.test(String(headers.link ?? ''))) return found && toAsset(found);
  }
}

/**
 * Where the files of a release are sent: another host than the API's, which the API has named.
 *
 * @param template the release's `upload_url` (RFC 6570)
 * @throws GitHubError where it is not encrypted; without it only an API of this machine may be talked to
 */
export function uploadUrl(template: string, apiUrl: string, name: string): URL {
  const address = template.replace(/\{[^}]*\}$/, '');
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const isLocal = url !== undefined && [url.hostname, new URL(apiUrl).hostname].every((host) => loopback.test(host));
  if (!url || !(url.protocol === 'https:' || (isLocal && url.protocol === new URL(apiUrl).protocol))) {
    throw new GitHubError(
      `GitHub did not say where to upload ${name}: ${JSON.stringify(template)} is no address for it.`,
      undefined,
    );
  }
  url.searchParams.set('name', name);
  return url;
}

const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/;

async function checkFile({ file, size }: AssetFile): Promise<void> {
  const there = await stat(file).catch(() => undefined);
  if (!there?.isFile()) throw new InputError(`${file} is to be a file of the release, but there is no such file.`);
  if (there.size === 0) throw new InputError(`${file} is empty, and GitHub takes no empty file for a release.`);
  if (there.size !== size) throw changed(file, size);
}

const changed = (file: string, size: number) =>
  new InputError(`${file} had ${size.toLocaleString('en-US')} bytes and has changed since: let nothing write to it.`);

/** The bytes of a file as long as they are as many as was said. */
async function* readWhole({ file, size }: AssetFile, hash: Hash): AsyncGenerator<Buffer> {
  let total = 0;
  // One byte more than there should be is asked for, to see whether there is one.
  for await (const chunk of createReadStream(file, { end: size, highWaterMark: 256 << 10 }) as AsyncIterable<Buffer>) {
    total += chunk.length;
    if (total > size) break;
    hash.update(chunk);
    yield chunk;
  }
  if (total !== size) throw changed(file, size);
}

async function digestOf(wanted: AssetFile): Promise<string> {
  const hash = createHash('sha256');
  for await (const _ of readWhole(wanted, hash));
  return hash.digest('hex');
}

function alreadyExists(thrown: unknown): boolean {
  return readFailure(thrown)?.details.some((detail) => detail === 'name already_exists') === true;
}
