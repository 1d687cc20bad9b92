import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import { describe, description } from './description.ts';
import type { Operation } from './operations.ts';
import { documentId, type Schema, toJsonSchema } from './schemas.ts';

const basicError: Schema = { $ref: '#/components/schemas/basic-error' };
/** Replies that any operation may give, though the description seldom says so, and the schema of their body. */
const common = new Map<number, Schema>([
  [401, basicError],
  [403, basicError],
  [404, basicError],
  [422, { $ref: '#/components/schemas/validation-error' }],
]);

const options = { strict: false, allErrors: true, logger: false } as const;
const bodies = prepared(new Ajv(options));
/** Query parameters arrive as strings; this one reads them as what the description says they are. */
const queries = prepared(new Ajv({ ...options, coerceTypes: true }));
const compiled = new Map<string, ValidateFunction>();

function prepared(ajv: Ajv): Ajv {
  // The package is CommonJS: where Node hands over its whole exports, the function is `default` of them.
  const add = (formats as unknown as { default?: typeof formats.default }).default ?? formats;
  (add as (ajv: Ajv) => void)(ajv);
  return ajv.addSchema(toJsonSchema({ components: description.components }) as Schema, documentId);
}

/**
 * Holds a request to GitHub's description.
 *
 * @param body the parsed body; undefined when there was none
 * @returns a sentence for each thing that is wrong; empty when the request is right
 */
export function checkRequest(operation: Operation, query: URLSearchParams, body: unknown): string[] {
  const { parameters, body: schema } = describe(operation);
  const known = parameters.filter((parameter) => parameter.in === 'query');
  const wrong = failures(queries, `${operation} query`, Object.fromEntries(query), () => ({
    type: 'object',
    properties: Object.fromEntries(known.map((parameter) => [parameter.name, parameter.schema])),
    required: known.filter((parameter) => parameter.required).map((parameter) => parameter.name),
  }));
  if (schema) wrong.push(...failures(bodies, `${operation} body`, body ?? {}, () => schema));
  else if (body !== undefined) wrong.push(`${operation} takes no body.`);
  return wrong;
}

/**
 * Holds a reply to GitHub's description: a status that is not documented, a property that is missing, misspelt or of
 * the wrong type.
 *
 * @returns a sentence for each thing that is wrong; empty when the reply is right
 */
export function checkReply(operation: Operation, status: number, body: unknown): string[] {
  const { replies } = describe(operation);
  if (!replies.has(status) && !common.has(status)) return [`${operation} does not document the status ${status}.`];
  const schema = replies.get(status) ?? common.get(status) ?? (status >= 400 ? basicError : undefined);
  if (schema) return failures(bodies, `${operation} ${status}`, body, () => schema);
  return body === undefined ? [] : [`${operation} documents no body for the status ${status}.`];
}

function failures(ajv: Ajv, name: string, value: unknown, schema: () => Schema): string[] {
  let validate = compiled.get(name);
  if (!validate) {
    validate = ajv.compile(toJsonSchema(schema()) as Schema);
    compiled.set(name, validate);
  }
  return validate(value) ? [] : (validate.errors ?? []).map((error) => sentence(name, error));
}

function sentence(name: string, { instancePath, message, params, keyword }: ErrorObject): string {
  const extra = keyword === 'additionalProperties' ? `: '${params.additionalProperty}'` : '';
  return `${name}: ${instancePath || 'it'} ${message}${extra}.`;
}
