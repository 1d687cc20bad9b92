import { type InputSchema, oneOf } from '@ci-actions/kit/input-schema';
import { inputs as dags } from '../publish-dags-to-s3/inputs.ts';
import { inputs as image } from '../publish-image-to-ecr/inputs.ts';
import { inputs as library } from '../tag-library/inputs.ts';
import { inputs as lambda } from '../zip-lambda/inputs.ts';

export const kinds = ['application', 'data-task', 'dags', 'lambda', 'library'] as const;

/**
 * `kind`, and the inputs of every kind under the names that they have in its own action. Which of them must be given, and
 * what is the default where kinds differ, depends on the kind, whose own action says so.
 */
export const inputs = {
  ...optional(library),
  ...optional(lambda),
  ...optional(image),
  ...optional(dags),
  ...differing([library, lambda, image, dags]),
  kind: oneOf([...kinds, 'auto'], 'auto'),
  environment: dags.environment,
};

function optional<S extends InputSchema>(schema: S): S {
  const entries = Object.entries(schema).map(([name, input]) => [name, { ...input, required: false }]);
  return Object.fromEntries(entries);
}

/** The inputs whose default depends on the kind: nothing here, so that the kind's own action decides. */
function differing(schemas: readonly InputSchema[]): InputSchema {
  const all = schemas.flatMap((schema) => Object.entries(schema));
  return Object.fromEntries(
    all
      .filter(([name, { default: fallback }]) =>
        all.some(([other, said]) => other === name && said.default !== fallback),
      )
      .map(([name, input]) => [name, { ...input, required: false, default: '' }]),
  );
}
