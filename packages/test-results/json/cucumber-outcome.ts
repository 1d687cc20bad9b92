import type { Case, State } from '../model.ts';
import { failureTexts } from './make-case.ts';
import { amount, type Members, members, objects, text, texts } from './values.ts';

/** What came of a scenario, or of a part of one. */
export type Outcome = Pick<Case, 'state' | 'message' | 'details' | 'durationMs'>;

const severity: Readonly<Record<State, number>> = { passed: 0, skipped: 1, failed: 2 };

/** `ambiguous`, `unknown` and whatever else there may be fail. */
const states: ReadonlyMap<string, State> = new Map([
  ['passed', 'passed'],
  ['skipped', 'skipped'],
  ['pending', 'skipped'],
  ['undefined', 'skipped'],
  ['untested', 'skipped'],
]);

/** @returns the first of the worst, with the time of all */
export function worst(outcomes: readonly [Outcome, ...Outcome[]]): Outcome {
  const found = outcomes.reduce((one, other) => (severity[other.state] > severity[one.state] ? other : one));
  return { ...found, durationMs: outcomes.reduce((sum, { durationMs }) => sum + durationMs, 0) };
}

/**
 * @param element a scenario or background
 * @returns the worst of its steps and hooks, also those around a step; skipped where nothing of it was run
 */
export function outcomeOf(element: Members): Outcome {
  // behave has seconds and is known by its locations; Cucumber has nanoseconds.
  const toMs = element.location === undefined ? 1e-6 : 1000;
  const steps = objects(element.steps).flatMap((step) => [...objects(step.before), step, ...objects(step.after)]);
  const all = [...objects(element.before), ...steps, ...objects(element.after)].map((step) => ofStep(step, toMs));
  const [first, ...rest] = all;
  const none: Outcome = { state: 'skipped', message: 'It has no steps.', details: '', durationMs: 0 };
  const outcome = first ? worst([first, ...rest]) : none;
  // behave has the state of the scenario too, which its hooks worsen.
  const own = text(element.status);
  if (own === '' || own === 'passed' || severity[stateOf(own)] <= severity[outcome.state]) return outcome;
  return { ...outcome, state: stateOf(own), message: `The scenario is ${own}.`, details: '' };
}

function ofStep(step: Members, toMs: number): Outcome {
  const result = members(step.result);
  // behave gives no result to a step that was not run.
  const status = text(result?.status) || (result === undefined ? 'skipped' : '');
  const state = stateOf(status);
  const name = `${text(step.keyword)}${/\s$/.test(text(step.keyword)) ? '' : ' '}${text(step.name)}`.trim();
  const said = failureTexts(text(result?.error_message) || texts(result?.error_message).join('\n'));
  return {
    state,
    message: said.message || (state === 'passed' ? '' : `${name || 'A hook'}: ${status || 'no state'}`),
    details: state === 'failed' ? `${name || 'Hook'}\n${said.details}`.trim() : '',
    durationMs: amount(result?.duration) * toMs,
  };
}

function stateOf(status: string): State {
  return states.get(status) ?? 'failed';
}
