import type { World } from './world.ts';

/** What the successful deployments of an environment say in their payload, the oldest first. */
export function recordsOf({ github }: Pick<World, 'github'>, environment: string): Record<string, unknown>[] {
  return github
    .deployments()
    .filter((one) => one.environment === environment && one.statuses.some(({ state }) => state === 'success'))
    .map(({ payload }) => payloadOf(payload));
}

function payloadOf(payload: unknown): Record<string, unknown> {
  if (typeof payload === 'string') return JSON.parse(payload || '{}');
  return typeof payload === 'object' && payload !== null ? (payload as Record<string, unknown>) : {};
}
