import { describe, expect, test } from '@jest/globals';
import { createFaults, type FaultAnswer, type FaultRequest, type FaultRule } from './faults.ts';

const put: FaultRequest = { method: 'PUT', path: '/b/k', operation: 'PutObject' };
const get: FaultRequest = { method: 'GET', path: '/b/k', operation: 'GetObject' };
const bare: FaultRequest = { method: 'GET', path: '/b/k' };

describe('which requests a rule meets', () => {
  const cases: [title: string, match: FaultRule['match'], request: FaultRequest, met: boolean][] = [
    ['no match: every request', undefined, put, true],
    ['the method', { method: 'PUT' }, put, true],
    ['another method', { method: 'PUT' }, get, false],
    ['the operation, whole', { operation: 'PutObject' }, put, true],
    ['a part of the operation is not enough', { operation: 'Put' }, put, false],
    ['the operation, searched', { operation: /^Put/ }, put, true],
    ['the path, searched', { path: /\/k$/ }, get, true],
    ['a global expression keeps no state', { path: /k/g }, get, true],
    ['all that is given must hold', { method: 'PUT', path: '/elsewhere' }, put, false],
    ['a request without an operation', { operation: 'PutObject' }, bare, false],
  ];
  for (const [title, match, request, met] of cases) {
    test(title, () => {
      const faults = createFaults([{ ...(match ? { match } : {}), answer: 503 }]);
      expect([faults.next(request), faults.next(request)].every((fault) => fault !== undefined)).toBe(met);
    });
  }
});

describe('how often', () => {
  const cases: [title: string, rule: Partial<FaultRule>, expected: string][] = [
    ['always, without a limit', {}, 'xxxxxx'],
    ['after 2', { after: 2 }, '..xxxx'],
    ['2 times', { times: 2 }, 'xx....'],
    ['after 1, 3 times', { after: 1, times: 3 }, '.xxx..'],
    ['for 25 ms, one request each 10 ms', { forMs: 25 }, 'xxx...'],
    ['after 1, for 25 ms: the window opens with the first fault', { after: 1, forMs: 25 }, '.xxx..'],
    ['for 100 ms but 2 times at most', { forMs: 100, times: 2 }, 'xx....'],
  ];
  for (const [title, rule, expected] of cases) {
    test(title, () => {
      let now = 0;
      const faults = createFaults([{ answer: 429, ...rule }], () => now);
      let seen = '';
      for (let i = 0; i < 6; i++) {
        seen += faults.next(put) ? 'x' : '.';
        now += 10;
      }
      expect(seen).toBe(expected);
      expect(faults.hits).toBe([...expected].filter((c) => c === 'x').length);
    });
  }
});

describe('what goes wrong', () => {
  const cases: [answer: FaultAnswer, more: Partial<FaultRule>, fault: object][] = [
    [503, {}, { kind: 'status', status: 503 }],
    [429, { retryAfter: 2 }, { kind: 'status', status: 429, retryAfter: 2 }],
    ['reset', {}, { kind: 'reset' }],
    ['lost', {}, { kind: 'lost' }],
    ['slow', {}, { kind: 'slow', delayMs: 1000 }],
    ['slow', { delayMs: 5 }, { kind: 'slow', delayMs: 5 }],
    ['expired-token', {}, { kind: 'expired-token' }],
  ];
  for (const [answer, more, fault] of cases) {
    test(JSON.stringify({ answer, ...more }), () => {
      expect(createFaults([{ answer, ...more }]).next(put)).toEqual(fault);
    });
  }

  test('a function is called with the request', async () => {
    const calls: FaultRequest[] = [];
    const fault = createFaults([{ answer: (request) => void calls.push(request) }]).next(put);
    expect(calls).toEqual([]);
    if (fault?.kind === 'call') await fault.call();
    expect(calls).toEqual([put]);
  });
});

test('the first rule with something to say wins, and a spent rule makes room for the next', () => {
  const faults = createFaults([
    { match: { method: 'PUT' }, times: 1, answer: 'reset' },
    { match: { operation: /Object$/ }, answer: 503 },
  ]);
  expect([put, put, get].map((request) => faults.next(request)?.kind)).toEqual(['reset', 'status', 'status']);
});

test('rules can be added and cleared while a server runs', () => {
  const faults = createFaults();
  expect(faults.next(put)).toBeUndefined();
  faults.add({ answer: 'lost' });
  expect(faults.next(put)).toEqual({ kind: 'lost' });
  faults.clear();
  expect(faults.next(put)).toBeUndefined();
});
