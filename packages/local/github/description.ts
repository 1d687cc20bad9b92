import subset from './openapi.generated.json' with { type: 'json' };
import type { Operation } from './operations.ts';
import type { Schema } from './schemas.ts';

interface Parameter {
  name: string;
  in: 'path' | 'query';
  required?: boolean;
  schema: Schema;
  'x-multi-segment'?: boolean;
}

interface Content {
  content?: { 'application/json'?: { schema: Schema } };
}

/** What GitHub's description says about one operation. */
export interface Described {
  parameters: Parameter[];
  /** The schema of the request's body; none where the operation takes no body. */
  body: Schema | undefined;
  /** The schema of each documented reply by its status; undefined where a status is documented without a body. */
  replies: ReadonlyMap<number, Schema | undefined>;
}

/** One request, matched to the operation that it means. */
export interface Match {
  operation: Operation;
  /** The path's parameters, decoded. */
  params: Record<string, string>;
}

/** The committed part of GitHub's own OpenAPI description. */
export const description = structuredClone(subset) as unknown as {
  info: { version: string };
  paths: Record<string, Record<string, Schema>>;
  components: Record<string, Record<string, unknown>>;
};

// GitHub says in prose that an upload which broke off leaves an asset in the state `starter`
// (https://docs.github.com/rest/releases/assets#upload-a-release-asset), and forgets it in the list of states.
const asset = description.components.schemas?.['release-asset'] as
  | { properties: { state: { enum: string[] } } }
  | undefined;
asset?.properties.state.enum.push('starter');

/** Every operation of the subset, as `METHOD /path/{template}`. */
export const described: readonly Operation[] = Object.entries(description.paths).flatMap(([template, methods]) =>
  Object.keys(methods).map((method) => `${method.toUpperCase()} ${template}` as Operation),
);

/** @returns what the description says about an operation of the subset */
export function describe(operation: Operation): Described {
  const [method = '', template = ''] = operation.split(' ');
  const found = description.paths[template]?.[method.toLowerCase()];
  if (!found) throw new Error(`GitHub's description holds no operation ${operation}.`);
  const parameters = ((found.parameters ?? []) as Schema[]).map((item) => resolve<Parameter>(item));
  const replies = Object.entries((found.responses ?? {}) as Record<string, Schema>).map(
    ([status, reply]) => [Number(status), resolve<Content>(reply).content?.['application/json']?.schema] as const,
  );
  const body = (found.requestBody as Content | undefined)?.content?.['application/json']?.schema;
  return { parameters, body, replies: new Map(replies) };
}

function resolve<T>(item: unknown): T {
  const ref = (item as Schema).$ref;
  if (typeof ref !== 'string') return item as T;
  const [, , group = '', name = ''] = ref.split('/');
  return description.components[group]?.[name] as T;
}

/** The path templates as patterns, those with the fewest placeholders first: a fixed path wins over a placeholder. */
const patterns = described
  .map((operation) => ({ operation, ...pattern(operation) }))
  .sort((a, b) => a.names.length - b.names.length);

function pattern(operation: Operation): { method: string; names: string[]; expression: RegExp } {
  const [method = '', template = ''] = operation.split(' ');
  const long = describe(operation).parameters.filter((parameter) => parameter['x-multi-segment']);
  const names: string[] = [];
  const source = template.replace(/\{(\w+)\}/g, (_all, name: string) => {
    names.push(name);
    return long.some((parameter) => parameter.name === name) ? '(.+)' : '([^/]+)';
  });
  return { method, names, expression: new RegExp(`^${source}$`) };
}

/**
 * Finds the operation that a request means.
 *
 * @param path the path as it was sent, below the API's root, still percent-encoded
 * @returns undefined where the subset holds none
 */
export function match(method: string, path: string): Match | undefined {
  for (const { operation, method: wanted, names, expression } of patterns) {
    const found = wanted === method ? expression.exec(path) : null;
    if (!found) continue;
    try {
      const params = names.map((name, i) => [name, decodeURIComponent(found[i + 1] ?? '')] as const);
      return { operation, params: Object.fromEntries(params) };
    } catch {
      return undefined; // a malformed percent-encoding names nothing
    }
  }
  return undefined;
}
