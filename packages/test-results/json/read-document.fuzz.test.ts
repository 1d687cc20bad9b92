import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { UnreadableError } from '../unreadable-error.ts';
import { samples } from './samples.ts';
import { type Read, read } from './test-tools.ts';
import type { Json } from './values.ts';

/** @returns what was read, or undefined where the text was refused; any other throw is a crash */
async function attempt(text: string, size: number): Promise<Read | undefined> {
  try {
    return await read(text, size);
  } catch (error) {
    if (error instanceof UnreadableError) return undefined;
    throw error;
  }
}

const size = fc.constantFrom(3, 50, 10_000);
const sample = fc.constantFrom(...Object.values(samples));

/** What nobody expects where a text, a number or a list should be. */
const hostile = fc.oneof(
  fc.constantFrom<Json>(null, true, -1, 1e308, 0.5, '', '\u001b[31m', '\ud800', '__proto__', [], {}, [null], [[]]),
  fc.json({ maxDepth: 3 }).map((text) => JSON.parse(text) as Json),
);

/** The places of a value: each is a list of names and indexes. */
function* placesOf(value: unknown, around: readonly string[] = []): Generator<readonly string[]> {
  yield around;
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) yield* placesOf(inner, [...around, name]);
}

function put(value: unknown, place: readonly string[], changed: unknown): unknown {
  const [name, ...rest] = place;
  if (name === undefined) return changed;
  if (Array.isArray(value)) return value.map((one, index) => (String(index) === name ? put(one, rest, changed) : one));
  const object = value as Record<string, unknown>;
  return { ...object, [name]: put(object[name], rest, changed) };
}

describe('JSON documents', () => {
  test('with any value anywhere never crash a reader, and every case is whole', async () => {
    await fc.assert(
      fc.asyncProperty(sample, fc.nat(), hostile, size, async ({ document }, at, changed, pieces) => {
        const places = [...placesOf(document)];
        const found = await attempt(JSON.stringify(put(document, places[at % places.length] ?? [], changed)), pieces);
        for (const one of found?.cases ?? []) {
          expect(one.name).not.toBe('');
          expect(['passed', 'failed', 'skipped']).toContain(one.state);
          expect(one.suite.path.every((name) => typeof name === 'string')).toBe(true);
          expect([one.className, one.message, one.details, one.file].map((text) => typeof text)).toEqual(
            Array(4).fill('string'),
          );
          expect(one.durationMs).toBeGreaterThanOrEqual(0);
          expect(one.attempts).toBeGreaterThanOrEqual(1);
          expect(one.line ?? 1).toBeGreaterThan(0);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('with any text changed are read only where they are still JSON', async () => {
    const change = fc.constantFrom('', '"', '{', '}', '[', ']', ',', ':', '\\', '\n', '0', 'null', '\u0000', 'é');
    await fc.assert(
      fc.asyncProperty(sample, fc.nat(), fc.nat(3), change, size, async ({ document }, at, length, put, pieces) => {
        const text = JSON.stringify(document);
        const start = at % text.length;
        const changed = text.slice(0, start) + put + text.slice(start + length);
        const found = await attempt(changed, pieces);
        if (found) expect(() => JSON.parse(changed)).not.toThrow();
      }),
      { numRuns: 300 },
    );
  });

  test('that are cut are never readable', async () => {
    await fc.assert(
      fc.asyncProperty(sample, fc.nat(), size, async ({ document }, at, pieces) => {
        const text = JSON.stringify(document);
        expect(await attempt(text.slice(0, at % text.length), pieces)).toBeUndefined();
      }),
      { numRuns: 150 },
    );
  });

  test('of any other kind are refused, and valid JSON is never called invalid', async () => {
    await fc.assert(
      fc.asyncProperty(fc.json({ maxDepth: 5 }), fc.nat(4), size, async (json, indent, pieces) => {
        const text = JSON.stringify({ any: JSON.parse(json) }, null, indent);
        await expect(read(text, pieces)).rejects.toThrow('is JSON, but no format of test results that is known');
      }),
      { numRuns: 150 },
    );
  });

  test('are read alike in pieces of any size', async () => {
    await fc.assert(
      fc.asyncProperty(sample, fc.string({ unit: 'binary' }), size, async ({ document }, extra, pieces) => {
        const text = JSON.stringify(document).replaceAll('Calc', JSON.stringify(extra).slice(1, -1));
        expect(await read(text, pieces)).toEqual(await read(text, text.length));
      }),
      { numRuns: 100 },
    );
  });
});

describe('names that objects inherit', () => {
  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('%s changes nothing', async (name) => {
    const test = `{"name":"a","status":"passed","${name}":{"status":"failed","flaky":true}}`;
    const { cases } = await read(`{"${name}":{"results":1},"results":{"${name}":[],"tests":[${test}]}}`);
    expect(cases).toMatchObject([{ name: 'a', state: 'passed', flaky: false }]);
    expect(({} as Record<string, unknown>).status).toBeUndefined();
  });

  test('members that are there twice: of a test the last one counts, of a document all', async () => {
    const test = (status: string) => `{"name":"x","name":"a","status":"passed","status":"${status}"}`;
    const text = `{"results":{"tests":[${test('failed')}],"tests":[${test('skipped')}]},"results":{"tests":[]}}`;
    expect((await read(text)).cases).toMatchObject([
      { name: 'a', state: 'failed' },
      { name: 'a', state: 'skipped' },
    ]);
  });
});
