/** One JSON schema, in OpenAPI 3.0's dialect on the way in and in JSON Schema's on the way out. */
export type Schema = { [key: string]: unknown };

/** The name under which the whole description is known to the validator. */
export const documentId = 'github';

/**
 * Rewrites OpenAPI 3.0's dialect of JSON Schema into JSON Schema, and makes it strict.
 *
 * - `nullable: true` becomes a union with null.
 * - An object that lists its properties holds no others: that is how a misspelt optional property is found. GitHub's
 *   description leaves this open; our own requests and replies have no reason to send what is not in it.
 * - A URI whose default is the empty string may be empty, as GitHub sends it (`target_url` of a deployment status).
 *
 * @param schema any part of the description
 * @returns a new value; what came in stays as it was
 */
export function toJsonSchema(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(toJsonSchema);
  if (schema === null || typeof schema !== 'object') return schema;
  const { nullable, properties, $ref, ...rest } = schema as Schema;
  const result: Schema = Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [key, key === 'enum' ? value : toJsonSchema(value)]),
  );
  if (typeof $ref === 'string') result.$ref = $ref.replace(/^#/, `${documentId}#`);
  if (properties !== undefined && !isProperties(properties)) result.properties = toJsonSchema(properties);
  else if (properties !== undefined) {
    result.properties = Object.fromEntries(
      Object.entries(properties).map(([name, property]) => [name, toJsonSchema(property)]),
    );
    result.additionalProperties ??= false;
  }
  const mayBeEmpty = result.format === 'uri' && result.default === '';
  if (nullable !== true && !mayBeEmpty) return result;
  return { anyOf: [result, ...(nullable === true ? [{ type: 'null' }] : []), ...(mayBeEmpty ? [{ const: '' }] : [])] };
}

const isProperties = (value: unknown): value is Schema => typeof value === 'object' && value !== null;
