import { bytes, count, thousands } from '@ci-actions/format/units';
import type { Log } from '@ci-actions/log/log';
import type { Plan, Step } from './protocol.ts';

const sign = { add: '+', update: '~', delete: '-' } as const;

/** Prints a plan, one line a step: `+ dags/orders.py (2.1 kB)`. Every step is there; a plan is exact. */
export function logPlan(plan: Plan, log: Pick<Log, 'info'>): void {
  const live = plan.live ? `${plan.live.version} (${plan.live.digest})` : 'nothing that was published before';
  log.info(`${plan.target.environment}: ${plan.target.place} holds ${live}`);
  for (const step of plan.steps) {
    const facts = [sizeOfStep(step), step.note ?? ''].filter(Boolean).join(', ');
    log.info(`  ${sign[step.change]} ${step.what}${facts ? ` (${facts})` : ''}`);
  }
  log.info(`Plan: ${totals(plan)}`);
}

/** @returns `2.1 kB`; empty for a step that sends nothing: to delete, to move an alias, to write an empty file */
export function sizeOfStep({ bytes: sent }: Step): string {
  return sent === 0 ? '' : bytes(sent);
}

/** @returns `3 to add, 1 to update, 0 to delete, 12 unchanged; 23.2 kB to send` */
export function totals(plan: Plan): string {
  const { add, update, delete: deleted, sent } = tally(plan.steps);
  return `${add} to add, ${update} to update, ${deleted} to delete, ${thousands(plan.unchanged)} unchanged; ${bytes(sent)} to send in ${count(add + update, 'upload')}`;
}

/** How many steps there are of each change, and how many bytes they send. */
export function tally(steps: readonly Step[]): Record<Step['change'] | 'sent', number> {
  const sum = { add: 0, update: 0, delete: 0, sent: 0 };
  for (const step of steps) {
    sum[step.change] += 1;
    sum.sent += step.bytes;
  }
  return sum;
}
