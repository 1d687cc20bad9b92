import { oneOf } from '@ci-actions/kit/input-schema';
import { inputs as dags } from '../publish-dags-to-s3/inputs.ts';

export const kinds = ['application', 'data-task', 'dags', 'lambda', 'library'] as const;

/** `kind`, and the inputs of every kind under the names that they have in its own action. */
export const inputs = { kind: oneOf(kinds), ...dags };
