import { type InputSchema, oneOf } from '@ci-actions/kit/input-schema';
import { inputs as dags } from '../publish-dags-to-s3/inputs.ts';
import { inputs as image } from '../publish-image-to-ecr/inputs.ts';

export const kinds = ['application', 'data-task', 'dags', 'lambda', 'library'] as const;

/**
 * `kind`, and the inputs of every kind under the names that they have in its own action. Which of them must be given
 * depends on the kind, whose own action says so.
 */
export const inputs = { ...optional(image), ...optional(dags), kind: oneOf(kinds), environment: dags.environment };

function optional<S extends InputSchema>(schema: S): S {
  const entries = Object.entries(schema).map(([name, input]) => [name, { ...input, required: false }]);
  return Object.fromEntries(entries);
}
