import { InputError } from '@ci-actions/errors/errors';

/** One combination of a matrix. */
export type Leg = Record<string, unknown>;

/**
 * The legs of an evaluated `matrix:`, in GitHub's order: the first vector turns slowest, then what `include` adds.
 *
 * @param job the job's key, for messages
 * @throws InputError for a vector that is no list or is empty, as GitHub's
 */
export function matrixLegs(job: string, matrix: unknown): Leg[] {
  if (matrix === null || typeof matrix !== 'object' || Array.isArray(matrix)) {
    throw new InputError(`The matrix of job ${job} is no map. Give it vectors, as in \`os: [a, b]\`.`);
  }
  const { include, exclude, ...vectors } = matrix as Record<string, unknown>;
  let legs: Leg[] = [{}];
  for (const [name, values] of Object.entries(vectors)) {
    if (!Array.isArray(values)) throw new InputError(`Matrix vector '${name}' of job ${job} is no list.`);
    if (values.length === 0) {
      throw new InputError(
        `Matrix vector '${name}' of job ${job} does not contain any values. Guard the job with an \`if:\`.`,
      );
    }
    legs = legs.flatMap((leg) => values.map((value) => ({ ...leg, [name]: value })));
  }
  if (Object.keys(vectors).length === 0) legs = [];
  for (const rule of maps(job, 'exclude', exclude)) legs = legs.filter((leg) => !covers(leg, rule));
  return withIncluded(legs, Object.keys(vectors), maps(job, 'include', include), job);
}

/** An include goes into every leg that it contradicts in no vector of its own; where there is none it is a leg itself. */
function withIncluded(legs: Leg[], vectors: string[], includes: Leg[], job: string): Leg[] {
  const result = legs.map((leg) => ({ ...leg }));
  for (const addition of includes) {
    const own = Object.keys(addition).filter((name) => vectors.includes(name));
    const hosts = legs.flatMap((leg, at) => (own.every((name) => same(leg[name], addition[name])) ? [at] : []));
    if (hosts.length === 0) result.push({ ...addition });
    for (const at of hosts) Object.assign(result[at] ?? {}, addition);
  }
  if (result.length === 0)
    throw new InputError(`The matrix of job ${job} has no combination left. Guard the job with an \`if:\`.`);
  if (result.length > 256)
    throw new InputError(`The matrix of job ${job} has ${result.length} legs; GitHub allows 256.`);
  return result;
}

function maps(job: string, key: string, value: unknown): Leg[] {
  if (value === undefined || value === null || value === '') return [];
  if (Array.isArray(value) && value.every((item) => item !== null && typeof item === 'object')) return value;
  throw new InputError(`The ${key} of job ${job}'s matrix is no list of maps.`);
}

/** Whether a leg has everything that a rule names; objects within are compared in the same way. */
function covers(value: unknown, rule: unknown): boolean {
  if (rule === null || typeof rule !== 'object') return same(value, rule);
  if (value === null || typeof value !== 'object') return false;
  return Object.entries(rule).every(([key, part]) => covers((value as Leg)[key], part));
}

function same(a: unknown, b: unknown): boolean {
  if (typeof a === 'object' || typeof b === 'object') return JSON.stringify(a) === JSON.stringify(b);
  return String(a) === String(b);
}

/** What a leg is called: the job's name and the leg's values, as in `publish (staging, 3)`. */
export function legName(name: string, leg: Leg | undefined): string {
  if (!leg) return name;
  const leaves = (value: unknown): string[] =>
    value !== null && typeof value === 'object' ? Object.values(value).flatMap(leaves) : [String(value)];
  return `${name} (${leaves(leg).join(', ')})`;
}
