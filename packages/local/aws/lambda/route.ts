import { type AwsRequest, decode, header } from '../request.ts';
import type { Operation } from './call.ts';
import { createAlias, getAlias, listAliases, updateAlias } from './operations/aliases.ts';
import {
  createFunction,
  getFunction,
  getFunctionConfiguration,
  updateFunctionCode,
  updateFunctionConfiguration,
} from './operations/functions.ts';
import { invoke } from './operations/invoke.ts';
import { getLayerVersion, getLayerVersionByArn, listLayerVersions, publishLayerVersion } from './operations/layers.ts';
import { listVersionsByFunction, publishVersion } from './operations/versions.ts';

/** What a request is for. */
export interface Route {
  operation: string;
  run: Operation | undefined;
  /** What its path names, decoded. */
  path: Readonly<Record<string, string>>;
}

const functions = '/2015-03-31/functions';
const layers = '/2018-10-31/layers';
const table: readonly (readonly [name: string, method: string, path: string, run: Operation])[] = [
  ['CreateFunction', 'POST', functions, createFunction],
  ['GetFunction', 'GET', `${functions}/{FunctionName}`, getFunction],
  ['GetFunctionConfiguration', 'GET', `${functions}/{FunctionName}/configuration`, getFunctionConfiguration],
  ['UpdateFunctionCode', 'PUT', `${functions}/{FunctionName}/code`, updateFunctionCode],
  ['UpdateFunctionConfiguration', 'PUT', `${functions}/{FunctionName}/configuration`, updateFunctionConfiguration],
  ['PublishVersion', 'POST', `${functions}/{FunctionName}/versions`, publishVersion],
  ['ListVersionsByFunction', 'GET', `${functions}/{FunctionName}/versions`, listVersionsByFunction],
  ['CreateAlias', 'POST', `${functions}/{FunctionName}/aliases`, createAlias],
  ['ListAliases', 'GET', `${functions}/{FunctionName}/aliases`, listAliases],
  ['GetAlias', 'GET', `${functions}/{FunctionName}/aliases/{Name}`, getAlias],
  ['UpdateAlias', 'PUT', `${functions}/{FunctionName}/aliases/{Name}`, updateAlias],
  ['Invoke', 'POST', `${functions}/{FunctionName}/invocations`, invoke],
  ['PublishLayerVersion', 'POST', `${layers}/{LayerName}/versions`, publishLayerVersion],
  ['ListLayerVersions', 'GET', `${layers}/{LayerName}/versions`, listLayerVersions],
  ['GetLayerVersion', 'GET', `${layers}/{LayerName}/versions/{VersionNumber}`, getLayerVersion],
  ['GetLayerVersionByArn', 'GET', layers, getLayerVersionByArn],
];

const routes = table.map(([name, method, path, run]) => ({ name, method, parts: path.split('/'), run }));

/** What an operation changes is in the list of writes. */
export const isWrite = (operation: string) => /^(?:Create|Update|Publish)/.test(operation);

/** @returns undefined for what goes to another service: S3, where a bucket may be called like a day of Lambda's API */
export function routeOf({ method, rawPath, headers, query }: Omit<AwsRequest, 'body'>): Route | undefined {
  if (!/^\/20\d\d-\d\d-\d\d\/(?:functions|layers|event-source-mappings|tags|account-settings)(?:\/|$)/.test(rawPath)) {
    return undefined;
  }
  if (/\/s3\/aws4_request/.test(header(headers, 'authorization') ?? '')) return undefined;
  const parts = rawPath.replace(/\/$/, '').split('/');
  for (const { name, method: wanted, parts: pattern, run } of routes) {
    if (wanted !== method || pattern.length !== parts.length) continue;
    const path = read(pattern, parts);
    if (path && (name !== 'GetLayerVersionByArn' || query.get('find') === 'LayerVersion')) {
      return { operation: name, run, path };
    }
  }
  return { operation: 'Unknown', run: undefined, path: {} };
}

function read(pattern: readonly string[], parts: readonly string[]): Record<string, string> | undefined {
  const found: Record<string, string> = {};
  for (const [index, wanted] of pattern.entries()) {
    const part = parts[index] ?? '';
    if (wanted.startsWith('{')) found[wanted.slice(1, -1)] = decode(part);
    else if (wanted !== part) return undefined;
  }
  return found;
}
